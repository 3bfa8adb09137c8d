"""Whoever asks learns who they are here and what they may read: what they are told is what they then meet."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import premises
import pytest
from callers import refusal, require_made
from premises import PARTNERS, PILOT, TELAFAR, TODAY, Caller, House, agree, introduce, record_pilot

from gateway.access import tokens
from gateway.access.roles import PURPOSES
from shared.callers import Role

ME = "/v1/me"


@pytest.fixture(scope="module")
async def pilot(module_clone: Any) -> AsyncIterator[tuple[House, dict[str, Any]]]:
    async with premises.house(module_clone) as opened:
        yield opened, await record_pilot(opened)


@pytest.fixture
def house(pilot: tuple[House, dict[str, Any]]) -> House:
    return pilot[0]


async def told(caller: Caller, **headers: str) -> dict[str, Any]:
    answer = await caller.client.get(ME, headers=caller.headers | headers)
    assert answer.headers["cache-control"] == "no-store"
    return require_made(answer)


def opens(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["dataset"]: one for one in answer["reads"]}


# --- staff ------------------------------------------------------------------------------------------------------------


async def test_a_member_of_staff_learns_what_they_can_read_in_plain_words(house: House) -> None:
    answer = await told(house.staff(Role.CASEWORKER, areas=("IQG15", "IQG04"), name="zahra"))
    assert (answer["name"], answer["caller_class"]) == ("zahra", "staff")
    people = opens(answer)["people"]
    assert people["ceiling"] == "high"
    assert people["in_words"].startswith("people: registration number, names, mother's names, sex, date of birth")
    assert people["in_words"].endswith(", in Ninewa, Al-Najaf")
    assert "payments" not in opens(answer)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.MONITORING])
async def test_what_is_said_of_a_person_is_what_is_then_read(pilot: tuple[House, dict[str, Any]], role: Role) -> None:
    house, recorded = pilot
    caller = house.staff(role)
    said = set(opens(await told(caller))["people"]["fields"])
    read = set(require_made(await caller.get(f"/v1/people/{recorded['people'][0]}")))
    assert said <= read
    assert ("given_native" in said) == ("given_native" in read) == (role is Role.CASEWORKER)


@pytest.mark.parametrize("role", Role)
async def test_every_role_learns_of_itself(house: House, role: Role) -> None:
    answer = await told(house.staff(role, areas=(TELAFAR,)))
    places = [{"pcode": TELAFAR, "name_en": "Telafar", "name_ar": "تلعفر"}]
    assert answer["held"] == [{"role": role, "areas": places, "purposes": list(PURPOSES[role])}]
    assert answer["acting"] == {"roles": [role], "areas": places, "purpose": PURPOSES[role][0]}
    assert answer["purposes"] == list(PURPOSES[role])
    assert opens(answer)["projects"]["in_words"].endswith(", in Telafar (Ninewa)")


async def test_roles_that_are_held_apart_are_all_told_and_one_is_acted_in(house: House) -> None:
    held = {"caseworker": ["IQG15"], "monitoring": ["IQ"]}
    caller = Caller(house.client, tokens.sign(house.issuer, "zahra", held=held))
    answer = await told(caller, **{"nexus-role": "monitoring"})
    assert [line["role"] for line in answer["held"]] == ["caseworker", "monitoring"]
    assert answer["acting"]["roles"] == ["monitoring"]
    assert opens(answer)["people"]["ceiling"] == "moderate"
    assert answer["purposes"] == ["service-delivery", "case-referral", "monitoring"]


async def test_a_stated_purpose_and_a_reason_change_what_is_told(house: House) -> None:
    caller = house.staff(Role.PROTECTION)
    plain, with_reason = await told(caller), await told(caller, **{"nexus-reason": "danger"})
    assert (opens(plain)["people"]["ceiling"], opens(with_reason)["people"]["ceiling"]) == ("high", "severe")
    assert "complete" in opens(with_reason)["documents"]["fields"]
    referring = await told(caller, **{"nexus-purpose": "case-referral"})
    assert referring["acting"]["purpose"] == "case-referral"


async def test_headers_are_explained(house: House) -> None:
    headers = {line["name"]: line["does"] for line in (await told(house.staff(Role.CASEWORKER)))["headers"]}
    assert list(headers) == ["Nexus-Role", "Nexus-Purpose", "Nexus-Reason", "Nexus-Break-Glass"]
    assert all(headers.values())


async def test_an_open_break_glass_is_told_and_acts_where_it_is_named(house: House) -> None:
    asker = house.staff(Role.FORUM_FOCAL_POINT, name="asker")
    body = {"reason": "danger", "area": TELAFAR, "hours": 1}
    waiting, glass = [(await house.made(asker, "/v1/break-glass", **body))["id"] for _ in range(2)]
    await house.made(house.staff(Role.PROTECTION, name="approver"), f"/v1/break-glass/{glass}/approve")
    answer = await told(asker)
    assert [line["id"] for line in answer["break_glass"]] == [glass] != [waiting]
    assert "people" not in opens(answer)
    under = await told(asker, **{"nexus-break-glass": str(glass)})
    assert under["acting"]["roles"] == ["protection"]
    assert [line["role"] for line in under["held"]] == ["forum_focal_point"]
    assert opens(under)["people"]["ceiling"] == "severe"
    assert opens(under)["people"]["in_words"].endswith(", in Telafar (Ninewa)")
    await house.made(asker, f"/v1/break-glass/{glass}/end")
    assert (await told(asker))["break_glass"] == []
    assert (await told(house.staff(Role.PROTECTION, name="approver")))["break_glass"] == []


# --- partners ---------------------------------------------------------------------------------------------------------


async def test_a_partner_learns_what_each_of_its_agreements_opens(house: House) -> None:
    grants = {"people": ("high", ["sex", "given_native"]), "assistances": ("low", None)}
    async with house.connection() as connection:
        code = await agree(connection, "molsa", grants, areas=["IQG15"])
    answer = await told(await house.partner("molsa"))
    assert (answer["name"], answer["caller_class"]) == ("molsa", "authority")
    [agreement] = answer["agreements"]
    assert (agreement["agreement"], agreement["status"]) == (f"{code}/1", "in_force")
    assert agreement["projects"] == [PILOT]
    said = {one["dataset"]: one["in_words"] for one in agreement["opens"]}
    assert said == {
        "people": "people: given name, in Arabic or Kurdish script, sex, in Ninewa",
        "assistances": "livelihood assistance: project, kind of assistance (business support, training, a job or cash"
        " for work), currency, day of approval, in Ninewa",
    }
    assert [line["name"] for line in answer["headers"]] == ["Nexus-Purpose"]


@pytest.mark.parametrize("code", PARTNERS)
async def test_every_partner_learns_of_its_own_agreements_alone(house: House, code: str) -> None:
    answer = await told(await house.partner(code))
    assert answer["caller_class"] == PARTNERS[code][0]
    assert answer["agreements"]
    assert all(agreement["agreement"].startswith(code) for agreement in answer["agreements"])
    assert {"held", "acting", "break_glass", "reads"}.isdisjoint(answer)


async def test_an_agreement_that_does_not_answer_is_told_with_its_status(house: House) -> None:
    async with house.connection() as connection:
        await agree(connection, "goj", ["results"], ends_on=TODAY - timedelta(days=1))
    [agreement] = (await told(await house.partner("goj")))["agreements"]
    assert (agreement["status"], agreement["ends_on"]) == ("expired", str(TODAY - timedelta(days=1)))
    assert agreement["opens"][0]["in_words"].startswith("project results: project, with its title")
    assert "money" not in agreement["opens"][0]["fields"]


async def test_a_partner_learns_how_much_of_its_limits_is_used(house: House) -> None:
    async with house.connection() as connection:
        await introduce(connection, "limited", "authority", requests_per_minute=50, lookups_per_day=9)
        await agree(connection, "limited", {"people": ("high", None)})
    partner = await house.partner("limited")
    first = (await told(partner))["limits"]
    assert first == {
        "requests_per_minute": 50,
        "requests_this_minute": 1,
        "lookups_per_day": 9,
        "lookups_today": 0,
    }
    lookup = {
        "purpose": "service-delivery",
        "people": [{"registration_number": "4821-7730-5142", "birth_year": 1990}] * 2,
    }
    require_made(await partner.post("/v1/people/lookup", lookup))
    later = (await told(partner))["limits"]
    assert later["lookups_today"] == 2
    assert later["requests_this_minute"] in {1, 3}  # a minute may have begun in between
    async with house.connection() as connection:
        await connection.execute("UPDATE usage SET day = day - 1 WHERE lookups = 2")
    assert (await told(partner))["limits"]["lookups_today"] == 0


async def test_nobody_unknown_is_told_anything(house: House) -> None:
    assert refusal(await house.client.get(ME)) == (401, "token-missing", None)
