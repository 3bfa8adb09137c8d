"""Commands around the demo: loading it, and naming one of its people."""

import asyncio
from typing import Annotated

import typer

from commandline.applications import PACKAGES, VAR, Urls
from commandline.asking import running
from commandline.ending import end_like_ctrl_c, fail, plainly, refuse_in_production
from commandline.migrating import migrate_all
from demo import filling, report, someone
from demo.recording import Recorded
from demo.sizes import SEED, Extent
from embedded import postgres
from embedded.choice import databases
from embedded.well import while_well


def demo(
    people: Annotated[
        int | None,
        typer.Option(
            min=100, max=10_000_000, help="About so many registered people; the pilot's own number unless stated."
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Another seed is another demo of the same size.")] = None,
) -> None:
    """Load the pilot and its follow-up, all people invented, into empty databases; with more people, others beside."""
    refuse_in_production("nexus demo")
    stated = None if people is None and seed is None else Extent(people, SEED if seed is None else seed)

    async def load(urls: Urls, postmaster: postgres.Server | None) -> Recorded:
        await migrate_all(urls)
        return await while_well(postmaster, filling.fill(urls, VAR, stated))

    end_like_ctrl_c()
    try:
        with plainly(), databases(VAR, PACKAGES) as (urls, server):
            recorded = asyncio.run(load(urls, server))
    except KeyboardInterrupt:
        again = f"nexus demo{filling.options(stated or filling.extent(VAR))}"
        raise fail(f"interrupted; what was not loaded whole is not there. '{again}' loads it again.") from None
    for line in report.lines(recorded):
        typer.echo(line)
    typer.echo("Loaded. Its results are sealed when Nexus runs.")


def demo_person(
    partner: Annotated[str, typer.Option(help="A demo partner that looks people up.")],
    document: Annotated[
        bool, typer.Option("--document", help="By a document, not by the registration number.")
    ] = False,
) -> None:
    """Print one invented person whom a demo partner may look up, as the lookup takes it: a number and a birth year."""
    refuse_in_production("nexus demo-person")
    with plainly():
        if not filling.is_loaded(VAR):
            raise fail("the demo is not loaded here; 'make run' loads it.")
        here = running("whether somebody still consents is asked of")
        typer.echo(asyncio.run(someone.lookup_line(VAR, partner, here, by_document=document)))
