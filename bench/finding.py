"""Finding people among a million: by a name as another clerk writes it, and whoever is likely somebody new."""

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from random import Random
from statistics import median, quantiles
from time import perf_counter, time
from typing import Any, NamedTuple

from bench import running
from bench.report import Claim
from demo import names
from demo.names import Name
from gateway.access import mandates
from gateway.access.callers import Caller
from gateway.access.roles import PURPOSES
from services.beneficiary.duplicates.likely import likely
from services.beneficiary.names import forms
from services.beneficiary.search.reads import search
from services.beneficiary.search.views import SearchDraft
from shared.callers import CallerClass, Role, Service
from shared.cursors import Cursors
from shared.database import Database, open_database
from shared.errors import Invalid
from shared.lists import Lister
from shared.mandate import COUNTRY, Mandate
from shared.routes import shown

PEOPLE = int(os.environ.get("NEXUS_BENCH_PEOPLE", "1000000"))
SEED = 9
SOUGHT = 500
FOUND_WITHIN, FOUND_ACROSS = 0.97, 0.95
MOST_P50, MOST_P95, MOST_CHECK = 10.0, 40.0, 15.0
KEY = bytes(32)
SLIPS = 0.03
"""How often a letter is left out of a name that is sought."""

_SOME = """
SELECT person.registration_number, stated.* FROM people AS person
JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL
WHERE person.voided_at IS NULL AND person.id = ANY ($1) AND stated.father_native IS NOT NULL
    AND stated.mother_given_native IS NOT NULL
    AND NOT EXISTS (SELECT FROM identities AS identity WHERE identity.person_id = person.id)
ORDER BY person.id
"""


class Question(NamedTuple):
    """What is asked, and the number of whom it is about."""

    draft: SearchDraft
    number: str


def claims() -> Iterator[Claim]:
    """Milliseconds on the wall from the question to the bytes of the answer, in the service's process and without HTTP,
    one at a time; and how many of those who are sought are not among the first twenty.

    Five hundred of the demo's people are sought: by the given, the father's and the grandfather's name, by the mother's
    and by the year of birth, which is one off for one in three. Each name is written anew: seven in ten in another
    spelling where there is one, three in a hundred with a letter left out; or all of them in Latin letters.
    """
    with running.folder() as var, running.databases(var) as (server, urls):
        environment = os.environ | {f"{name.upper()}_DATABASE_URL": url for name, url in urls.items()}
        command = [str(running.PROGRAM), "demo", "--people", str(PEOPLE), "--seed", str(SEED)]
        subprocess.run(command, env=environment | {"NEXUS_VAR": str(var)}, check=True, stdout=subprocess.DEVNULL)
        yield from asyncio.run(_measured(urls["beneficiary"]))
        assert server.process.poll() is None


async def _measured(url: str) -> list[Claim]:
    database = await open_database(url)
    try:
        return [claim async for claim in _found(database)]
    finally:
        await database.close()


async def _found(database: Database) -> AsyncIterator[Claim]:
    random, size = Random(SEED), f" among {PEOPLE:,}"
    last: int = await database.reading.fetchval("SELECT max(id) FROM people")
    people = await database.reading.fetch(_SOME, [random.randint(1, last) for _ in range(2 * SOUGHT)])
    people = random.sample([row for row in people if not forms.is_kunya(row["given_native"])], SOUGHT)
    for way, rewritten, target in (
        ("in their own letters", _respelt, FOUND_WITHIN),
        ("in Latin letters", _in_latin, FOUND_ACROSS),
    ):
        questions = [_question(random, row, rewritten) for row in people]
        took, missed = await _asked(database, questions)
        yield Claim(f"search {way}{size}, p50", median(took), MOST_P50, "ms")
        yield Claim(f"search {way}{size}, p95", quantiles(took, n=20)[-1], MOST_P95, "ms")
        yield Claim(
            f"not among the first 20, {way}", missed / len(questions), 1 - target, f"of {len(questions)} sought"
        )
    took = []
    for row in people:
        begun = perf_counter()
        await likely(database.reading, [row["person_id"]])
        took.append((perf_counter() - begun) * 1000)
    yield Claim(
        f"likely duplicates of one{size}, p50", median(took), MOST_CHECK, f"ms (p95 {quantiles(took, n=20)[-1]:.1f})"
    )


async def _asked(database: Database, questions: list[Question]) -> tuple[list[float], int]:
    """How long each answer took, and how many have not the one among them who is sought."""
    lister = Lister(database.listing, known=database.reading, cursors=Cursors(KEY))
    took, missed = [], 0
    for draft, number in questions:
        begun = perf_counter()
        try:
            found = await search(lister, draft, KEY, _mandate())
            shown(found)
            items: list[Any] = found.view.items
        except Invalid:  # too many are alike
            items = []
        took.append((perf_counter() - begun) * 1000)
        missed += number not in [item.registration_number for item in items]
    return took, missed


def _question(random: Random, row: Any, rewritten: Callable[[Random, str], str]) -> Question:
    """What a clerk knows of somebody who is registered already."""
    parts = [row[f"{part}_native"] for part in ("given", "father", "grandfather")]
    stated: dict[str, Any] = {
        "name": " ".join(rewritten(random, part) for part in parts if part),
        "mother": rewritten(random, row["mother_given_native"]),
        "limit": 20,
    }
    if row["birth_date"] is not None:
        stated["birth_year"] = row["birth_date"].year + random.choice((0, 0, 0, 0, -1, 1))
    return Question(SearchDraft.model_validate(stated), row["registration_number"])


def _respelt(random: Random, written: str) -> str:
    name = _known().get("".join(forms.words(written)))
    native = written if name is None else name.native if random.random() < 0.3 else names.respelt(random, name)
    return names.slip(random, native) if random.random() < SLIPS and len(native) > 3 else native


def _in_latin(random: Random, written: str) -> str:
    name = _known().get("".join(forms.words(written)))
    return written if name is None else names.in_latin(random, name)


@cache
def _known() -> dict[str, Name]:
    """The names of the demo by the form in which they are compared."""
    return {"".join(forms.words(name.native)): name for name in names.everybody()}


def _mandate() -> Mandate:
    caller = Caller("somebody", CallerClass.STAFF, (Role.CASEWORKER,), (COUNTRY,), PURPOSES[Role.CASEWORKER][0])
    return mandates.for_staff(caller, Service.BENEFICIARY, "bench-of-finding", deadline=time() + mandates.PATIENCE)
