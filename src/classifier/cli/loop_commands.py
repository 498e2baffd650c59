"""`lathund drift`, `shadow-report`, `simulate`, `thresholds`, `rules`: what the loop has learnt."""

import json
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli.case_commands import open_desk, open_storage, person_here
from classifier.cli.output import fail, wrong_usage
from classifier.cli.training_commands import done, training

rules = typer.Typer(help="Egna regler ur det som rättats.", no_args_is_help=True)
Labels = Annotated[list[Path], typer.Option("--labels", help="Egna etiketter från `lathund labels export`.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(epilog="Exempel: `lathund drift`")(drift)
    app.command("shadow-report", epilog="Exempel: `lathund shadow-report --limit 20`")(shadow_report)
    app.command(epilog="Exempel: `lathund simulate --seeds 10`")(simulate)
    app.command(epilog="Exempel: `lathund thresholds --labels etiketter.jsonl --out granser.html`")(thresholds)
    app.add_typer(rules, name="rules")


def drift() -> None:
    """Compare the latest month with those before: what comes in, how often it is corrected, and whether to retrain."""
    from rich.console import Console
    from rich.table import Table

    from classifier.cases.actors import Role
    from classifier.services import drift as service

    with open_desk() as desk:
        found = service.read(desk, actor=person_here(Role.DATA_STAFF))
    if not found.shifts:
        typer.echo("Det finns ännu ingen månad med tillräckligt många inlägg att jämföra med månaderna före.")
        return
    table = Table(title=f"{found.latest} mot månaderna före", title_justify="left")
    for heading in ("figur", "före", "nu", "skillnad [95 %]", ""):
        table.add_column(heading)
    for shift in found.shifts:
        low, high = shift.interval
        change = f"{shift.change:+.3f} [{low:+.3f}, {high:+.3f}]"
        mark = "ändrat" if shift.drifted else ""
        table.add_row(service.name_of(shift.name), f"{shift.before.mean:.3f}", f"{shift.now.mean:.3f}", change, mark)
    Console().print(table)
    typer.echo("Dags att träna om." if found.due else "Ingen omträning behövs.")


def shadow_report(
    candidate: Annotated[str, typer.Argument(help="Modellen; utan namn den senaste.")] = "",
    limit: Annotated[int, typer.Option(help="Högst så många inlägg.", min=0, max=500)] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="En rad JSON för varje inlägg.")] = False,
) -> None:
    """Show what the candidate in shadow judged otherwise than the live model. Texts are masked."""
    from rich.console import Console
    from rich.table import Table

    from classifier.cases.actors import Role
    from classifier.services import shadow

    with open_desk() as desk:
        found = shadow.report(desk, actor=person_here(Role.DATA_STAFF), candidate=candidate, limit=limit)
    if as_json:
        for d in found.differences:
            said = {"comment": d.result.comment_id, "case": d.case, "kind": d.result.kind, "text": d.text}
            typer.echo(json.dumps(said | d.result.said, ensure_ascii=False))
        return
    told = " · ".join(f"{shadow.KIND_NAMES.get(k, k)} {n}" for k, n in sorted(found.kinds.items()))
    typer.echo(f"{found.candidate or 'Ingen modell'} bredvid {found.live}: {found.compared} inlägg. {told}".rstrip())
    table = Table()
    for heading in ("ärende", "i drift", "kandidaten", "inlägg"):
        table.add_column(heading)
    for d in found.differences:
        sides = [_side(d.result.said[name]) for name in ("live", "candidate")]
        table.add_row(d.case, *sides, " ".join(d.text.split())[:60] or "(personuppgifter)")
    if found.differences:
        Console().print(table)


def simulate(
    seeds: Annotated[int, typer.Option(help="Antal delningar att räkna medel över.", min=2, max=100)] = 10,
    corpus: Annotated[int, typer.Option(help="Rader ur korpusen att börja från; 0 är alla.", min=0)] = 12_000,
    out: Annotated[Path, typer.Option(help="Skriv siffrorna hit (JSON), kurvorna bredvid (SVG).")] = Path(
        "datasets/real_labels/simulation.json"
    ),
) -> None:
    """Replay real labelled texts: what 500 confirmed labels are worth, and which comments are worth asking about."""
    done(lambda: training("simulate").run(out, seeds=seeds, corpus_rows=corpus))


def thresholds(
    labels: Labels,
    out: Annotated[Path | None, typer.Option(help="Skriv tabell och kurvor hit (HTML).")] = None,
    missed_cost: Annotated[
        float | None, typer.Option(help="Ett missat inlägg kostar som så många onödiga granskningar.", min=0)
    ] = None,
) -> None:
    """Show what other thresholds would cost by your own labels: found, missed, needless, load."""
    from classifier.settings import Settings

    done(lambda: training("advice").run(labels, Settings().models_dir, out, missed_cost))


@rules.command("suggest", epilog="Exempel: `lathund rules suggest`")
def suggest(limit: Annotated[int, typer.Option(help="Högst så många.", min=1, max=500)] = 20) -> None:
    """Propose phrases that are over-represented in what the machine missed, with hits and false hits on history."""
    from rich.console import Console
    from rich.table import Table

    from classifier.cases.actors import Role
    from classifier.services import rule_candidates

    with open_desk() as desk:
        found = rule_candidates.suggest(desk, actor=person_here(Role.DATA_STAFF))
    table = Table()
    for heading in ("etikett", "fras", "missade", "träffar", "felträffar", "konton"):
        table.add_column(heading)
    for c in found[:limit]:
        numbers = (str(len(c.missed)), str(c.hits), str(len(c.false_hits)), str(c.accounts))
        table.add_row(c.label.value, c.phrase, *numbers)
    if found:
        Console().print(table)
    typer.echo(f"{len(found)} förslag.")


@rules.command("accept", epilog='Exempel: `lathund rules accept "ta din resväska" --label hate_speech --reason "…"`')
def accept(
    phrase: Annotated[str, typer.Argument(help="Frasen, som i `lathund rules suggest`.")],
    label: Annotated[str, typer.Option(help="Etiketten som frasen tyder på.")],
    reason: Annotated[str, typer.Option(help="Vad frasen säger; visas för moderatorn.")],
    category: Annotated[str, typer.Option(help="Kategori, som i `lathund check-rules --codes`.")] = "",
    name: Annotated[str, typer.Option(help="Ditt namn, till loggen.")] = "",
) -> None:
    """Take a phrase into the municipality's own rules (LATHUND_RULES_DIR). A service reads it when it starts anew."""
    from classifier.cases.actors import Role
    from classifier.cases.moments import utc_now
    from classifier.cases.refusal import Refused
    from classifier.services import rule_candidates
    from classifier.settings import Settings
    from classifier.taxonomy import LABELS, Label

    folder = Settings().rules_dir
    if folder is None:
        fail("LATHUND_RULES_DIR är inte satt: den mapp där era egna regler ska ligga.")
    if label not in {x.value for x in LABELS}:
        wrong_usage(f"--label: välj bland {', '.join(LABELS)}.")
    try:
        with open_storage(strict=True) as storage:
            rule = rule_candidates.accept(
                storage,
                folder,
                phrase,
                Label(label),
                category=category,
                reason=reason,
                actor=person_here(Role.DATA_STAFF, name),
                now=utc_now(),
            )
    except (rule_candidates.NotAccepted, Refused, OSError) as error:
        fail(str(error))
    typer.echo(f"Regeln {rule} ligger i {folder}. Starta om tjänsten så läser den regeln.")


def _side(said: dict[str, object]) -> str:
    labels = said["labels"]
    assert isinstance(labels, list)
    return f"{said['row']} {', '.join(labels)}".strip()
