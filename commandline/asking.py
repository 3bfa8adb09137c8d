"""Commands for those who ask the platform: where it runs, and the tokens they ask with."""

import asyncio
import os
from typing import Annotated

import typer

from commandline.applications import VAR
from commandline.ending import fail, plainly, refuse_in_production
from demo import callers
from embedded.instance import Running, claim
from shared.callers import Role


def token(
    role: Annotated[list[Role] | None, typer.Option(help="A role of staff; several in one area only.")] = None,
    area: Annotated[
        list[str] | None, typer.Option(help="A P-code that the role is held in; IQ is the country.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="Who it is; two names are two people.")] = None,
    partner: Annotated[str | None, typer.Option(help="A demo partner; asks the running gateway.")] = None,
) -> None:
    """Print an access token that lives five minutes: of staff, from the development issuer, or of a demo partner."""
    refuse_in_production("nexus token")
    with plainly():
        if partner is not None and role is None and area is None and name is None:
            typer.echo(asyncio.run(callers.partner_token(VAR, partner, running("a partner's token comes from"))))
        elif partner is None and role and area:
            jwk = os.environ.get("GATEWAY_DEVELOPMENT_ISSUER")  # where the gateway runs apart
            typer.echo(callers.staff_token(VAR, name or role[0].value, role, area, jwk))
        else:
            raise fail("state --role and --area, for example --role monitoring --area IQ; or --partner alone.")


def running(what: str) -> str:
    """The address of the gateway that runs on this folder."""
    running = claim(VAR, patience=0)
    if isinstance(running, Running) and running.address is not None:
        return running.address
    if not isinstance(running, Running):
        running.release()
    raise fail(f"{what} the running gateway; start it with 'make run'.")
