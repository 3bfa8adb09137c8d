"""Nexus itself with the trust taken out of a lookup: no agreement is read, no mandate signed, no place, project or
consent asked about, no field chosen, nothing written down. The rest is the same program, served in the same way.

    NEXUS_VAR=... *_DATABASE_URL=... python -m bench.floors.lookup PARTNER PURPOSE

Prints its address. Only the bench ever runs this.
"""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import asyncpg
import uvicorn

from commandline.serving import SERVING
from commandline.together import one_process
from embedded.instance import address, free_port
from gateway.access.agreements import reads as agreements
from gateway.access.agreements.judging import Standing
from gateway.ledger import rules as ledger
from services.beneficiary.lookups import reads as lookups
from services.beneficiary.people.reads import PERSON
from shared import mandate as mandates
from shared.callers import Purpose, Service
from shared.mandate import Mandate

_APPLICATIONS = ("beneficiary", "grants", "forums", "gateway")


def strip(standing: Standing) -> None:
    """Replace each part of what is measured by nothing, or by what it would have answered."""
    handed: dict[str, Mandate] = {}

    async def require(*_: object) -> Standing:
        return standing

    def mint(mandate: Mandate, key: bytes) -> str:
        handed[mandate.request_id] = mandate
        return mandate.request_id

    def verify(header: str | None, key: bytes, audience: Service) -> Mandate:
        return handed.pop(header or "")

    async def note(*_: object) -> int:
        return 0

    def query(fields: tuple[str, ...], by_consent: bool) -> str:
        columns = "".join(f", {PERSON.columns.get(name, f'person.{name}')} AS {name}" for name in fields)
        return f"""
SELECT asked.at, person.id AS person_id, NULL::int AS household_id {columns}
FROM unnest($1::int[], $2::text[], $3::bytea[], $4::int[]) WITH ORDINALITY
    AS asked (person_id, registration_number, number_index, birth_year, at)
JOIN people AS person ON person.registration_number = asked.registration_number AND person.voided_at IS NULL
JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL
WHERE extract(year FROM stated.birth_date) = asked.birth_year
    AND ($5::text[] IS NULL OR true) AND ($6::text[] IS NULL OR true) AND ($7::text IS NULL OR true)
    AND ($8::text IS NULL OR true)
"""

    replaced: list[tuple[Any, str, Any]] = [
        (agreements, "require", require),
        (mandates, "mint", mint),
        (mandates, "verify", verify),
        (ledger, "note", note),
        (lookups, "_query", query),
    ]
    for module, name, stand_in in replaced:
        assert hasattr(module, name)
        setattr(module, name, stand_in)


async def agreement(url: str, partner: str, purpose: Purpose) -> Standing:
    connection = await asyncpg.connect(url)
    try:
        return next(one for one in await agreements.of_partner(connection, partner) if one.purpose is purpose)
    finally:
        await connection.close()


if __name__ == "__main__":
    urls = {name: os.environ[f"{name.upper()}_DATABASE_URL"] for name in _APPLICATIONS}
    strip(asyncio.run(agreement(urls["gateway"], sys.argv[1], Purpose(sys.argv[2]))))
    listener = free_port(8300)
    print(address(listener), flush=True)
    app = one_process(urls, Path(os.environ["NEXUS_VAR"]))
    uvicorn.Server(uvicorn.Config(app, **SERVING)).run([listener])
