"""A visit written down as one program would: every row that the request writes, in one bare transaction for each
database, over asyncpg.

    BENEFICIARY_DATABASE_URL=... GATEWAY_DATABASE_URL=... python -m bench.floors.visit NOTICE CONNECTIONS

For each number on standard input it records so many visits, so many at once as there are connections, and prints the
number again. A visit is a person in a new household who consents: the moment's lock, the key under which it was sent,
five facts, the four events of them, and who was told of whom.
"""

import asyncio
import json
import os
import sys
from datetime import date
from secrets import randbelow, token_bytes, token_hex

import asyncpg
import uvloop

from services.beneficiary.people import signs
from shared.moment import MOMENT

BY = "staff:floor"
HOLD = f"SELECT set_config('statement_timeout', '2000', true), pg_advisory_xact_lock_shared({MOMENT})"
KEY = """
INSERT INTO idempotency_keys (caller, key, fingerprint, effect, of_money) VALUES ($1, $2, $3, $4, false)
ON CONFLICT DO NOTHING
"""
HOUSEHOLD = "INSERT INTO households (place, recorded_by) VALUES ($1, $2) RETURNING id"
PERSON = "INSERT INTO people (registration_number, recorded_by) VALUES ($1, $2) RETURNING id"
PARTICULARS = """
INSERT INTO particulars (person_id, given_native, father_native, sex, birth_date, birth_precision, place, signs,
    recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
MEMBERSHIP = """
INSERT INTO memberships (household_id, person_id, relation, joined_on, recorded_by) VALUES ($1, $2, $3, $4, $5)
RETURNING id
"""
CONSENT = """
INSERT INTO consents (person_id, purpose, recipient_class, decision, decided_on, language, witnessed, notice_id,
    given_by, recorded_by)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id
"""
EVENTS = """
INSERT INTO outbox (type, subject, data, request_id)
SELECT type, subject, data, $4 FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS event (type, subject, data)
"""
TOLD = """
WITH noted AS (
    INSERT INTO reads (caller, caller_class, roles, purpose, what, fields, request_id)
    VALUES ($1, 'staff', $2, $3, 'people', $4, $5) RETURNING id
)
INSERT INTO read_subjects (read_id, person_id) SELECT noted.id, $6 FROM noted
"""

Pool = "asyncpg.Pool[asyncpg.Record]"


async def visited(beneficiary: Pool, gateway: Pool, notice: int) -> None:
    request_id, place, digits = token_hex(16), "IQG15Q08N01", f"{randbelow(10**12):012}"
    async with beneficiary.acquire() as connection, connection.transaction():
        await connection.execute(HOLD)
        household = await connection.fetchval(HOUSEHOLD, place, BY)
        number = f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"
        person = await connection.fetchval(PERSON, number, BY)
        names, born = {"given_native": "زينب", "father_native": "أحمد"}, date(1990, 3, 9)
        found_by = signs.of(names, born, place)
        await connection.execute(PARTICULARS, person, *names.values(), "female", born, "day", place, found_by, BY)
        member = await connection.fetchval(MEMBERSHIP, household, person, "head", date(2018, 3, 12), BY)
        asked = ("livelihood-support", "authority", "given", date(2019, 11, 5), "ar", "thumbprint", notice, "self")
        consent = await connection.fetchval(CONSENT, person, *asked, BY)
        events = [
            ("household.formed", household, {}),
            ("person.registered", person, {}),
            ("membership.recorded", member, {"household": household, "person": person}),
            ("consent.recorded", consent, {"person": person, "notice": notice}),
        ]
        types, subjects, data = zip(*events, strict=True)
        references = [json.dumps(each) for each in data]
        await connection.execute(EVENTS, types, [str(subject) for subject in subjects], references, request_id)
        await connection.execute(KEY, BY, token_hex(12), token_bytes(32), f"{household}/{person}")
    told = (BY, ["caseworker"], "service-delivery", ["registration_number"], request_id, person)
    await gateway.execute(TOLD, *told)


async def work(beneficiary: Pool, gateway: Pool, notice: int, times: int, at_once: int) -> None:
    left = iter(range(times))

    async def repeat() -> None:
        for _ in left:
            await visited(beneficiary, gateway, notice)

    await asyncio.gather(*(repeat() for _ in range(at_once)))


async def opened(url: str, connections: int) -> Pool:
    return await asyncpg.create_pool(url, min_size=1, max_size=connections, server_settings={"jit": "off"})


if __name__ == "__main__":
    notice, connections = map(int, sys.argv[1:])
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        beneficiary = runner.run(opened(os.environ["BENEFICIARY_DATABASE_URL"], connections))
        gateway = runner.run(opened(os.environ["GATEWAY_DATABASE_URL"], connections))
        for line in sys.stdin:
            runner.run(work(beneficiary, gateway, notice, int(line), connections))
            print(line, end="", flush=True)
