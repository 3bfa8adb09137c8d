"""Commands about who is one person: how well that is recognised."""

from typing import Annotated

import typer

from demo.sizes import SEED, Extent

cli = typer.Typer(no_args_is_help=True)


@cli.callback()
def identity() -> None:
    """Who is one person."""


@cli.command()
def evaluate(
    people: Annotated[int, typer.Option(min=1_000, max=10_000_000, help="About so many registered people.")] = 25_000,
    seed: Annotated[int, typer.Option(min=0, help="Of the register; those from 1 to 3 were tuned on.")] = SEED,
    febrl: Annotated[bool, typer.Option(help="Whether to link the FEBRL sets too.")] = True,
) -> None:
    """Link a register of invented people, and the FEBRL sets, and measure how well against who they are."""
    # What links takes a second to import, for which no other command has to wait.
    from commandline.evaluation import report  # noqa: PLC0415

    for line in report.lines(Extent(people, seed), sets=febrl):
        typer.echo(line)
