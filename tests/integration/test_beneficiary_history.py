"""What changed about a person: field by field, by whom and why, and nothing of what a mandate does not open."""

import json
from typing import Any

import pytest
from callers import Caller, Running, datasets, refusal, require_made
from registry import PERSON, Registry
from test_beneficiary_records import consent, document, seeing

from services.beneficiary.people.numbers import number
from shared.callers import DatasetName, Role
from shared.classification import HIGH, LOW, MODERATE, SEVERE, Scope
from shared.disclosure import HEADER

Changed = tuple[str, str, dict[str, tuple[Any, Any]]]


@pytest.fixture
def registry(common: Running) -> Registry:
    return Registry(common)


async def history(caller: Caller, person: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = require_made(await caller.get(f"/people/{person}/history", limit="200"))["items"]
    return items


def changed(items: list[dict[str, Any]]) -> list[Changed]:
    return [
        (
            item["dataset"],
            item["change"],
            {each["field"]: (each["before"], each["after"]) for each in item["fields"]},
        )
        for item in items
    ]


async def correct(registry: Registry, person: str, **changes: Any) -> None:
    require_made(await registry.caseworker.put(f"/people/{person}", PERSON | changes))


async def test_a_correction_tells_each_field_before_and_after_by_whom_and_why(registry: Registry) -> None:
    person = await registry.person()
    zahra = registry.service.caller(Role.CASEWORKER, caller="zahra")
    body = PERSON | {"given_native": "زينة", "father_native": None, "grandfather_native": "حسن"}
    require_made(await zahra.put(f"/people/{person}", body))
    last, *earlier = await history(registry.caseworker, person)
    assert changed([last]) == [
        (
            "people",
            "corrected",
            {
                "given_native": ("زينب", "زينة"),
                "father_native": ("حسين", None),
                "grandfather_native": (None, "حسن"),
            },
        )
    ]
    assert (last["by"], last["reason"]) == ("staff:zahra", "corrected")
    stated = {name: (None, value) for name, value in PERSON.items()}
    assert [fields for _, _, fields in changed(earlier)] == [stated, {"registration_number": (None, person)}]
    assert {(each["change"], each["by"]) for each in earlier} == {("recorded", "staff:somebody")}
    assert "reason" not in earlier[0]
    assert "id" not in last


async def test_where_somebody_was_and_what_they_got_for_it_is_told_until_it_is_voided(registry: Registry) -> None:
    person = await registry.person()
    activity = await registry.activity(type="training_voc", by_enrolment=True, certificate_share=100)
    await registry.enrolment(activity, person)
    attendance = await registry.attendance(activity, person, "2019-06-10", "present")
    paper = {"activity_id": activity, "person": person, "issued_on": "2019-07-01"}
    certificate = require_made(await registry.lead.post("/certificates", paper))
    require_made(await registry.lead.void(f"/certificates/{certificate['id']}"))
    told = await history(registry.caseworker, person)
    assert [(each["dataset"], each["change"], each["id"]) for each in told[:3]] == [
        ("certificates", "voided", certificate["id"]),
        ("certificates", "recorded", certificate["id"]),
        ("attendances", "recorded", attendance),
    ]
    said = {"activity_id": activity, "number": certificate["number"], "issued_on": "2019-07-01"}
    came = {
        "session_id": registry.sessions[activity, "2019-06-10"],
        "activity_id": activity,
        "attended_on": "2019-06-10",
        "outcome": "present",
    }
    assert [fields for _, _, fields in changed(told[:3])] == [
        {name: (value, None) for name, value in said.items()},
        {name: (None, value) for name, value in said.items()},
        {name: (None, value) for name, value in came.items()},
    ]


async def test_facts_of_every_kind_are_told_when_they_were_recorded_and_when_voided(registry: Registry) -> None:
    person, household = await registry.person(), await registry.household()
    membership = await registry.membership(household, person, joined_on="2019-01-01", relation="head")
    displacement = await registry.displacement(person=person)
    paper, decision = await document(registry, person), await consent(registry, person)
    require_made(await registry.caseworker.void(f"/memberships/{membership}", "duplicate"))
    require_made(await registry.caseworker.void(f"/people/{person}"))
    told = await history(registry.caseworker, person)
    assert [(each["dataset"], each["change"], each.get("id")) for each in told[:-2]] == [
        ("people", "voided", None),
        ("households", "voided", membership),
        ("consents", "recorded", decision["id"]),
        ("documents", "recorded", paper["id"]),
        ("displacements", "recorded", displacement),
        ("households", "recorded", membership),
    ]
    lived = {"household_id": household, "relation": "head", "joined_on": "2019-01-01"}
    assert changed(told)[1][2] == {name: (value, None) for name, value in lived.items()}
    assert changed(told)[5][2] == {name: (None, value) for name, value in lived.items()}
    assert (told[1]["reason"], told[1]["by"]) == ("duplicate", "staff:somebody")
    moments = [each["at"] for each in told]
    assert moments == sorted(moments, reverse=True)
    assert "A9012345" not in json.dumps(told)


async def test_a_change_of_what_is_withheld_is_not_told_and_not_hinted_at(registry: Registry) -> None:
    person = await registry.person()
    monitor = registry.service.caller(
        Role.MONITORING, datasets={name: Scope(ceiling=MODERATE) for name in datasets(HIGH)}
    )
    before = require_made(await monitor.get(f"/people/{person}/history", count="true"))
    await correct(registry, person, given_native="زينة", birth_date="1991-07-01")
    await document(registry, person)
    assert require_made(await monitor.get(f"/people/{person}/history", count="true")) == before
    await correct(registry, person, given_native="زهراء", sex="male")
    after = await history(monitor, person)
    assert changed(after[:1]) == [("people", "corrected", {"sex": ("female", "male")})]
    assert after[1:] == before["items"]


async def test_of_a_dataset_that_is_closed_or_told_without_its_times_nothing_is_told(registry: Registry) -> None:
    person = await registry.person()
    await consent(registry, person)
    opened = datasets(HIGH)
    del opened[DatasetName.CONSENTS]
    for caller in (
        registry.service.caller(Role.CASEWORKER, datasets=opened),
        seeing(registry, consents=Scope(ceiling=HIGH, fields=("consents", "purpose", "recorded_at"))),
        seeing(registry, consents=Scope(ceiling=HIGH, fields=("purpose", "recorded_at", "voided_at"))),
    ):
        assert {each["dataset"] for each in await history(caller, person)} == {"people"}
    narrow = seeing(registry, consents=Scope(ceiling=HIGH, fields=("consents", "purpose", "recorded_at", "voided_at")))
    [told] = [each for each in await history(narrow, person) if each["dataset"] == "consents"]
    assert changed([told])[0][2] == {"purpose": (None, "livelihood-support")}
    assert not {"by", "id", "reason"} & set(told)
    shut = registry.service.caller(Role.CASEWORKER, datasets=datasets(LOW))
    assert await history(shut, person) == []


async def test_of_documents_of_which_none_stands_nothing_is_told_to_those_who_may_not_know_that(
    registry: Registry,
) -> None:
    person = await registry.person()
    first, second = await document(registry, person), await document(registry, person, "voter_card")

    async def told(caller: Caller) -> list[tuple[str, int]]:
        items = await history(caller, person)
        return [(each["change"], each["id"]) for each in items if each["dataset"] == "documents"]

    require_made(await registry.caseworker.void(f"/documents/{first['id']}"))
    severe = seeing(registry, documents=Scope(ceiling=SEVERE))
    whole = [("voided", first["id"]), ("recorded", second["id"]), ("recorded", first["id"])]
    assert await told(registry.caseworker) == await told(severe) == whole
    require_made(await registry.caseworker.void(f"/documents/{second['id']}"))
    assert await told(registry.caseworker) == []
    assert await told(severe) == [("voided", second["id"]), *whole]


async def test_somebody_elsewhere_has_the_history_of_nobody(registry: Registry) -> None:
    person = await registry.person()
    elsewhere = registry.service.caller(Role.CASEWORKER, areas=("IQG04",))
    paths = [f"/people/{each}/history" for each in (person, number(0))]
    assert len({(await elsewhere.get(path)).text for path in paths}) == 1
    assert refusal(await elsewhere.get(paths[0])) == (404, "not-found", None)


async def test_pages_tell_each_change_once_whatever_happens_meanwhile(registry: Registry) -> None:
    person = await registry.person()
    for number_ in range(5):
        await correct(registry, person, mother_given_native="فاطمة" + "ا" * number_)
    whole = await history(registry.caseworker, person)
    seen, after = [], {}
    while True:
        asked = {"limit": "2", "count": "true"} | after
        page = require_made(await registry.caseworker.get(f"/people/{person}/history", **asked))
        seen += page["items"]
        if page["next"] is None:
            break
        await correct(registry, person, known_as_native="أم" + "ا" * len(seen))
        after = {"after": page["next"]}
    assert seen == whole
    assert page["count"] == {"total": len(await history(registry.caseworker, person)), "capped": False}


async def test_a_cursor_of_somebody_elses_history_is_refused(registry: Registry) -> None:
    one, other = await registry.person(), await registry.person()
    after = require_made(await registry.caseworker.get(f"/people/{one}/history", limit="1"))["next"]
    answer = await registry.caseworker.get(f"/people/{other}/history", after=after)
    assert refusal(answer) == (422, "unknown-cursor", "after")


async def test_a_history_names_whom_it_tells_about_and_the_fields_on_the_page(registry: Registry) -> None:
    person = await registry.person()
    await document(registry, person)
    answer = await registry.caseworker.get(f"/people/{person}/history", limit="1")
    told = json.loads(answer.headers[HEADER])
    assert (told["dataset"], set(told["fields"])) == ("people", {"documents.type", "documents.last_three"})
    assert len(told["people"]) == 1
