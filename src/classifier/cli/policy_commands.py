"""`lathund policies`: the lathund of a policy as a table, and its public house rules."""

from pathlib import Path
from typing import Annotated

import typer

policies = typer.Typer(help="Policyer: lista, visa lathunden, skriv ut spelregler.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(policies, name="policies")


@policies.command("list", epilog="Exempel: `lathund policies list`")
def list_policies() -> None:
    """List the policies."""
    from classifier.lathund import shipped_profiles

    for profile in shipped_profiles().values():
        typer.echo(f"{profile.code:14} {profile.name}: {profile.source.title} ({profile.version})")


@policies.command(epilog="Exempel: `lathund policies show lilla-edet`")
def show(
    policy: Annotated[str, typer.Argument(help="Kod, till exempel lilla-edet, eller en egen TOML-fil.")],
    rules: Annotated[bool, typer.Option("--house-rules", help="Bara spelreglerna som text.")] = False,
) -> None:
    """Print the lathund as a table, and the public house rules generated from the profile."""
    from rich.console import Console
    from rich.table import Table

    from classifier.cli.output import fail, wrong_usage
    from classifier.lathund import ProfileError, load_profile, shipped_profiles
    from classifier.lathund.render import house_rules, lathund_table

    profiles = shipped_profiles()
    if policy in profiles:
        profile = profiles[policy]
    elif policy.endswith(".toml"):
        try:
            profile = load_profile(Path(policy))
        except ProfileError as error:
            fail(str(error))
    else:
        wrong_usage(f"Det finns ingen policy {policy!r}. Välj en av: {', '.join(sorted(profiles))}")
    if not rules:
        table = Table(title=f"Lathund: {profile.name} ({profile.version})", show_lines=True)
        for heading in ("Rad", "Inlägg", "Åtgärd", "Gallring"):
            table.add_column(heading)
        for line in lathund_table(profile):
            table.add_row(*line)
        Console().print(table)
    typer.echo(house_rules(profile))
