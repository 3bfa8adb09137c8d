"""Every route, every caller, the own, the foreign and the absent, and each field: as the OpenAPI documents declare."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, combinations, permutations
from time import time
from typing import Any

import access_answers as answers
import access_samples as samples_of
import pytest
from access_samples import ABSENT, AREA, EVERYWHERE, FOREIGN, OWN, PARTNER_OF, PROJECT, PURPOSE, WHY, Samples
from access_sizes import LONG
from house import JSON, House, bearing, mandated, passed_on
from routes import Route, routes_of
from wire import Answer, ask

from gateway import passage
from gateway.access import admission, mandates, roles, tokens
from gateway.access.agreements import reads as agreements
from gateway.access.callers import Caller
from shared import facts, guard
from shared.callers import CallerClass, DatasetName, Role, Service
from shared.ceilings import MOST
from shared.classification import Dataset, Scope, Sensitivity
from shared.errors import Forbidden
from shared.mandate import COUNTRY, Mandate, Subject, mint

OPEN = ("/health/live", "/health/ready", "/.well-known/jwks.json", "/oauth2/client/token")
_SIGNED = frozenset({"pending", "suspensions", "signing", "recorded_at", "recorded_by", "voided_at", "voided_by"})
HIDDEN_FROM_PARTNERS = {"/v1/agreements/{code}": _SIGNED | {"void_reason"}}
"""Of what the gateway itself keeps, what partners are not told: who signed it, and what is still pending."""
TOLD_ONCE: dict[str, frozenset[str]] = {"POST /v1/partners/{code}/credentials": frozenset()}
"""The one answer in which a new secret stands."""
OPEN_AREAS = {
    *(f"/{noun}{rest}" for noun in ("reach", "support", "establishment") for rest in ("", "/quarters")),
    *("/portfolio", "/indicators", "/policing/indicators", "/policing/areas/{pcode}"),
}
"""Counts: outside the areas nothing is counted, which is an answer."""
WHERE_THERE_IS_ANY = {
    "/v1/people/{registration_number}/record": frozenset({"conflicts"}),
    "/v1/people/search": frozenset({"score", "matched"}),  # of whoever is sought by name
}
"""What is told where there is something of it, and else is absent, as where it is withheld."""
COMPOSED = {
    "/given",
    "/areas/{pcode}/people",
    "/areas/{pcode}/awards",
    "/timelines/person",
    "/timelines/area",
    "/people/{registration_number}/record",
    "/people/{registration_number}/history",
    "/duplicates/{id}",
    "/proposals/{id}",
    "/merges/{id}",
}
"""What is told of several datasets at once; `test_access_records` compares it with what is told of each alone."""
SEEKING = {"POST /v1/people/lookup", "POST /v1/people/search", "POST /v1/recalls/confirm"}
"""What tells whether there is something, to those alone whom it concerns."""
OVERVIEWS = {"GET /v1/break-glass"}
"""What shows all of a kind, to those alone who hold their role in the whole country."""
WITHOUT_FIELDS = {
    *("/files/{id}/content", "/sittings/{id}/minutes/page", "/provisions/{id}/sheet", "/works/{id}/sheet"),
    "/batches/{id}/file",
    "/batches/{id}/list",
    "/selections/{id}/sheet",
}
"""What is told as it was given, to whom it is opened, or not at all; and what is printed for people to read."""
GIVING = {f"POST /v1/{noun}": noun for noun in samples_of.GIVEN}
"""What takes a body as it is, about something that its query names."""
ASKING = {"POST /v1/break-glass"}
"""What may be asked for in any area, because it gives nothing before those who answer for the area agree."""
BY_REFERENCE = "/v1/policing/"
"""Where partners name records by references of their own."""
PROJECT_BOUND = {
    *("projects", "activities", "attendances", "awards", "assistances", "payments", "findings", "forums", "members"),
    *("contracts", "tranches", "milestones", "orders", "refunds", "recoveries", "visits", "employments"),
    *("provisions", "deliveries", "instructions"),
    *("works", "workers", "workdays", "periods", "wages"),
    *("placements", "courses", "followups"),
    *("assessments", "selections", "candidates", "validations"),
    *("terms", "elections", "meetings", "minutes", "concerns", "safeguards", "plans", "actions", "referrals"),
    *("waves", "answers", "trainings"),
    "applications",
}
"""What lies under a project, so that a mandate that lists others does not reach it."""


@dataclass(frozen=True)
class Who:
    """A caller: a role, with a reason or not; a class of partner; or nobody."""

    role: Role | None = None
    caller_class: CallerClass | None = None
    reason: bool = False

    def admitted(self, route: Route) -> bool:
        if self.role is not None:
            return self.role in route.callers or CallerClass.STAFF in route.callers
        return self.caller_class in route.callers

    def __str__(self) -> str:
        return f"{self.role or self.caller_class or 'nobody'}{' with a reason' if self.reason else ''}"


EVERYBODY = (
    Who(),
    *(Who(role=role) for role in Role),
    Who(role=Role.PROTECTION, reason=True),
    *(Who(caller_class=caller_class) for caller_class in PARTNER_OF),
)


@pytest.fixture(scope="module")
async def samples(house: House) -> Samples:
    return await samples_of.prepared(house)


def door_routes(house: House) -> list[Route]:
    """The gateway's own routes and those it passes on."""
    behind = chain.from_iterable(routes_of(app, "/v1") for app in house.services.values())
    passed = [route for route in behind if passed_on(route.path.removeprefix("/v1"))]
    own = {str(route): route for route in routes_of(house.gateway) if route.path not in OPEN}
    # What the gateway answers itself it does not pass on.
    return [*own.values(), *(route for route in passed if passage._PATH.fullmatch(route.filled()))]


# --- requests --------------------------------------------------------------------------------------------------------


def number_and_year(samples: Samples, where: str) -> dict[str, Any]:
    return {"registration_number": samples.key("people", where), "birth_year": 1991}


def agreement_of(who: Who, where: str) -> str:
    """An agreement: a partner's own, another partner's, or none."""
    if where == ABSENT:
        return samples_of.NO_AGREEMENT
    if who.caller_class is None or where == FOREIGN:
        return "stranger-agreement"
    return f"{PARTNER_OF[who.caller_class]}-agreement"


BODIES: dict[str, Any] = {
    "POST /v1/cohorts/{id}/run": {},
    "POST /v1/cohorts/{id}/members": {},
    "POST /v1/displacements/{id}/end": {"until": "2021-01-01"},
    "POST /v1/agreements/{code}/versions": {"terms": samples_of.terms()},
    "POST /v1/agreements/{code}/explain": {"dataset": "results"},
    "POST /v1/agreements/{code}/suspend": {"reason": "A leak"},
    "POST /v1/partners/{code}/suspend": {"reason": "A leak"},
    "POST /v1/partners/{code}/credentials": {"kind": "secret"},
    "POST /v1/projects/{code}/results/seals": {},
    "POST /v1/sessions/{id}/sheet": {"lines": []},
    "POST /v1/enrolments/{id}/withdraw": {"withdrawn_on": "2090-01-01"},
    "POST /v1/jobs/gateway": {"kind": samples_of.LONG_WORK},
    "POST /v1/duplicates/{id}/decide": {"decision": "unsure", "ground": "asked"},
    "POST /v1/proposals/{id}/confirm": {"ground": "asked"},
    "POST /v1/proposals/{id}/reject": {"ground": "asked"},
    "POST /v1/employments/{id}/end": {"ends_on": "2020-09-30"},
    "POST /v1/terms/{id}/end": {"ends_on": "2020-06-01", "ending": "resigned"},
    "POST /v1/concerns/{id}/unmerge": WHY,
    "POST /v1/plans/{id}/review": {"reviewed_on": "2020-06-01", "outcome": "kept"},
    "POST /v1/actions/{id}/end": {"ended_on": "2020-06-01", "result": "done"},
    "POST /v1/referrals/{id}/answer": {"answered_on": "2020-06-01", "answer": "solved"},
    **{
        f"POST /v1/concerns/{{id}}/{act}": {"since": "2020-06-01"}
        for act in ("accept", "start", "refer", "resolve", "give-up", "reopen")
    },
    "POST /v1/policing/actions/{id}/end": {"ended_on": "2020-06-01", "result": "done"},
    "POST /v1/policing/referrals/{id}/answer": {"answered_on": "2020-06-01", "answer": "solved"},
    "POST /v1/meetings/{id}/hold": samples_of.HELD,
    "POST /v1/findings/{id}/settle": {"outcome": "settled"},
    "POST /v1/sittings/{id}/recusals": {"ground": "relative"},
    "POST /v1/sittings/{id}/votes": {"choice": "for"},
    "POST /v1/sittings/{id}/rulings": {"decision": "approved", "amount": "4000.00"},
    "PUT /v1/applications/{id}": samples_of.form(),
    "POST /v1/applications/{id}/clearances": {"outcome": "cleared", "checked_on": "2020-02-02"},
    **{f"POST /v1/applications/{{id}}/{act}": {"reason": "breach"} for act in samples_of.FOR_A_REASON},
    "POST /v1/applications/{id}/withdraw": {"reason": "asked_by_applicant"},
    **{f"POST /v1/forums/{{id}}/{act}": {"since": "2020-02-01"} for act in ("activate", "rest", "close")},
    "POST /v1/doubles/{id}/settle": {"outcome": "two_enterprises"},
    "POST /v1/contracts/{id}/amend": {
        **{"amends": 1, "signed_on": "2020-02-03", "amount": "4000.00"},
        "tranches": [{"milestone": "The oven works", "due_on": "2020-03-01", "amount": "4000.00"}],
    },
    **{f"POST /v1/{noun}/{{id}}/release": {"despite": []} for noun in ("minutes", "concerns")},
    "POST /v1/milestones/{id}/verify": {"verified_on": "2020-03-03"},
    "POST /v1/assistances/{id}/end": {"reason": "completed"},
    "POST /v1/works/{id}/sheet": {"worked_on": "2020-02-03", "sheet": "W-1", "lines": [{"worker_id": 1, "hours": 1}]},
    "POST /v1/placements/{id}/end": {"ended_on": "2020-06-01", "retained": True},
    "POST /v1/assessments/{id}/verify": samples_of.VISIT,
    "POST /v1/assessments/{id}/correct": samples_of.ANSWERS,
    "POST /v1/selections/{id}/decide": {},
    "POST /v1/candidates/{id}/lapse": {"reason": "withdrew"},
    "POST /v1/courses/{id}/end": {"ended_on": "2020-06-01", "attended": 92},
    "POST /v1/provisions/{id}/amend": {"amends": 1, "form": "cash"},
    "POST /v1/provisions/{id}/approve": {"version": 1},
    "POST /v1/deliveries/{id}/take-back": {"returned_on": "2020-03-05", "return_reason": "faulty"},
    "POST /v1/orders/{id}/pay": {"reference": "PV-1", "paid_on": "2026-02-01"},
    "POST /v1/batches/{id}/instructions": {"orders": [samples_of.NOTHING]},
    "POST /v1/instructions/{id}/resolve": {"outcome": "settled", "statement": "ST-1", "on_day": "2026-02-01"},
    "POST /v1/recoveries/{id}/write-off": {"write_off_reason": "insolvent"},
    "POST /v1/instructions/{id}/sign": {"signed_by": "Sinjari", "signed_on": "2026-02-01", "sheet": "CL-1"},
}
"""Bodies that are the same whatever they are about; at a sitting, beside the application that they are of."""


def of_an_application(samples: Samples, where: str) -> dict[str, Any]:
    return {"application_id": int(samples.key("applications", where))}


async def body_of(samples: Samples, route: Route, who: Who, where: str) -> bytes:
    """A body as a route takes it, about what lies there; fails for a route of which nothing is known."""
    if str(route) in GIVING:
        return samples.content(GIVING[str(route)], OWN if where == ABSENT else where)
    if not route.takes_json:
        return b""
    noun, last = route.path.split("/")[2], route.path.split("/")[-1]
    draft: Any = None
    match str(route):
        case "POST /v1/people/lookup":
            draft = {"purpose": PURPOSE, "people": [number_and_year(samples, where)]}
        case "POST /v1/people/search":
            draft = {"registration_number": samples.key("people", where), "count": True}
        case "POST /v1/recalls/confirm":
            draft = {"agreement": agreement_of(who, where), "pseudonyms": ["A" * 32]}
        case "POST /v1/concerns/{id}/vote" | "POST /v1/concerns/{id}/merge" | "POST /v1/members/{id}/name":
            draft = samples_of.handling(samples, OWN if where == ABSENT else where, last)
        case "POST /v1/forums/{id}/charter":
            draft = samples_of.charter(OWN if where == ABSENT else where)
        case "POST /v1/agreements":
            draft = samples_of.agreement_draft(f"pact-{samples.number()}", "no-such-partner")
        case known if known in BODIES:
            draft = BODIES[known] | (of_an_application(samples, where) if noun == "sittings" else {})
        case known if known in samples_of.LIVED_IN:
            alone = who.admitted(route) and where == OWN  # the one request that is done
            draft = await samples.change(last, OWN if where == ABSENT else where, fresh=alone)
        case _ if last in {"void", "end", "undo", "unname"}:
            draft = WHY
        case _ if (route.method == "PUT" or not route.parameters) and noun in samples_of.RECIPES:
            draft = await samples.draft(noun, OWN if where == ABSENT else where)
    assert draft is not None, f"there is no sample of a body for {route}: say here what it takes"
    return json.dumps(draft).encode()


async def target_of(samples: Samples, route: Route, who: Who, where: str, fresh: bool = False) -> str:
    """A path to what lies there; `fresh`, to something that nobody has touched."""
    values = {}
    for parameter in route.parameters:
        noun = samples_of.noun_of(route, parameter)
        is_last = parameter == route.parameters[-1]
        if noun == "projects" and not is_last:
            values[parameter] = PROJECT
        elif noun == "agreements" and fresh:
            values[parameter] = samples_of.key_of(await samples.make(noun, OWN))
        elif noun == "agreements":
            values[parameter] = agreement_of(who, where)
        elif noun == "break-glass" and where == OWN and who.admitted(route):
            values[parameter] = samples_of.key_of(await samples.make(noun, OWN, asker(samples.house, route, who)))
        elif noun == "credentials" and fresh:
            made = await samples.make(noun, OWN)
            values |= {"code": made["partner"], parameter: samples_of.key_of(made)}
        elif str(route) in samples_of.LIVED_IN and fresh:
            values[parameter] = str(samples.lived_in[noun])
        elif (
            is_last
            and fresh
            and noun
            in {
                *samples_of.RECIPES,
                "seals",
                "jobs",
                "proposals",
                "instructions",
                "reports",
                *samples_of.SETTLED,
                *samples_of.GIVEN,
            }
        ):
            values[parameter] = samples_of.key_of(await samples.make(noun, where))
        else:
            values[parameter] = samples.key(noun, where)
    if str(route) in GIVING:
        given = samples_of.GIVEN[GIVING[str(route)]]
        once = given.about == "waves" and where == OWN and who.admitted(route)  # the answers to a wave are given once
        about = samples_of.key_of(await samples.make("waves", where)) if once else samples.key(given.about, where)
        return route.filled() + f"?{given.field}={about}"
    if route.path.startswith(BY_REFERENCE):
        own = who.caller_class in PARTNER_OF and where != FOREIGN
        party = PARTNER_OF[who.caller_class] if own and who.caller_class is not None else "stranger"
        values = {name: samples_of.reference_of(samples, route, party, key) for name, key in values.items()}
    return route.filled(**values) + query_of(route, PROJECT)


def query_of(route: Route, project: str) -> str:
    """What follows the path: of a list, that it is counted too."""
    if route.lists:
        return "?count=true"
    return f"?project={project}" if "project" in route.queries else ""


async def tag_of(house: House, route: Route, target: str) -> list[tuple[bytes, bytes]]:
    """The header with the tag that an edit needs, as somebody reads it who may; where there is none, another."""
    if route.method != "PUT":
        return []
    [reading] = [each for each in door_routes(house) if (each.method, each.path) == ("GET", route.path)]
    everybody = house.staff(Role(reading.callers[0]))
    answer = await house.ask(everybody, "GET", target)
    return [(b"if-match", answer.headers.get(b"etag", b'"none"'))]


def asker(house: House, route: Route, who: Who) -> str | None:
    """Who asked to break the glass: the caller; or somebody else where the caller approves it or may never ask."""
    if who.role is None or who.role is Role.DATA_PROTECTION_OFFICER or route.path.endswith("/approve"):
        return None
    return house.staff(who.role, areas=(AREA,), name=f"a {who.role}")


def headers_of(house: House, route: Route, who: Who) -> list[tuple[bytes, bytes]]:
    if who.role is not None:
        everywhere = {samples_of.noun_of(route, parameter) for parameter in route.parameters} or {
            route.path.split("/")[2]
        }
        area = COUNTRY if everywhere <= EVERYWHERE or str(route) in OVERVIEWS else AREA
        headers = bearing(house.staff(who.role, areas=(area,), name=f"a {who.role}"))
        return [*headers, (b"nexus-reason", b"a child at risk")] if who.reason else headers
    if who.caller_class is not None:
        return bearing(house.partner(who.caller_class, PARTNER_OF[who.caller_class]))
    return [JSON]


def told(answer: Answer) -> tuple[int, bytes]:
    return answer.status, answer.body


# --- the matrix at the door ------------------------------------------------------------------------------------------


async def wrong_at_the_door(samples: Samples, route: Route, who: Who) -> Iterator[str]:
    """Everything about a route and a caller that is not as declared."""
    house, seen = samples.house, {}
    admitted = who.admitted(route)
    places = (OWN, FOREIGN, ABSENT) if has_foreign(route, who) else (OWN, ABSENT) if route.parameters else (OWN,)
    for where in places:
        fresh = admitted and where == OWN and route.method in {"POST", "PUT"} and acts(route)
        body = await body_of(samples, route, who, where)
        target = await target_of(samples, route, who, where, fresh)
        samples.asked += 1
        headers = [*headers_of(house, route, who), *await tag_of(house, route, target)]
        if str(route) in GIVING:
            headers = samples_of.as_it_is(GIVING[str(route)], headers)
        seen[where] = await ask(house.gateway, route.method, target, headers, body)
    found = list(_of_decision(route, who, admitted, seen))
    if admitted and seen[OWN].status in {200, 201, 202} and answers.is_json(seen[OWN]):
        found += _of_fields(house, route, who, seen[OWN])
    return iter(f"{route} for {who}: {fault}" for fault in found)


def has_foreign(route: Route, who: Who) -> bool:
    """Whether somebody else's can be told from nobody's on this route."""
    if who.caller_class is not None and who.admitted(route):
        return route.path not in {"/v1/recalls", "/v1/me"} and route.path.split("/")[2] not in samples_of.OF_THE_CODE
    about = {samples_of.noun_of(route, parameter) for parameter in route.parameters} or {route.path.split("/")[2]}
    return not about <= EVERYWHERE and str(route) not in {*OVERVIEWS, *ASKING}


def acts(route: Route) -> bool:
    """Whether a route does something to the thing in its path that can be done once."""
    return bool(route.parameters) and route.path.split("/")[-1] not in {"lookup", "explain", "seals"}


def _of_decision(route: Route, who: Who, admitted: bool, seen: dict[str, Answer]) -> Iterator[str]:
    own, absent = seen[OWN], seen.get(ABSENT)
    if who == Who():
        if {(answer.status, answer.kind) for answer in seen.values()} != {(401, "token-missing")}:
            yield f"answered {[answer.status for answer in seen.values()]} without a token"
        return
    if not admitted:
        for_staff = any(role in route.callers for role in Role)
        refused = (403, "not-your-role") if who.role is not None and for_staff else (404, "not-found")
        if any((answer.status, kind(answer)) != refused for answer in seen.values()):
            yield f"is not refused: {[(answer.status, kind(answer)) for answer in seen.values()]}"
        if len({told(answer) for answer in seen.values()}) > 1:
            yield "is refused differently for what exists"
        return
    expected = {200, 201, 202} | MAY_BE.get(str(route), set())
    if own.status not in expected:
        yield f"answered {own.status} {own.body.decode()}"
    if route.parameters and absent is not None and absent.status not in NOWHERE.get(route.path, {404}):
        yield f"answered {absent.status} for what does not exist: {absent.body.decode()}"
    foreign = seen.get(FOREIGN)
    if foreign is None:
        return
    if route.parameters or str(route) in SEEKING:
        assert absent is not None
        if told(foreign) != told(absent):
            yield f"tells the foreign from the absent: {told(foreign)} and {told(absent)}"
    elif route.method == "POST" and foreign.status not in {403, 404}:
        yield f"wrote in a foreign area: {foreign.status}"


MAY_BE = {
    "POST /v1/agreements": {404},  # its partner is nobody
    "POST /v1/agreements/{code}/resume": {409},  # it was not suspended
    "POST /v1/partners/{code}/resume": {409},
    "POST /v1/recalls/confirm": {404},  # nothing was told
    "POST /v1/calls/{id}/release": {409},  # it receives applications yet
    "POST /v1/forums/{id}/activate": {409},  # it is active
    "POST /v1/members/{id}/unname": {409},  # nobody is named in it
    "POST /v1/meetings/{id}/undo": {409},  # it was not held
    "POST /v1/concerns/{id}/accept": {409},  # it is accepted
    "POST /v1/concerns/{id}/reopen": {409},  # it is open
    "POST /v1/concerns/{id}/unmerge": {409},  # it is no double
    # What was just drafted is submitted before anything else becomes of it.
    **{
        f"POST /v1/applications/{{id}}/{act}": {409}
        for act in (
            "screen",
            "verify",
            "complete",
            "approve-plan",
            "withdraw",
            "close-out",
            "follow-up",
            *samples_of.FOR_A_REASON,
        )
    },
    **{f"POST /v1/orders/{{id}}/{act}": {409} for act in ("approve", "pay")},  # nobody has checked it
    "POST /v1/refunds/{id}/confirm": {409},  # nobody has checked it
    **{f"POST /v1/recoveries/{{id}}/{act}": {409} for act in ("write-off", "confirm")},  # nobody has approved it
    "POST /v1/batches/{id}/instructions": {404},  # there is no such order
    "POST /v1/reports": {422},  # nothing is no report
    **{f"POST /v1/instructions/{{id}}/{act}": {403} for act in ("resolve", "confirm", "sign", "hand-back")},
    "POST /v1/batches/{id}/close": {403},  # somebody else made it
    **{f"POST /v1/batches/{{id}}/{act}": {409} for act in ("approve", "send")},  # it is open
    "GET /v1/batches/{id}/file": {404},  # it was not sent
    **{
        f"{method} /v1/batches/{{id}}/{what}": {409} for method, what in (("GET", "list"), ("POST", "files"))
    },  # a bank pays
    "POST /v1/deliveries/{id}/files": {422},  # nothing is no file
    "GET /v1/selections/{id}/sheet": {409},  # it is open
    "POST /v1/instructions/{id}/void": {403},  # whoever has to do with a batch works in the whole country
    "POST /v1/works/{id}/sheet": {422},  # who stands on it has no place there
    "POST /v1/sittings/{id}/join": {409},  # it is of another day
    **{f"POST /v1/selections/{{id}}/{act}": {409} for act in ("close", "decide")},  # nobody is on it
    **{f"POST /v1/candidates/{{id}}/{act}": {409} for act in ("lapse", "replace")},  # nobody has decided
    **{f"POST /v1/sittings/{{id}}/{act}": {403} for act in ("recusals", "votes", "rulings")},  # who is not there
    "POST /v1/actions/{id}/undo": {409},  # it did not end
    "POST /v1/referrals/{id}/undo": {409},  # it was not answered
}
NOWHERE = {"/v1/projects/{code}/results": {403, 404}}


def _of_fields(house: House, route: Route, who: Who, answer: Answer) -> Iterator[str]:
    """Fields of a good answer that ought to be others."""
    service = answers.owner_of(house, route)
    if service is None:
        kinds = answers.schemas(house.gateway, route)
        hidden = HIDDEN_FROM_PARTNERS.get(route.path, frozenset()) if who.role is None else frozenset()
        hidden |= TOLD_ONCE.get(str(route), frozenset({"secret"}))
        if str(route) == "POST /v1/people/lookup":
            assert who.caller_class is not None
            # What the agreement leaves closed is left out, at the depth that it opens of either dataset.
            return iter(_of_lookup(kinds[0], who.caller_class, answer.json()))
        schema = kinds[0] if who.role is not None else kinds[-1]
        return answers.misfits(schema, answer.json(), "high", hidden)
    dataset = answers.dataset_of(route)
    assert dataset is not None, f"{route} shows no dataset"
    assert who.role is not None
    ceiling = answers.depth(who.role, service, dataset, who.reason)
    if ceiling is None:
        return iter((f"{who} is admitted and opened nothing of {dataset}",))
    if dataset is DatasetName.DOCUMENTS and "documents" in answer.json() and ceiling != "severe":
        assert answer.json()["documents"], "an empty list says that there is no document"
    if route.path.endswith("/history"):
        return iter(())
    [schema] = answers.schemas(house.services[service], route)
    depth = partial(answers.depth, who.role, service, severe=who.reason)
    hidden = WHERE_THERE_IS_ANY.get(route.path, frozenset()) - answer.json().keys()
    return answers.misfits(schema, answer.json(), ceiling, hidden, depth=depth)


def _of_lookup(schema: Any, caller_class: CallerClass, told: Any) -> Iterator[str]:
    ceiling = samples_of.OPENED[caller_class]["people"][0]
    hidden = frozenset({"assistances"})
    return answers.misfits(schema, told, ceiling, hidden)


async def wrong_everywhere(samples: Samples, routes: list[Route], everybody: tuple[Who, ...] = EVERYBODY) -> list[str]:
    found: list[str] = []
    for route in routes:
        for who in everybody:
            found += await wrong_at_the_door(samples, route, who)
    return found


async def test_every_route_admits_whom_it_names_and_tells_what_they_may_read(
    house: House, samples: Samples, record_property: Any
) -> None:
    found = await wrong_everywhere(samples, door_routes(house))
    record_property("matrix", f"{samples.asked} decisions on {len(door_routes(house))} routes, {len(found)} wrong")
    assert found == [], "\n".join(found)
    assert len(door_routes(house)) > 60


async def test_a_route_that_is_new_fails_for_want_of_a_sample(house: House, samples: Samples) -> None:
    some = door_routes(house)[0]
    for path, method in (("/v1/novelties", "POST"), ("/v1/novelties/{id}", "GET"), ("/v1/people/{id}/merge", "POST")):
        route = replace(some, method=method, path=path, callers=("caseworker",), takes_json=method == "POST")
        with pytest.raises(AssertionError, match="no sample"):
            await wrong_at_the_door(samples, route, Who(role=Role.CASEWORKER))


# --- what bodies name ------------------------------------------------------------------------------------------------


async def test_what_a_body_names_elsewhere_is_told_like_what_nobody_is(house: House, samples: Samples) -> None:
    """A caller of one area who names the foreign in a draft is answered as if it did not exist."""
    seen = 0
    for route in door_routes(house):
        noun = route.path.split("/")[2]
        if (
            route.path != f"/v1/{noun}"
            or noun not in samples_of.RECIPES
            or route.method != "POST"
            or not route.takes_json
        ):
            continue
        for name in set(route.fields) & set(samples_of.REFERENCES):
            about, nothing = samples_of.REFERENCES[name]
            for role in set(route.callers):
                draft = await samples.draft(noun, OWN)
                if name == "proxy":
                    draft |= {"given_by": "mother", "decision": "withdrawn"}
                if name == "assistance_id":
                    draft.pop("enterprise_id" if noun == "parties" else "award_id", None)
                if name == "assistance_id" and noun == "orders":
                    del draft["tranche"]
                    draft |= {"part": 1, "amount": "5.00"}
                if name == "forum_id" and noun == "waves":
                    del draft["place"], draft["project"]
                if name == "household_id" and noun == "displacements":
                    del draft["person"]
                if name == "household_id" and noun == "registrations":
                    del draft["household"]
                token = house.staff(Role(role), areas=(AREA,))
                key = samples.kept[FOREIGN][about]
                foreign = samples_of.key_of(key) if about == "people" else key["id"]
                told_of = {
                    told(await house.ask(token, "POST", route.path, json.dumps(draft | {name: value}).encode()))
                    for value in (foreign, nothing)
                }
                assert len(told_of) == 1, f"{route}: {name} tells the foreign from the absent: {told_of}"
                assert told_of.pop()[0] in {403, 404}, f"{route}: {name}"
                seen += 1
    assert seen > 12


# --- the matrix at each service --------------------------------------------------------------------------------------


def minted(house: House, service: Service, **changes: Any) -> list[tuple[bytes, bytes]]:
    usual: dict[str, Any] = {
        "audience": service,
        "caller": "somebody",
        "caller_class": CallerClass.STAFF,
        "roles": tuple(Role),
        "purpose": PURPOSE,
        "agreement": "an-agreement/1" if "caller_class" in changes else None,
        "areas": (AREA,),
        "datasets": {name: Scope(ceiling=Sensitivity.HIGH) for name in DatasetName},
        "deadline": time() + 9,
        "request_id": "an-attack-on-services",
    }
    return mandated(mint(Mandate(**(usual | changes)), house.mandate_keys[service]))


def of_partner(caller_class: CallerClass, samples: Samples, where: str = OWN) -> dict[str, Any]:
    """What stands in a partner's mandate at its class's ceiling, with somebody as its subject."""
    return {
        "caller_class": caller_class,
        "roles": (),
        "projects": (PROJECT,),
        "datasets": {name: Scope(ceiling=level) for name, level in MOST[caller_class].items()},
        "consent_purpose": None,
        "subjects": (Subject(reference="1", person_id=1 if where == OWN else 2, cluster=(1 if where == OWN else 2,)),),
    }


def direct(samples: Samples, route: Route, where: str) -> tuple[str, bytes]:
    """A request to a service itself."""
    values = {parameter: samples.key(samples_of.noun_of(route, parameter), where) for parameter in route.parameters}
    target = route.filled(**values) + query_of(route, PROJECT if where != ABSENT else samples_of.NO_PROJECT)
    match str(route):
        case "POST /lookups":
            return target, json.dumps({"people": [number_and_year(samples, where)]}).encode()
        case "POST /subjects":
            return target, json.dumps({"references": [samples.key("people", where)]}).encode()
        case _:
            return target, route.body()


@pytest.mark.parametrize("service", list(Service))
async def test_a_service_admits_whom_it_names(house: House, samples: Samples, service: Service) -> None:
    app, found = house.services[service], []
    for route in routes_of(app):
        if route.path in OPEN:
            continue
        target, body = direct(samples, route, ABSENT)
        unknown = await ask(app, route.method, target, [JSON], body)
        if (unknown.status, unknown.kind) != (401, "mandate-missing"):
            found.append(f"{route} without a mandate: {unknown.status}")
        if route.callers == ("gateway",):
            continue
        for role in Role:
            answer = await ask(app, route.method, target, minted(house, service, roles=(role,)), body)
            if ((answer.status, kind(answer)) == (403, "not-your-role")) is (role in route.callers):
                found.append(f"{route} for {role}: {answer.status}")
        for caller_class in PARTNER_OF:
            told_of = set()
            for where in (OWN, FOREIGN, ABSENT):
                target, body = direct(samples, route, where)
                headers = minted(house, service, **of_partner(caller_class, samples))
                answer = await ask(app, route.method, target, headers, body)
                told_of.add(told(answer))
                if ((answer.status, kind(answer)) == (403, "not-your-class")) is (caller_class in route.callers):
                    found.append(f"{route} for {caller_class}: {answer.status}")
            if caller_class not in route.callers and len(told_of) > 1:
                found.append(f"{route} tells {caller_class} what exists")
    assert found == []


def kind(answer: Answer) -> str | None:
    return answer.kind if answer.status >= 400 else None


def readable(app: Any) -> Iterator[Route]:
    """The routes of a service that tell callers something and change nothing."""
    for route in routes_of(app):
        if (
            route.path not in OPEN
            and route.callers != ("gateway",)
            and (route.method == "GET" or route.path in {"/lookups", "/subjects", "/assistances/lookup"})
        ):
            yield route


@pytest.mark.parametrize("service", list(Service))
async def test_a_service_tells_each_field_to_whom_it_is_open_and_to_nobody_else(
    house: House, samples: Samples, service: Service
) -> None:
    app, found, seen = house.services[service], [], 0
    for route in readable(app):
        if route.path in {"/subjects", "/identities", *WITHOUT_FIELDS, *COMPOSED}:  # ids have no ceiling
            continue
        dataset = answers.dataset_of(route)
        assert dataset is not None, f"{route} shows no dataset"
        [schema] = answers.schemas(app, route)
        target, body = direct(samples, route, OWN)
        partner = next((known for known in route.callers if known in PARTNER_OF), None)
        everywhere = {"areas": (COUNTRY,)} if dataset is DatasetName.JOBS else {}
        levels = [
            level for level in Sensitivity if partner is None or level.within(MOST[CallerClass(partner)][dataset])
        ]
        for level in levels:
            for fields in (None, *((name,) for name in fields_of(schema, partner, route))):
                scope = {dataset: Scope(ceiling=level, fields=fields)}
                changes = (
                    {"datasets": scope} | everywhere
                    if partner is None
                    else of_partner(partner, samples) | {"datasets": scope}
                )
                answer = await ask(app, route.method, target, minted(house, service, **changes), body)
                if answer.status != 200:
                    found.append(f"{route} at {level}: {answer.status} {answer.body.decode()}")
                    continue
                shown, inner = inside(schema, answer.json(), partner, route)
                hidden = frozenset(all_names(inner)) - set(fields) if fields is not None else frozenset()
                wrong = answers.misfits(inner, shown, level.value, hidden)
                found += [
                    f"{route} at {level} for {fields}: {fault}"
                    for fault in wrong
                    if fields is None or not ("." in fault and fault.endswith("withheld"))  # its parent alone is open
                ]
                seen += 1
        other = {known: Scope(ceiling=Sensitivity.SEVERE) for known in DatasetName if known is not dataset}
        if partner is None:
            answer = await ask(app, route.method, target, minted(house, service, datasets=other, **everywhere), body)
            if (answer.status, kind(answer)) != (403, "not-in-mandate"):
                found.append(f"{route} without its dataset: {answer.status}")
    assert found == [], "\n".join(found[:40])
    assert seen > 20


def fields_of(schema: Any, partner: str | None, route: Route) -> list[str]:
    """The fields of what a route shows; of a list those of a row, and of a route for partners of what is inside."""
    _, inner = inside(schema, None, partner, route)
    return list(inner["properties"])


def inside(schema: Any, told: Any, partner: str | None, route: Route) -> tuple[Any, Any]:
    """What a mandate's fields are about: of lists and partners' routes the part inside the envelope."""
    if route.lists:
        return told and told["items"][0], schema["properties"]["items"]["items"]
    if partner is None or route.path in OPEN_AREAS:
        return told, schema
    [(outer, rows)] = schema["properties"].items()
    row = rows["items"]
    row = next((each for each in row.get("anyOf", [row]) if each.get("type") != "null"), row)
    part = "person" if "person" in row["properties"] else "assistance"
    if told is not None:
        [one, *_] = told[outer]
        told = one[part]
    return told, row["properties"][part]


def all_names(schema: Any) -> Iterator[str]:
    yield from schema.get("properties", ())


@pytest.mark.parametrize("service", list(Service))
async def test_a_service_does_not_tell_the_foreign_from_the_absent(
    house: House, samples: Samples, service: Service
) -> None:
    """Of another area, and of a project that the mandate does not list."""
    app, found = house.services[service], []
    for route in readable(app):
        partner = next((known for known in route.callers if known in PARTNER_OF), None)
        base = {} if partner is None else of_partner(partner, samples, FOREIGN)
        noun = samples_of.subject_of(route) or route.path.removeprefix("/")
        if noun in EVERYWHERE or route.path in OPEN_AREAS or route.lists:  # what lists tell is compared elsewhere
            continue
        foreign, absent = [
            told(await ask(app, route.method, target, minted(house, service, **base), body))
            for target, body in (direct(samples, route, FOREIGN), direct(samples, route, ABSENT))
        ]
        if route.path != "/assistances/lookup" and foreign != absent:
            found.append(f"{route} of another area: {foreign} and {absent}")
        if noun in PROJECT_BOUND or partner is not None:
            base = {} if partner is None else of_partner(partner, samples)
            target, body = direct(samples, route, OWN)
            elsewhere = minted(house, service, **(base | {"projects": (samples_of.OTHER_PROJECT,)}))
            answer = told(await ask(app, route.method, target, elsewhere, body))
            if answer != absent and b"[]" not in answer[1]:
                found.append(f"{route} of another project: {answer} and {absent}")
    assert found == [], "\n".join(found)


# --- the union of two roles ------------------------------------------------------------------------------------------


def held(house: House, **areas: str) -> list[tuple[bytes, bytes]]:
    """A token of somebody who holds roles in areas, each in its own."""
    claims = {role: [area] for role, area in areas.items()}
    return bearing(tokens.sign(house.development, "a person of many roles", held=claims))


FOR = {
    **{key: {"service-delivery"} for key in Role},
    Role.CASEWORKER: {"service-delivery", "case-referral"},
    Role.FORUM_FOCAL_POINT: {"community-policing"},
    Role.MONITORING: {"monitoring"},
    Role.PROTECTION: {"protection", "case-referral"},
    Role.DATA_PROTECTION_OFFICER: {"protection"},
}
"""What each role asks for, written out by hand."""
USUALLY = {role: next(iter(each)) for role, each in FOR.items()} | {
    Role.CASEWORKER: "service-delivery",
    Role.PROTECTION: "protection",
}


def fields_told(answer: Answer) -> set[str]:
    """The fields of an answer; what has none is told whole."""
    if answer.status != 200:
        return set()
    return set(answer.json()) if answers.is_json(answer) else {"all"}


async def unions(samples: Samples) -> list[str]:
    """What two roles together are told otherwise than those of them are that ask for what the first usually does."""
    house, found = samples.house, []
    routes = [route for route in door_routes(house) if route.method == "GET" and route.parameters]
    for route in routes:
        if answers.owner_of(house, route) is None:
            continue
        target = await target_of(samples, route, Who(role=Role.CASEWORKER), OWN)
        single: dict[Role, set[str]] = {}
        for role in Role:
            answer = await ask(house.gateway, "GET", target, held(house, **{role: AREA}))
            single[role] = fields_told(answer)
        for one, other in permutations(Role, 2) if LONG else combinations(Role, 2):
            answer = await ask(house.gateway, "GET", target, held(house, **{one: AREA, other: AREA}))
            both = fields_told(answer)
            ought = single[one] | (single[other] if USUALLY[one] in FOR[other] else set())
            if both != ought:
                found.append(f"{route} for {one} and {other}: {both} and ought to be {ought}")
    return found


async def test_two_roles_are_told_what_each_is_told_and_no_more(samples: Samples) -> None:
    assert await unions(samples) == []


async def apart(samples: Samples) -> list[str]:
    """Answers to somebody who holds a role here and another one there, as if they held both in both places."""
    house, found = samples.house, []
    foreign = f"/v1/people/{samples.key('people', FOREIGN)}"
    own = f"/v1/people/{samples.key('people', OWN)}"
    both = {Role.CASEWORKER.value: AREA, Role.MONITORING.value: "IQG04"}
    unstated = await ask(house.gateway, "GET", own, held(house, **both))
    if (unstated.status, kind(unstated)) != (403, "role-unstated"):
        found.append(f"roles of two areas are added up: {unstated.status}")
    absent = await ask(house.gateway, "GET", f"/v1/people/{samples_of.NOBODY}", held(house, caseworker=AREA))
    for role, there, elsewhere in ((Role.CASEWORKER, own, foreign), (Role.MONITORING, foreign, own)):
        stating = [*held(house, **both), (b"nexus-role", role.encode())]
        alone = await ask(house.gateway, "GET", there, held(house, **{role: both[role]}))
        together = await ask(house.gateway, "GET", there, stating)
        if told(alone) != told(together) or alone.status != 200:
            found.append(f"{role} is told something else when another role is held elsewhere")
        if told(await ask(house.gateway, "GET", elsewhere, stating)) != told(absent):
            found.append(f"{role} reaches the area of the other role")
    other = [*held(house, caseworker=AREA), (b"nexus-role", b"protection")]
    answer = await ask(house.gateway, "GET", own, other)
    if (answer.status, kind(answer)) != (403, "not-your-role"):
        found.append("a role is taken that is not held")
    return found


async def test_a_role_held_in_one_area_does_not_reach_into_another(samples: Samples) -> None:
    assert await apart(samples) == []


# --- planted holes: each of them is found ----------------------------------------------------------------------------


def some_routes(house: House, *names: str) -> list[Route]:
    return [route for route in door_routes(house) if str(route) in names]


def _no_places(patch: pytest.MonkeyPatch) -> None:
    real = facts._query
    patch.setattr(
        facts,
        "_query",
        lambda source, fields, by_place, by_project: (
            real(source, fields, False, by_project) + (" AND $2::text[] IS NOT NULL" if by_place else "")
        ),
    )


def _forbidden_instead_of_absent(patch: pytest.MonkeyPatch) -> None:
    real = facts._row

    async def row(reader: Any, source: Any, fields: Any, key: Any, mandate: Mandate) -> Any:
        try:
            return await real(reader, source, fields, key, mandate)
        except Exception:
            everywhere = mandate.model_copy(update={"areas": (COUNTRY,)})
            await real(reader, source, fields, key, everywhere)
            raise Forbidden("outside-area", "This lies elsewhere.") from None

    patch.setattr(facts, "_row", row)


def _partners_pass(patch: pytest.MonkeyPatch) -> None:
    real = passage.ROUTE.handle

    async def handle(scope: Any, receive: Any, send: Any) -> None:
        caller = scope["state"]["caller"]
        if not caller.is_staff:
            scope["state"]["caller"] = Caller(caller.name, CallerClass.STAFF, (Role.CASEWORKER,), (COUNTRY,))
        await real(scope, receive, send)

    patch.setattr(passage.ROUTE, "handle", handle)


def _everybody_acts(patch: pytest.MonkeyPatch) -> None:
    """Roles add up whatever they ask for."""
    real = admission._acting

    def acting(holder: Any, role: str | None, purpose: str | None) -> Caller:
        caller = real(holder, role, purpose)
        return replace(caller, roles=tuple(known for known, _ in holder.held))

    patch.setattr(admission, "_acting", acting)


def _roles_add_up(patch: pytest.MonkeyPatch) -> None:
    def acting(holder: Any, role: str | None, purpose: str | None) -> Caller:
        areas = tuple({area for _, each in holder.held for area in each})
        known = tuple(each for each, _ in holder.held)
        return Caller(holder.name, holder.caller_class, known, areas, roles.PURPOSES[known[0]][0])

    patch.setattr(admission, "_acting", acting)


def _every_role_is_admitted(patch: pytest.MonkeyPatch) -> None:
    real = mandates.for_staff
    patch.setattr(
        mandates,
        "for_staff",
        lambda caller, *args, **more: real(
            Caller(caller.name, caller.caller_class, tuple(Role), caller.areas, caller.purpose, caller.reason),
            *args,
            **more,
        ),
    )


def _deeper(patch: pytest.MonkeyPatch) -> None:
    real = roles.scopes
    patch.setattr(
        mandates,
        "scopes",
        lambda known, audience, severe=False: {
            name: Scope(ceiling=Sensitivity.HIGH) for name in real(known, audience, severe)
        },
    )


def _severe_without_a_reason(patch: pytest.MonkeyPatch) -> None:
    real = roles.scopes
    patch.setattr(mandates, "scopes", lambda known, audience, severe=False: real(known, audience, True))


def _foreign_agreements(patch: pytest.MonkeyPatch) -> None:
    async def row(reader: Any, code: str, caller: Caller) -> Any:
        return await reader.fetchrow(agreements._OF_CODE, code)

    patch.setattr(agreements, "_row", row)


def _every_field(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Dataset, "readable", lambda self, scope, offered: offered)


GET_PERSON, GET_FORUM = "GET /v1/people/{registration_number}", "GET /v1/forums/{id}"
DOOR_HOLES: dict[str, tuple[Any, str]] = {
    "the area is not looked at": (_no_places, GET_PERSON),
    "the foreign is forbidden and not absent": (_forbidden_instead_of_absent, GET_FORUM),
    "partners pass the passage": (_partners_pass, GET_PERSON),
    "every role is admitted": (_every_role_is_admitted, GET_FORUM),
    "every role reads what is high": (_deeper, GET_PERSON),
    "what is severe takes no reason": (_severe_without_a_reason, "GET /v1/people/{registration_number}/documents"),
    "every field is told": (_every_field, "GET /v1/people/{registration_number}/documents"),
}


@pytest.mark.parametrize("hole", DOOR_HOLES)
async def test_a_hole_at_the_door_is_found(
    house: House, samples: Samples, hole: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant, name = DOOR_HOLES[hole]
    routes = some_routes(house, name)
    assert await wrong_everywhere(samples, routes) == []
    plant(monkeypatch)
    assert await wrong_everywhere(samples, routes)


async def test_a_foreign_agreement_that_is_told_is_found(
    house: House, samples: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    _foreign_agreements(monkeypatch)
    seen = await wrong_everywhere(samples, some_routes(house, "GET /v1/agreements/{code}"))
    assert any("tells the foreign" in fault for fault in seen)


async def test_a_document_that_names_others_than_the_door_admits_is_found(house: House, samples: Samples) -> None:
    [route] = some_routes(house, GET_FORUM)
    lenient = replace(route, callers=(*route.callers, "caseworker"))
    strict = replace(route, callers=("forum_focal_point",))
    assert await wrong_everywhere(samples, [lenient])
    assert await wrong_everywhere(samples, [strict])


async def test_roles_that_add_up_over_areas_are_found(samples: Samples, monkeypatch: pytest.MonkeyPatch) -> None:
    _roles_add_up(monkeypatch)
    assert await apart(samples)


async def test_roles_that_add_up_over_purposes_are_found(samples: Samples, monkeypatch: pytest.MonkeyPatch) -> None:
    _everybody_acts(monkeypatch)
    assert await unions(samples)


async def test_a_guard_that_lets_every_class_in_is_found(
    house: House, samples: Samples, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = guard.Forbidden
    monkeypatch.setattr(guard, "Forbidden", lambda kind, *rest, **more: real("something-else", *rest, **more))
    with pytest.raises(AssertionError):
        await test_a_service_admits_whom_it_names(house, samples, Service.FORUMS)
