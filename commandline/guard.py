"""Commands about the check of texts: how well it finds what tells of a person."""

from pathlib import Path
from typing import Annotated

import typer

cli = typer.Typer(no_args_is_help=True)

SENTENCES = Path(__file__).parents[1] / "tests" / "guard_sentences"


@cli.callback()
def guard() -> None:
    """What in a text may tell of a person."""


@cli.command()
def evaluate(
    sentences: Annotated[
        Path, typer.Option(exists=True, file_okay=False, help="A folder with identity.csv and harmless.csv.")
    ] = SENTENCES,
) -> None:
    """Mark sentences that tell of a person and sentences that tell of nobody, and measure how many are marked."""
    # The lists take a moment to read, for which no other command has to wait.
    from commandline.evaluation import texts  # noqa: PLC0415

    for line in texts.lines(sentences):
        typer.echo(line)
