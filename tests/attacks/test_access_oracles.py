"""What is asked again and again: after a withdrawal, after a suspension, with other numbers and by others."""

import asyncio
import json
from typing import Any

import access_samples as samples_of
import pytest
from access_samples import AREA, FOREIGN, OWN, PURPOSE, Samples
from access_sizes import size
from house import House, bearing
from wire import Answer, ask

from shared.callers import CallerClass, Role

ENUMERATED = size(60, 400)


@pytest.fixture(scope="module")
async def samples(house: House) -> Samples:
    made = await samples_of.prepared(house)
    person = made.kept[OWN]["people"]["registration_number"]
    await remember(made, person, "given")
    return made


async def remember(samples: Samples, person: str, decision: str) -> int:
    draft = await samples.draft("consents", OWN) | {"person": person, "decision": decision}
    token = samples.house.staff(Role.CASEWORKER)
    answer = await samples.house.ask(token, "POST", "/v1/consents", json.dumps(draft).encode())
    assert answer.status == 201, answer.body
    return int(answer.json()["id"])


# --- nothing is answered from yesterday ------------------------------------------------------------------------------


class Ministry:
    """One system with one token that asks the same thing all the time and says what it has already."""

    def __init__(self, samples: Samples) -> None:
        self.house = samples.house
        token = self.house.partner(CallerClass.AUTHORITY, "molsa")
        already = [(b"if-none-match", b'*, "x"'), (b"if-modified-since", b"Thu, 01 Jan 2099 00:00:00 GMT")]
        self.headers = [*bearing(token), *already, (b"cache-control", b"only-if-cached, max-stale")]
        sought = {"registration_number": samples.kept[OWN]["people"]["registration_number"], "birth_year": 1991}
        self.body = json.dumps({"purpose": PURPOSE, "people": [sought]}).encode()

    async def ask(self) -> Answer:
        return await ask(self.house.gateway, "POST", "/v1/people/lookup", self.headers, self.body)

    async def found(self) -> bool | int:
        """Whether the person is found; the status of a refusal."""
        answer = await self.ask()
        if answer.status != 200:
            return answer.status
        assert answer.headers[b"cache-control"] == b"no-store"
        assert not {b"etag", b"last-modified", b"age"} & set(answer.headers)
        return answer.json()["people"] != [None]


async def act(house: House, role: Role, name: str, path: str, **body: Any) -> None:
    answer = await house.ask(house.staff(role, name=name), "POST", path, json.dumps(body).encode() if body else b"")
    assert answer.status in {200, 201}, answer.body


async def test_a_withdrawal_and_a_suspension_are_known_to_the_next_request(house: House, samples: Samples) -> None:
    ministry, person = Ministry(samples), samples.kept[OWN]["people"]["registration_number"]
    officer, agreement = Role.DATA_PROTECTION_OFFICER, "/v1/agreements/molsa-agreement"
    assert await ministry.found() is True
    withdrawn = await remember(samples, person, "withdrawn")
    assert await ministry.found() is False
    await act(house, Role.CASEWORKER, "one", f"/v1/consents/{withdrawn}/void", reason="entered_in_error")
    assert await ministry.found() is True
    await act(house, officer, "one", f"{agreement}/suspend", reason="A leak")
    assert await ministry.found() == 403
    await act(house, officer, "one", f"{agreement}/resume")
    assert await ministry.found() == 403
    await act(house, Role.ADMINISTRATOR, "two", f"{agreement}/resume")
    assert await ministry.found() is True


async def test_narrower_terms_are_in_force_with_the_next_request_and_wider_ones_when_they_are_signed(
    house: House, samples: Samples
) -> None:
    ministry, agreement = Ministry(samples), "/v1/agreements/molsa-agreement"
    officer = house.staff(Role.DATA_PROTECTION_OFFICER, name="one")
    terms = (await house.ask(officer, "GET", agreement)).json()["in_force"]["terms"]
    assert await ministry.found() is True
    people = {"dataset": "people", "ceiling": "moderate"}
    narrow = {"terms": terms | {"grants": [people]}}
    await act(house, Role.DATA_PROTECTION_OFFICER, "one", f"{agreement}/versions", **narrow)
    told = (await ministry.ask()).json()["people"][0]
    assert set(told) == {"pseudonym", "sex", "birth_precision", "place"}
    wide = {"terms": terms | {"grants": [people | {"ceiling": "high"}]}}
    await act(house, Role.DATA_PROTECTION_OFFICER, "one", f"{agreement}/versions", **wide)
    for name, role, told_now in (
        ("one", Role.DATA_PROTECTION_OFFICER, set(told)),
        ("two", Role.ADMINISTRATOR, {*told, "given_native", "birth_date"}),
    ):
        await act(house, role, name, f"{agreement}/versions/3/sign")
        assert set((await ministry.ask()).json()["people"][0]) >= told_now
        assert ("birth_date" in (await ministry.ask()).json()["people"][0]) is (name == "two")


async def test_what_begins_after_a_suspension_returned_is_not_answered(house: House, samples: Samples) -> None:
    """Many at once: none that was sent after the suspension was confirmed is answered under it."""
    ministry, officer = Ministry(samples), Role.DATA_PROTECTION_OFFICER
    agreement = "/v1/agreements/molsa-agreement"
    for _ in range(size(2, 20)):
        confirmed, late = asyncio.Event(), []

        async def go_on(confirmed: asyncio.Event = confirmed, late: list[Any] = late) -> None:
            for _ in range(12):
                after = confirmed.is_set()
                found = await ministry.found()
                if after:
                    late.append(found)

        asking = [asyncio.create_task(go_on()) for _ in range(4)]
        await asyncio.sleep(0.01)
        await act(house, officer, "one", f"{agreement}/suspend", reason="A leak")
        confirmed.set()
        await asyncio.gather(*asking)
        assert late
        assert set(late) == {403}
        await act(house, officer, "one", f"{agreement}/resume")
        await act(house, Role.ADMINISTRATOR, "two", f"{agreement}/resume")
        assert await ministry.found() is True


# --- counting through numbers ----------------------------------------------------------------------------------------

_ENUMERABLE = {
    "attendances": Role.ACTIVITY_LEAD,
    "activities": Role.ACTIVITY_LEAD,
    "households": Role.CASEWORKER,
    "memberships": Role.CASEWORKER,
    "displacements": Role.CASEWORKER,
    "documents": Role.CASEWORKER,
    "phones": Role.CASEWORKER,
    "functioning": Role.CASEWORKER,
    "consents": Role.CASEWORKER,
    "enterprises": Role.GRANTS_OFFICER,
    "owners": Role.GRANTS_OFFICER,
    "verifications": Role.GRANTS_OFFICER,
    "awards": Role.GRANTS_OFFICER,
    "files": Role.GRANTS_OFFICER,
    "contracts": Role.GRANTS_OFFICER,
    "milestones": Role.GRANTS_OFFICER,
    "assistances": Role.GRANTS_OFFICER,
    "payments": Role.FINANCE_APPROVER,
    "visits": Role.MONITORING,
    "employments": Role.MONITORING,
    "forums": Role.FORUM_FOCAL_POINT,
    "members": Role.FORUM_FOCAL_POINT,
}


@pytest.mark.parametrize("noun", _ENUMERABLE)
async def test_counting_through_numbers_tells_nothing_of_another_area(
    house: House, samples: Samples, noun: str
) -> None:
    """Reading and voiding: the same answer to each number that is not one's own, whether it stands for something."""
    role = _ENUMERABLE[noun]
    foreign = samples.kept[FOREIGN][noun]["id"]
    token = house.staff(role, areas=("IQG01",))  # where nothing is recorded
    told = set()
    for number in {*range(1, ENUMERATED), foreign, 2**31 - 1}:
        for method, path, body in (("GET", "", b""), ("POST", "/void", b'{"reason": "entered_in_error"}')):
            answer = await house.ask(token, method, f"/v1/{noun}/{number}{path}", body)
            told.add((answer.status, answer.body))
    assert len(told) == 1, told
    assert told.pop()[0] == 404
    own = await house.ask(house.staff(role, areas=(AREA,)), "GET", f"/v1/{noun}/{samples.kept[OWN][noun]['id']}")
    assert own.status == 200, own.body


async def test_a_guessed_pseudonym_stands_for_nobody(house: House, samples: Samples) -> None:
    """Neighbours of a pseudonym, those of the same person for others, and what is none."""
    ministry = Ministry(samples)
    mine = (await ministry.ask()).json()["people"][0]["pseudonym"]
    pseudonyms = house.gateway.state.pseudonyms
    person = pseudonyms.meant(mine, "molsa", "molsa-agreement")
    letters = "ABCDwxyz0189-_"
    guesses = [mine[:place] + letter + mine[place + 1 :] for place in range(32) for letter in letters]
    guesses += [pseudonyms.of(person, "molsa", "molsa-results"), pseudonyms.of(person, "stranger", "molsa-agreement")]
    guesses = [guess for guess in guesses if guess != mine]
    for start in range(0, len(guesses), 100):
        people = [{"pseudonym": guess} for guess in guesses[start : start + 100]]
        body = json.dumps({"purpose": PURPOSE, "people": people}).encode()
        answer = await ask(house.gateway, "POST", "/v1/people/lookup", ministry.headers, body)
        assert answer.status == 200
        assert set(answer.json()["people"]) == {None}
