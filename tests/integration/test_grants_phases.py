"""Phases: of each a household has one assistance, whoever asks at once; and what is found out later is a finding."""

import asyncio
from typing import Any

import pytest
from books import Books, assistance
from callers import Running, refusal, require_made
from committee import FUND, owner

from shared.mandate import Subject

ALREADY = (409, "assisted-already", "recipient")


@pytest.fixture
async def books(grants: Running) -> Books:
    opened = Books(grants)
    await opened.opened()
    return opened


def somebody(id: int, household: int | None = None, *others: int) -> Subject:
    """Somebody as the mandate names them, with all ids that are theirs and where they live."""
    return owner(id, *others).model_copy(update={"household_id": household})


async def ask(books: Books, person: Subject, **changes: Any) -> Any:
    body = await books.package(recipient=person.reference, amount="100.00", **changes)
    return await books.officer("Hala", person).post("/assistances", body)


async def test_of_a_phase_a_household_has_one_assistance_that_stands(books: Books) -> None:
    first = require_made(await ask(books, somebody(1, 9)))
    assert refusal(await ask(books, somebody(2, 9))) == ALREADY
    require_made(await ask(books, somebody(2, 9), phase_id=await books.phase(2)))
    require_made(await ask(books, somebody(3, 10)))
    require_made(await books.officer().post(f"/assistances/{first['id']}/end", {"reason": "completed"}))
    assert refusal(await ask(books, somebody(2, 9))) == ALREADY
    require_made(await books.officer().void(f"/assistances/{first['id']}"))
    require_made(await ask(books, somebody(2, 9)))


async def test_whoever_has_no_household_counts_alone_by_all_ids_that_are_theirs(books: Books) -> None:
    require_made(await ask(books, somebody(1)))
    require_made(await ask(books, somebody(2)))
    assert refusal(await ask(books, somebody(3, None, 1))) == ALREADY
    assert refusal(await ask(books, somebody(1, 12))) == ALREADY


@pytest.mark.parametrize("people", [(somebody(1, 9), somebody(2, 9)), (somebody(1), somebody(1))])
async def test_two_officers_at_once_give_one_though_each_does_of_another_fund(
    books: Books, people: tuple[Subject, Subject]
) -> None:
    await books.phase(3)
    funds = books.fund, require_made(await books.administrator.post("/funds", FUND))["id"]
    bodies = [
        await books.package(recipient=person.reference, amount="100.00", fund_id=fund)
        for person, fund in zip(people, funds, strict=True)
    ]
    asked = (
        books.officer(name, person).post("/assistances", body)
        for name, person, body in zip(("Hala", "Omar"), people, bodies, strict=True)
    )
    answers = await asyncio.gather(*asked)
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    assert [refusal(answer) for answer in answers if answer.is_error] == [ALREADY]
    (kept,) = await books.rows("SELECT count(*) AS many FROM postings WHERE assistance_id IS NOT NULL")
    assert kept["many"] == 1


async def test_where_somebody_lives_is_kept_and_told_to_nobody(books: Books) -> None:
    made = require_made(await ask(books, somebody(1, 4_711)))
    assert await books.rows("SELECT household_id FROM assistances") == [{"household_id": 4_711}]
    events = await books.rows("SELECT data::text AS data FROM outbox")
    assert "4711" not in f"{made} {events}"


async def test_what_is_given_in_a_phase_is_of_its_project_and_its_days(books: Books) -> None:
    early = await books.phase(4, starts_on="2025-05-01", ends_on="2025-05-31")
    outside = await ask(books, somebody(1), phase_id=early)
    assert refusal(outside) == (422, "outside-the-phase", "approved_on")
    other = {"code": "OTHER-1", "title": "Another", "donor": "A donor", "budget": "1", "currency": "USD"}
    days = {"starts_on": "2025-04-01", "ends_on": "2035-03-31"}
    require_made(await books.administrator.post("/projects", other | days))
    elsewhere = await books.phase(1, project="OTHER-1")
    assert refusal(await ask(books, somebody(1), phase_id=elsewhere)) == (422, "other-project", "phase_id")
    again = await books.administrator.post("/phases", {"project": "OTHER-1", "number": 1, "title": "B"} | days)
    assert refusal(again) == (409, "phase-already", "number")
    for changes, refused in (
        ({"ends_on": "2025-04-30"}, (422, "ends-before-start", "ends_on")),
        ({"starts_on": "2025-03-31"}, (422, "before-project", "starts_on")),
        ({"project": "NOBODY-1"}, (404, "unknown-project", "project")),
    ):
        body = {
            "project": FUND["project"],
            "number": 9,
            "title": "C",
            "starts_on": "2025-05-01",
            "ends_on": "2026-01-01",
        }
        assert refusal(await books.administrator.post("/phases", body | changes)) == refused


async def test_a_phase_is_voided_while_nothing_stands_that_was_given_in_it(books: Books) -> None:
    given = require_made(await ask(books, somebody(1)))
    path = f"/phases/{books.phased}"
    assert refusal(await books.administrator.void(path)) == (409, "phase-in-use", None)
    require_made(await books.officer().void(f"/assistances/{given['id']}"))
    require_made(await books.administrator.void(path))
    assert refusal(await ask(books, somebody(1))) == (404, "unknown-phase", "phase_id")
    await books.phase(1)


async def told(books: Books, *people: list[int]) -> list[tuple[Any, ...]]:
    """What is on the list of findings after it was told who is one person."""
    return await after(books, "/identities", people=people)


async def told_of_homes(books: Books, *households: list[int]) -> list[tuple[Any, ...]]:
    """The same after it was told what is one household."""
    return await after(books, "/identities/households", households=households)


async def after(books: Books, path: str, **told: Any) -> list[tuple[Any, ...]]:
    gateway = books.service.caller(for_gateway=True, areas=(), datasets={})
    require_made(await gateway.post(path, told))
    listed = require_made(await books.officer().get("/findings", count="true"))
    assert listed["count"]["total"] == len(listed["items"])
    sides = ("kind", "first_id", "second_id", "first_award_id")
    return sorted(tuple(row[side] for side in sides) for row in listed["items"])


async def test_two_who_prove_to_be_one_are_a_finding_within_a_phase_and_none_across_two(books: Books) -> None:
    one, other = [require_made(await ask(books, somebody(id)))["id"] for id in (1, 2)]
    require_made(await ask(books, somebody(3), phase_id=await books.phase(2)))
    assert await told(books, [1, 2, 3]) == [("assisted_twice", one, other, None)]
    assert await told(books, [1], [2, 3]) == []


async def test_an_owner_with_an_award_who_is_assisted_is_a_finding_and_nothing_is_blocked(books: Books) -> None:
    _, award = await books.awarded(71)
    package = require_made(await ask(books, somebody(72)))["id"]
    assert await told(books, [71], [72]) == []
    found = [("owner_assisted", package, None, award)]
    assert await told(books, [71, 72]) == await told(books, [71, 72]) == found
    away = books.service.caller(*books.officer().roles, areas=("IQG04",))
    assert require_made(await away.get("/findings"))["items"] == []
    [row] = require_made(await books.officer("Hala", areas=("IQG15",)).get("/findings"))["items"]
    assert require_made(await books.officer().get(f"/findings/{row['id']}"))["outcome"] is None
    assert await told(books, [71], [72]) == []
    same = require_made(await ask(books, somebody(71)))["id"]
    assert await told(books, [71]) == [("owner_assisted", same, None, award)]
    [row] = require_made(await books.officer().get("/findings"))["items"]
    require_made(await books.officer().post(f"/findings/{row['id']}/settle", {"outcome": "both_due"}))
    assert await told(books, [71]) == []
    before = assistance(None, recipient=owner(71).reference)
    old = require_made(await books.officer("Hala", owner(71)).post("/assistances", before))["id"]
    assert await told(books, [71]) == [("owner_assisted", old, None, award)]


async def test_two_assistances_of_a_phase_whose_households_became_one_are_a_finding_until_that_is_undone(
    books: Books,
) -> None:
    one, other = [require_made(await ask(books, somebody(id, home)))["id"] for id, home in ((1, 9), (2, 10))]
    later = await books.phase(2)
    require_made(await ask(books, somebody(3, 11), phase_id=later))
    found = [("household_assisted_twice", one, other, None)]
    assert await told_of_homes(books, [9, 10, 11]) == await told_of_homes(books, [9, 10, 11]) == found
    both = [("assisted_twice", one, other, None), *found]
    assert await told(books, [1, 2]) == both
    assert await told(books, [1], [2]) == found
    assert await told_of_homes(books, [9], [11]) == found
    assert await told_of_homes(books, [9], [10, 11]) == []
    third = require_made(await ask(books, somebody(4, 10), phase_id=later))["id"]
    assert [row[1:3] for row in await told_of_homes(books, [9], [10, 11])] == [(third - 1, third)]


async def test_which_households_people_were_assisted_in_is_told_to_the_gateway(books: Books) -> None:
    for id, home in ((1, 9), (2, None), (3, 10)):
        require_made(await ask(books, somebody(id, home)))
    gateway = books.service.caller(for_gateway=True, areas=(), datasets={})
    concerned = require_made(await gateway.post("/identities/concerned", {"people": [1, 2]}))
    assert concerned == {"people": [1, 2], "households": [9]}
