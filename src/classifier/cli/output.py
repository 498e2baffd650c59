"""How the command speaks: errors to standard error with exit 1, wrong usage with exit 2."""

from typing import NoReturn

import typer


def fail(message: str) -> NoReturn:
    """Say what went wrong and exit 1."""
    typer.secho(message, err=True, fg=typer.colors.RED)
    raise typer.Exit(1)


def wrong_usage(message: str) -> NoReturn:
    """Say what to write instead and exit 2."""
    typer.secho(message, err=True, fg=typer.colors.RED)
    raise typer.Exit(2)
