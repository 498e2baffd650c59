"""The `lathund` command. Exit 0 done, 1 the work failed, 2 wrong usage. Heavy imports happen in the commands."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from classifier.cli import (
    access_commands,
    case_commands,
    classify_command,
    dataset_commands,
    handover_commands,
    label_commands,
    loop_commands,
    mask_command,
    model_commands,
    policy_commands,
    rule_commands,
    training_commands,
)

app = typer.Typer(
    name="lathund",
    help="Läser svenska kommentarer och säger vad de gör, vilken rad i lathunden de hör till och vad som ska göras.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
classify_command.register(app)
mask_command.register(app)
rule_commands.register(app)
policy_commands.register(app)
training_commands.register(app)
label_commands.register(app)
loop_commands.register(app)
model_commands.register(app)
dataset_commands.register(app)
case_commands.register(app)
handover_commands.register(app)
access_commands.register(app)


@app.command(epilog="Exempel: `lathund serve --port 8000`")
def serve(
    host: Annotated[str | None, typer.Option(help="Adress att lyssna på (LATHUND_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port (LATHUND_PORT).")] = None,
    workers: Annotated[int, typer.Option(help="Antal processer.", min=1)] = 1,
) -> None:
    """Start the service."""
    import uvicorn

    from classifier.cli.output import fail
    from classifier.lathund import ProfileError
    from classifier.logs import configure
    from classifier.rules import RuleErrors
    from classifier.settings import Settings
    from classifier.storage import DatabaseProblem

    settings = Settings()
    configure(settings.log_level)
    listen = host or settings.host
    try:
        access_commands.refuse_open_door(settings, listen)
        uvicorn.run(
            "classifier.web.app:app_from_environment",
            factory=True,
            host=listen,
            port=settings.port if port is None else port,
            workers=workers,
            access_log=False,
            log_level="warning",
        )
    except (RuleErrors, ProfileError, DatabaseProblem) as error:
        fail(str(error))


@app.command()
def version() -> None:
    """Print the version."""
    from classifier import __version__

    typer.echo(__version__)


def main() -> None:
    """Run the command; a broken pipe (`lathund … | head`) is no error."""
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        app()
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
