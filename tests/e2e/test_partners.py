"""Four partners ask the same questions: one table says what each of them gets, in four processes and in one."""

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from asking import PROBLEM, Door, problem
from commands import unused_port, wait_until
from four import four_processes
from sharing import (
    BORN,
    CLASSES,
    DONOR,
    FIRST,
    LABOUR,
    NAMED,
    NGO,
    NINEWA,
    PEOPLE,
    PURPOSES,
    SECOND,
    SECURITY,
    TERMS,
    TOLD_OF_ASSISTANCE,
    Partner,
    World,
    made,
    settled,
    written,
)

from commandline.serving import SERVING
from commandline.together import one_process as all_in_one
from gateway.access.agreements.reads import today
from gateway.places.views import PlaceView
from shared.callers import Role

NOBODYS = {"registration_number": "0000-0000-0098", "birth_year": BORN}
PAST = {"ends_on": (today() - timedelta(days=1)).isoformat(), "review_on": (today() - timedelta(days=1)).isoformat()}


@pytest.fixture(scope="module", params=["four processes", "one process"])
async def world(
    request: pytest.FixtureRequest, migrating: Any, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    folder = tmp_path_factory.mktemp("partners")
    async with migrating() as urls:
        if request.param == "four processes":
            with four_processes(folder, urls) as platform:
                yield settled(platform.door)
        else:
            with one_process(folder, urls) as door:
                yield settled(door)


@contextmanager
def one_process(var: Path, urls: dict[str, str]) -> Iterator[Door]:
    """All four applications as `nexus run` puts them together, on a socket of this process."""
    port = unused_port()
    server = uvicorn.Server(uvicorn.Config(all_in_one(urls, var), port=port, **SERVING))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_until(lambda: server.started or not thread.is_alive())
        assert server.started
        yield Door.of(f"http://127.0.0.1:{port}", var)
    finally:
        server.should_exit = True
        thread.join()


# --- what is asked, and what each of the four gets --------------------------------------------------------------------

Got = tuple[Any, ...]
Ask = Callable[[World, Partner], httpx.Response]

NOTHING = (404, "not-found")
DENIED = (403, "not-in-agreement")


def told(*names: str) -> Got:
    """An answer with exactly these fields, those of inner objects as `outer.inner`."""
    return (200, frozenset(names))


def people(*found: tuple[str, ...] | None) -> Got:
    """Exactly these fields of each person sought, in order, or null; and what the partner calls them."""
    return (200, tuple(one if one is None else frozenset(("pseudonym", *one)) for one in found))


def explained(*reasons: str, fields: tuple[str, ...] | None = None) -> Got:
    """That it would be answered, or every reason why it would not; and the fields that are open."""
    return (200, not reasons, frozenset(reasons), fields)


def got(answer: httpx.Response) -> Got:
    """Status and exactly what an answer tells, in the form of the table."""
    if answer.headers["content-type"] == PROBLEM:
        kind = problem(answer)
        return (*kind, answer.json()["errors"][0].get("field")) if kind[0] == 422 else kind
    if answer.headers["content-type"].startswith("text/html"):
        return (answer.status_code, "a page")
    body = answer.json()
    if "people" in body:
        return (answer.status_code, tuple(one if one is None else frozenset(_names(one)) for one in body["people"]))
    if "answered" in body:
        reasons = frozenset(reason["code"] for reason in body["reasons"])
        fields = None if body["fields"] is None else tuple(body["fields"])
        return (answer.status_code, body["answered"], reasons, fields)
    return (answer.status_code, frozenset(_names(body)))


def _names(value: Any, outer: str = "") -> Iterator[str]:
    """The names of the values in an answer, however deep."""
    for name, inner in value.items():
        inside = [one for one in (inner if isinstance(inner, list) else [inner]) if isinstance(one, dict)]
        if not inside:
            yield outer + name
        for one in inside:
            yield from _names(one, f"{outer}{name}.")


PROJECT = [f"project.{name}" for name in ("code", "title", "donor", "starts_on", "ends_on")]
SEALED = told(
    *PROJECT,
    "project.budget.amount",
    "project.budget.currency",
    "as_of",
    "people_reached.total",
    "enterprises_supported.total",
    "enterprises_supported.by_place",
    "livelihoods_supported.total",
    "forums_established.total",
    "forums_established.by_governorate",
    "sealed_at",
)
ANY_PLACE = told(*PlaceView.model_fields)
PLACES = told(*(f"places.{name}" for name in PlaceView.model_fields))
AGREEMENT = told(
    *("code", "partner", "caller_class", "purpose", "status", "in_force.version", "in_force.widens"),
    *(f"in_force.terms.grants.{name}" for name in ("dataset", "ceiling", "fields")),
    *(
        f"in_force.terms.{name}"
        for name in (
            *("legal_basis", "consent_purpose", "areas", "projects", "minimum_cell", "onward_transfer"),
            *("retention_days", "destruction", "starts_on", "ends_on", "review_on", "incident_contacts"),
        )
    ),
)
BROAD = ("sex", "birth_precision", "place")
"""What the organisation is told: all of a person up to moderate."""
HELPED = (*NAMED, *(f"assistances.{name}" for name in TOLD_OF_ASSISTANCE))
RESULTS_OF_SECOND = {"dataset": "results", "areas": ["IQ"], "projects": [SECOND]}
NAMES = {"dataset": "people", "fields": ["given_native"], "areas": [NINEWA], "projects": [FIRST]}
TAKEN = {"agreement": LABOUR, "pseudonyms": ["A" * 32]}

# Question; what the interior ministry, the labour ministry, the organisation and the donor get.
TABLE: dict[str, tuple[Ask, Got, Got, Got, Got]] = {
    # results
    "results of a project": (
        *(lambda w, p: p.get(f"/v1/projects/{FIRST}/results"),),
        *(SEALED, DENIED, DENIED, SEALED),
    ),
    "results of another project": (
        *(lambda w, p: p.get(f"/v1/projects/{SECOND}/results"),),
        *(DENIED, DENIED, DENIED, SEALED),
    ),
    "results of no project": (
        *(lambda w, p: p.get("/v1/projects/SHARE-2099/results"),),
        *(DENIED, DENIED, DENIED, DENIED),
    ),
    "results live": (
        *(lambda w, p: p.get(f"/v1/projects/{FIRST}/results", as_of="2024-01-01T00:00:00Z"),),
        *((422, "as-of-not-offered", "as_of"),) * 4,
    ),
    # people
    "a person by registration number": (
        *(lambda w, p: p.looked_up(w.by_number("zaynab")),),
        *(NOTHING, people(NAMED), people(None), NOTHING),
    ),
    "a person elsewhere, in another project": (
        *(lambda w, p: p.looked_up(w.by_number("karim")),),
        *(NOTHING, people(None), people(BROAD), NOTHING),
    ),
    "a person by document": (
        *(lambda w, p: p.looked_up(w.by_document("zaynab")),),
        *(NOTHING, people(NAMED), people(None), NOTHING),
    ),
    "another person by document": (
        *(lambda w, p: p.looked_up(w.by_document("karim")),),
        *(NOTHING, people(None), people(BROAD), NOTHING),
    ),
    "a person by the labour ministry's pseudonym": (
        *(lambda w, p: p.looked_up(w.by_pseudonym("zaynab", LABOUR)),),
        *(NOTHING, people(NAMED), people(None), NOTHING),
    ),
    "a person by the organisation's pseudonym": (
        *(lambda w, p: p.looked_up(w.by_pseudonym("karim", NGO)),),
        *(NOTHING, people(None), people(BROAD), NOTHING),
    ),
    "a person who refused the ministry": (
        *(lambda w, p: p.looked_up(w.by_number("muna")),),
        *(NOTHING, people(None), people(None), NOTHING),
    ),
    "a person who refused the organisation": (
        *(lambda w, p: p.looked_up(w.by_number("hadi")),),
        *(NOTHING, people(None), people(None), NOTHING),
    ),
    "a person of the area and another project": (
        *(lambda w, p: p.looked_up(w.by_number("samir")),),
        *(NOTHING, people(None), people(None), NOTHING),
    ),
    "a person of the project outside the area": (
        *(lambda w, p: p.looked_up(w.by_number("layla")),),
        *(NOTHING, people(None), people(None), NOTHING),
    ),
    "nobody": (
        *(lambda w, p: p.looked_up(NOBODYS),),
        *(NOTHING, people(None), people(None), NOTHING),
    ),
    "a person born in another year": (
        *(lambda w, p: p.looked_up({**w.by_number("zaynab"), "birth_year": BORN + 1}),),
        *(NOTHING, people(None), people(None), NOTHING),
    ),
    "a batch": (
        *(lambda w, p: p.looked_up(NOBODYS, *(w.by_number(name) for name in PEOPLE)),),
        NOTHING,
        people(None, NAMED, None, None, None, None, None),
        people(None, None, BROAD, None, None, None, None),
        NOTHING,
    ),
    "a person with assistance": (
        *(lambda w, p: p.looked_up(w.by_number("zaynab"), assistances=True),),
        *(NOTHING, people(HELPED), DENIED, NOTHING),
    ),
    "one field of two people": (
        *(lambda w, p: p.looked_up(w.by_number("zaynab"), w.by_number("karim"), fields=["sex"]),),
        *(NOTHING, people(("sex",), None), people(None, ("sex",)), NOTHING),
    ),
    "a field that one is granted": (
        *(lambda w, p: p.looked_up(w.by_number("karim"), fields=["sex", "birth_date"]),),
        *(NOTHING, people(None), DENIED, NOTHING),
    ),
    "a field that nobody is granted": (
        *(lambda w, p: p.looked_up(w.by_number("zaynab"), fields=["father_native"]),),
        *(NOTHING, DENIED, DENIED, NOTHING),
    ),
    "a person for nobody's purpose": (
        *(lambda w, p: p.looked_up(w.by_number("zaynab"), purpose="service-delivery"),),
        *(NOTHING, DENIED, DENIED, NOTHING),
    ),
    "a person for the ministry's purpose": (
        *(lambda w, p: p.looked_up(w.by_number("zaynab"), purpose=PURPOSES[LABOUR]),),
        *(NOTHING, people(NAMED), DENIED, NOTHING),
    ),
    "a person by name": (
        *(lambda w, p: p.looked_up({"given_native": "زينب", "birth_year": BORN}),),
        *(NOTHING, (422, "invalid-request", "people.0.given_native")),
        *((422, "invalid-request", "people.0.given_native"), NOTHING),
    ),
    # what staff do
    "a person as staff do": (lambda w, p: p.get(f"/v1/people/{w.people['zaynab']}"), *(NOTHING,) * 4),
    "nobody as staff do": (lambda w, p: p.get("/v1/people/0000-0000-0098"), *(NOTHING,) * 4),
    "what was disclosed of a person": (
        *(lambda w, p: p.get(f"/v1/people/{w.people['zaynab']}/disclosures"),),
        *(NOTHING,) * 4,
    ),
    "somebody's documents": (lambda w, p: p.get(f"/v1/people/{w.people['zaynab']}/documents"), *(NOTHING,) * 4),
    "an assistance": (lambda w, p: p.get("/v1/assistances/1"), *(NOTHING,) * 4),
    "a registration": (lambda w, p: p.post("/v1/people", {"given_native": "زينب"}), *(NOTHING,) * 4),
    "a seal": (lambda w, p: p.post(f"/v1/projects/{FIRST}/results/seals", {}), *(NOTHING,) * 4),
    "its own resumption": (lambda w, p: p.post(f"/v1/agreements/{p.code}/resume"), *(NOTHING,) * 4),
    "wider terms of its own": (
        *(lambda w, p: p.post(f"/v1/agreements/{p.code}/versions", {"terms": TERMS[LABOUR]}),),
        *(NOTHING,) * 4,
    ),
    "itself, to be kept": (lambda w, p: p.get(f"/v1/partners/{p.code}"), *(NOTHING,) * 4),
    "agreements to be reviewed": (lambda w, p: p.get("/v1/reviews"), *(NOTHING,) * 4),
    "a path that does not exist": (lambda w, p: p.get("/v1/nothing"), *(NOTHING,) * 4),
    # agreements
    "its own agreement": (lambda w, p: p.get(f"/v1/agreements/{p.code}"), *(AGREEMENT,) * 4),
    "the labour ministry's agreement": (
        *(lambda w, p: p.get(f"/v1/agreements/{LABOUR}"),),
        *(NOTHING, AGREEMENT, NOTHING, NOTHING),
    ),
    "the donor's agreement": (
        *(lambda w, p: p.get(f"/v1/agreements/{DONOR}"),),
        *(NOTHING, NOTHING, NOTHING, AGREEMENT),
    ),
    "its own agreement on paper": (
        *(lambda w, p: p.get(f"/v1/agreements/{p.code}/page"),),
        *((200, "a page"),) * 4,
    ),
    "the interior ministry's agreement on paper": (
        *(lambda w, p: p.get(f"/v1/agreements/{SECURITY}/page"),),
        *((200, "a page"), NOTHING, NOTHING, NOTHING),
    ),
    "whether its agreement would tell results": (
        *(lambda w, p: p.post(f"/v1/agreements/{p.code}/explain", RESULTS_OF_SECOND),),
        explained("project-not-listed"),
        explained("dataset-not-granted", "area-outside", "project-not-listed"),
        explained("area-outside"),
        explained(),
    ),
    "whether its agreement would tell names": (
        *(lambda w, p: p.post(f"/v1/agreements/{p.code}/explain", NAMES),),
        explained("dataset-not-granted", fields=()),
        explained(fields=NAMED),
        explained("field-not-granted", "area-outside", "project-not-listed", fields=BROAD),
        explained("dataset-not-granted", fields=()),
    ),
    "whether the organisation's would": (
        *(lambda w, p: p.post(f"/v1/agreements/{NGO}/explain", RESULTS_OF_SECOND),),
        *(NOTHING, NOTHING, explained("area-outside"), NOTHING),
    ),
    # what is open to all, and what partners who are told of people have to destroy
    "recalls": (lambda w, p: p.get("/v1/recalls"), NOTHING, told("recalls"), told("recalls"), NOTHING),
    "a destruction that the ministry confirms": (
        *(lambda w, p: p.post("/v1/recalls/confirm", TAKEN),),
        *(NOTHING, told("confirmed"), (404, "nothing-told"), NOTHING),
    ),
    "places": (lambda w, p: p.get("/v1/places", q="Telafar", level="2"), *(PLACES,) * 4),
    "a place": (lambda w, p: p.get("/v1/places/IQG15Q08"), *(ANY_PLACE,) * 4),
}
ORDER = (SECURITY, LABOUR, NGO, DONOR)


def answers(world: World) -> dict[tuple[str, str], httpx.Response]:
    return {(name, code): ask(world, world.partners[code]) for name, (ask, *_) in TABLE.items() for code in ORDER}


def test_each_of_the_four_gets_exactly_what_the_table_says(world: World) -> None:
    """And whatever does not exist for a partner is answered as a path that exists for nobody, byte for byte."""
    asked = answers(world)
    expected = {(name, code): row[ORDER.index(code) + 1] for name, row in TABLE.items() for code in ORDER}
    differ = {
        where: (got(answer), expected[where]) for where, answer in asked.items() if got(answer) != expected[where]
    }
    assert differ == {}
    nothing = asked["a path that does not exist", SECURITY].content
    assert {answer.content for where, answer in asked.items() if expected[where] == NOTHING} == {nothing}
    denied = {answer.content for where, answer in asked.items() if expected[where] == DENIED}
    assert len(denied) == 1, "a refusal never says why"


@pytest.mark.parametrize(("code", "name"), [(LABOUR, "zaynab"), (NGO, "karim")])
def test_what_is_told_is_what_the_register_holds_of_this_person(world: World, code: str, name: str) -> None:
    held = made(world.door.staff(Role.CASEWORKER).get(f"/v1/people/{world.people[name]}"))
    (found,) = made(world.partners[code].looked_up(world.by_number(name)))["people"]
    del found["pseudonym"]
    assert found == {field: held[field] for field in found}


def test_assistance_of_another_project_stays_untold(world: World) -> None:
    (found,) = made(world.partners[LABOUR].looked_up(world.by_number("zaynab"), assistances=True))["people"]
    assert found["assistances"] == [{"modality": "VT", "amount": "500000", "currency": "IQD"}]


def test_staff_are_told_exactly_who_was_told_of_whom(world: World) -> None:
    by_person = {}
    for name, person in world.people.items():
        path = f"/v1/people/{person}/disclosures"
        disclosed = made(world.door.staff(Role.CASEWORKER).get(path))["disclosures"]
        by_person[name] = {(one["partner"], one["agreement"]): set(one["fields"]) for one in disclosed}
    assert {name: told for name, told in by_person.items() if told} == {
        "zaynab": {(LABOUR, LABOUR): {"pseudonym", *HELPED}},
        "karim": {(NGO, NGO): {"pseudonym", *BROAD}},
    }


# --- and loses it with the next request -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Own:
    """A question that one partner alone is answered, and what it gets once its agreement is narrowed."""

    ask: Ask
    narrower: dict[str, Any]
    then: Got


OWN = {
    SECURITY: Own(
        lambda w, p: p.get(f"/v1/projects/{FIRST}/results"),
        {"areas": ["IQG15"]},
        DENIED,
    ),
    LABOUR: Own(
        lambda w, p: p.looked_up(w.by_number("zaynab")),
        {"grants": [{"dataset": "people", "ceiling": "high", "fields": ["given_native", "sex", "place"]}]},
        people(("given_native", "sex", "place")),
    ),
    NGO: Own(lambda w, p: p.looked_up(w.by_number("karim")), {"areas": ["IQG04Q01"]}, people(None)),
    DONOR: Own(lambda w, p: p.get(f"/v1/projects/{SECOND}/results"), {"projects": [FIRST]}, DENIED),
}


def asks(world: World, code: str) -> httpx.Response:
    return OWN[code].ask(world, world.partners[code])


def signed_again(world: World, code: str, answer: httpx.Response) -> None:
    """The terms as they were, which answer again with the second signature and not before."""
    version = world.restate(code)["pending"]["version"]
    for keeper in (world.administrator, world.officer):
        assert got(asks(world, code)) == got(answer)
        written(keeper, f"/v1/agreements/{code}/versions/{version}/sign")


@pytest.mark.parametrize(("code", "name"), [(LABOUR, "zaynab"), (NGO, "karim")])
def test_who_withdraws_is_nobody_and_is_recalled_until_it_is_confirmed(world: World, code: str, name: str) -> None:
    partner, others = world.partners[code], [other for other in ORDER if other != code]
    before, theirs = asks(world, code), {other: asks(world, other).content for other in others}
    (pseudonym,) = world.by_pseudonym(name, code).values()
    ways = [world.by_number(name), world.by_document(name), world.by_pseudonym(name, code)]
    world.decide(name, code, "withdrawn")
    assert [got(partner.looked_up(way)) for way in ways] == [people(None)] * 3
    assert [asks(world, other).content for other in others] == list(theirs.values())
    recall = {
        "agreement": code,
        "purpose": PURPOSES[code],
        "destruction": TERMS[code]["destruction"],
        "pseudonyms": [pseudonym],
    }
    assert made(partner.get("/v1/recalls")) == {"recalls": [recall]}
    for other in {LABOUR, NGO} - {code}:
        assert made(world.partners[other].get("/v1/recalls")) == {"recalls": []}
    confirmation = {"agreement": code, "pseudonyms": [pseudonym]}
    assert made(partner.post("/v1/recalls/confirm", confirmation)) == {"confirmed": 1}
    assert made(partner.get("/v1/recalls")) == {"recalls": []}
    world.decide(name, code, "given")
    assert asks(world, code).content == before.content


@pytest.mark.parametrize("code", ORDER)
def test_an_agreement_that_is_suspended_refuses_until_two_people_resume_it(world: World, code: str) -> None:
    before, path = asks(world, code), f"/v1/agreements/{code}"
    world.suspend(path)
    assert got(asks(world, code)) == DENIED
    others = [other for other in ORDER if other != code]
    assert [asks(world, other).status_code for other in others] == [200] * 3
    world.resume(path, world.administrator)
    assert problem(world.administrator.post(f"{path}/resume")) == (403, "same-person")
    assert got(asks(world, code)) == DENIED
    world.resume(path, world.officer)
    assert asks(world, code).content == before.content


@pytest.mark.parametrize("code", ORDER)
def test_terms_that_are_narrowed_are_in_force_at_once_and_widen_by_two_signatures(world: World, code: str) -> None:
    before = asks(world, code)
    assert world.restate(code, **OWN[code].narrower)["in_force"]["widens"] == []
    narrowed = asks(world, code)
    assert got(narrowed) == OWN[code].then
    signed_again(world, code, narrowed)
    assert asks(world, code).content == before.content


@pytest.mark.parametrize("code", ORDER)
def test_an_agreement_whose_last_day_is_past_refuses(world: World, code: str) -> None:
    before = asks(world, code)
    assert world.restate(code, **PAST)["status"] == "expired"
    expired = asks(world, code)
    assert got(expired) == DENIED
    signed_again(world, code, expired)
    assert asks(world, code).content == before.content


@pytest.mark.parametrize("code", ORDER)
def test_a_partner_that_is_suspended_is_nobody_until_two_people_resume_it(world: World, code: str) -> None:
    before, partner, path = asks(world, code), world.partners[code], f"/v1/partners/{code}"
    world.suspend(path)
    paths = ("/v1/places", "/v1/recalls", f"/v1/agreements/{code}", "/v1/people/lookup", "/v1/nothing")
    everywhere = [asks(world, code), *(partner.get(path) for path in paths)]
    assert {problem(answer) for answer in everywhere} == {(401, "token-invalid")}
    assert problem(partner.signs_in()) == (401, "invalid-client")
    world.resume(path, world.officer)
    assert (asks(world, code).status_code, partner.signs_in().status_code) == (401, 401)
    world.resume(path, world.administrator)
    assert asks(world, code).content == before.content
    assert partner.signs_in().status_code == 200


@pytest.mark.parametrize("code", ORDER)
def test_an_agreement_that_has_ended_refuses_for_good_and_what_was_told_is_still_recalled(
    world: World, code: str
) -> None:
    assert asks(world, code).status_code == 200
    written(world.administrator, f"/v1/agreements/{code}/end", {"reason": "ended"})
    assert got(asks(world, code)) == DENIED
    for act in ("resume", "suspend", "versions/1/sign"):
        body = {"reason": "an incident"} if act == "suspend" else None
        assert problem(world.officer.post(f"/v1/agreements/{code}/{act}", body)) == (409, "ended")
    if CLASSES[code] in {"authority", "aid"}:
        name = "zaynab" if code == LABOUR else "karim"
        world.decide(name, code, "withdrawn")
        (recall,) = made(world.partners[code].get("/v1/recalls"))["recalls"]
        assert recall["pseudonyms"] == list(world.by_pseudonym(name, code).values())
