"""What the gateway expects of each service is what the service's OpenAPI document promises."""

import inspect
import json
import re
from collections.abc import Awaitable, Callable
from datetime import date
from secrets import token_hex
from time import time
from typing import Any
from urllib.parse import parse_qs

import pytest
from applications import document
from pydantic import BaseModel
from pyroaring import BitMap

from gateway.access.mandates import NAMES
from gateway.access.offers import ASSISTANCES, PEOPLE
from gateway.clients import areas, beneficiary, cohorts, events, forums, grants, moments, timelines
from gateway.clients.area_counts import AreaForums, AreaForumsTold
from gateway.clients.asking import Listed
from gateway.clients.upstream import Answer, Call, Upstream, unreachable
from gateway.policing.concerns.views import ActionTold, ConcernTold, PlanTold, ReferralTold
from gateway.policing.forums.views import ForumTold, IndicatorsTold
from gateway.policing.meetings.views import MeetingTold, MinuteTold
from shared.callers import CallerClass, Purpose, Service
from shared.errors import Unavailable
from shared.mandate import Mandate
from shared.pages import Page

POLICING: dict[str, type[BaseModel]] = {
    "forums": Page[ForumTold],
    "meetings": Page[MeetingTold],
    "minutes": Page[MinuteTold],
    "concerns": Page[ConcernTold],
    "plans": Page[PlanTold],
    "actions": Page[ActionTold],
    "referrals": Page[ReferralTold],
}
"""What a ministry is told of the records that the gateway takes as they come, with its own references for their ids."""

NUMBER = "/[0-9]{4}-[0-9]{4}-[0-9]{4}"

_LEAF = {"criterion": "beneficiary.sex", "values": ["female"]}
_KEY = timelines.Key(on=date(2019, 11, 5), kind="award_made", id=12)
_GIVEN = cohorts.Given(ids=BitMap([4, 17]), others=False)

Asking = Callable[[Upstream, Mandate], Awaitable[Any]]

ASKED: dict[str, tuple[Service, type[BaseModel], Asking]] = {
    "beneficiary.reach": (
        Service.BENEFICIARY,
        beneficiary.Reach,
        lambda upstream, mandate: beneficiary.reach(upstream, mandate, "JPN-SDN-2019"),
    ),
    "areas.lived": (Service.BENEFICIARY, areas.Lived, lambda up, mandate: areas.lived(up, mandate, "IQG15Q08")),
    "areas.granted": (Service.GRANTS, areas.Granted, lambda up, mandate: areas.granted(up, mandate, "IQG15Q08")),
    "areas.worked": (Service.FORUMS, AreaForums, lambda up, mandate: areas.worked(up, mandate, "IQG15Q08")),
    "areas.policed": (Service.FORUMS, AreaForumsTold, lambda up, mandate: areas.policed(up, mandate, "IQG15Q08")),
    "beneficiary.reach_by_quarter": (
        Service.BENEFICIARY,
        beneficiary.ReachByQuarter,
        lambda upstream, mandate: beneficiary.reach_by_quarter(upstream, mandate, "JPN-SDN-2019"),
    ),
    "beneficiary.merged": (Service.BENEFICIARY, beneficiary.Merged, beneficiary.merged),
    "beneficiary.clusters": (
        Service.BENEFICIARY,
        beneficiary.Clusters,
        lambda upstream, mandate: beneficiary.clusters(upstream, mandate, [1, 2]),
    ),
    "beneficiary.one_household": (
        Service.BENEFICIARY,
        beneficiary.Clusters,
        lambda upstream, mandate: beneficiary.one_household(upstream, mandate, [1, 2]),
    ),
    "beneficiary.consenting": (
        Service.BENEFICIARY,
        beneficiary.ConsentingPeople,
        lambda upstream, mandate: beneficiary.consenting(upstream, mandate, ["4821-7730-5142"]),
    ),
    "forums.named": (Service.FORUMS, forums.Named, lambda upstream, mandate: forums.named(upstream, mandate, 7)),
    "grants.are_one_person": (
        Service.GRANTS,
        grants.Reconsidered,
        lambda upstream, mandate: grants.are_one_person(upstream, mandate, [[1, 2]]),
    ),
    "grants.are_one_household": (
        Service.GRANTS,
        grants.Reconsidered,
        lambda upstream, mandate: grants.are_one_household(upstream, mandate, [[1, 2]]),
    ),
    "beneficiary.anchor": (
        Service.BENEFICIARY,
        beneficiary.Anchor,
        lambda upstream, mandate: beneficiary.anchor(
            upstream, mandate, "4821-7730-5142", (Purpose.LIVELIHOOD_SUPPORT,)
        ),
    ),
    "grants.given": (
        Service.GRANTS,
        grants.Given,
        lambda upstream, mandate: grants.given(upstream, mandate, [1, 2]),
    ),
    "forums.held": (
        Service.FORUMS,
        forums.Held,
        lambda upstream, mandate: forums.held(upstream, mandate, [1, 2]),
    ),
    "timelines.of_person": (
        Service.BENEFICIARY,
        timelines.EntriesOfPerson,
        lambda upstream, mandate: timelines.of_person(
            upstream,
            mandate,
            timelines.OfPerson(
                person="4821-7730-5142",
                purposes=(Purpose.LIVELIHOOD_SUPPORT,),
                after=None,
                limit=2,
                oldest_first=False,
            ),
        ),
    ),
    **{
        f"timelines.of_people of {service}": (
            service,
            timelines.Entries,
            lambda upstream, mandate: timelines.of_people(
                upstream, mandate, timelines.OfPeople(people=[4, 17], after=_KEY, limit=2, oldest_first=True)
            ),
        )
        for service in (Service.GRANTS, Service.FORUMS)
    },
    **{
        f"timelines.of_area of {service}": (
            service,
            timelines.Entries,
            lambda upstream, mandate: timelines.of_area(
                upstream, mandate, timelines.OfArea(area="IQG15Q08", after=_KEY, limit=2, oldest_first=False)
            ),
        )
        for service in Service
    },
    "grants.concerned": (
        Service.GRANTS,
        grants.Concerned,
        lambda upstream, mandate: grants.concerned(upstream, mandate, [1, 2]),
    ),
    "grants.findings": (Service.GRANTS, Listed, grants.findings),
    "grants.followups_due": (Service.GRANTS, Listed, grants.followups_due),
    "grants.visits_due": (Service.GRANTS, Listed, grants.visits_due),
    "grants.doubles": (Service.GRANTS, Listed, grants.doubles),
    "grants.milestones": (Service.GRANTS, Listed, grants.milestones),
    "grants.assessments": (Service.GRANTS, Listed, grants.assessments),
    "grants.selections": (Service.GRANTS, Listed, grants.selections),
    "grants.orders": (Service.GRANTS, Listed, grants.orders),
    "grants.batches": (Service.GRANTS, Listed, grants.batches),
    "grants.refunds": (Service.GRANTS, Listed, grants.refunds),
    "grants.recoveries": (Service.GRANTS, Listed, grants.recoveries),
    "grants.overdue_recoveries": (Service.GRANTS, Listed, grants.overdue_recoveries),
    "forums.quiet": (Service.FORUMS, Listed, forums.quiet),
    "beneficiary.subjects": (
        Service.BENEFICIARY,
        beneficiary.Subjects,
        lambda upstream, mandate: beneficiary.subjects(upstream, mandate, ["4821-7730-5142"]),
    ),
    "beneficiary.lookup": (
        Service.BENEFICIARY,
        beneficiary.Lookup,
        lambda upstream, mandate: beneficiary.lookup(upstream, mandate, [beneficiary.Sought(person_id=1)]),
    ),
    "beneficiary.incomplete": (Service.BENEFICIARY, Listed, beneficiary.incomplete),
    "beneficiary.proposed_by_others": (Service.BENEFICIARY, Listed, beneficiary.proposed_by_others),
    "beneficiary.undecided": (Service.BENEFICIARY, Listed, beneficiary.undecided),
    "beneficiary.withdrawn": (Service.BENEFICIARY, beneficiary.Withdrawn, beneficiary.withdrawn),
    "grants.assistances": (Service.GRANTS, grants.Recipients, grants.assistances),
    "grants.applications": (
        Service.GRANTS,
        Listed,
        lambda upstream, mandate: grants.applications(upstream, mandate, "eoi"),
    ),
    "grants.applicants": (
        Service.GRANTS,
        grants.Applicants,
        lambda upstream, mandate: grants.applicants(upstream, mandate, 17),
    ),
    "grants.support": (
        Service.GRANTS,
        grants.Support,
        lambda upstream, mandate: grants.support(upstream, mandate, "JPN-SDN-2019"),
    ),
    "grants.support_by_quarter": (
        Service.GRANTS,
        grants.SupportByQuarter,
        lambda upstream, mandate: grants.support_by_quarter(upstream, mandate, "JPN-SDN-2019"),
    ),
    "forums.establishment_by_quarter": (
        Service.FORUMS,
        forums.EstablishmentByQuarter,
        lambda upstream, mandate: forums.establishment_by_quarter(upstream, mandate, "JPN-SDN-2019"),
    ),
    "forums.establishment": (
        Service.FORUMS,
        forums.Establishment,
        lambda upstream, mandate: forums.establishment(upstream, mandate, "JPN-SDN-2019"),
    ),
    **{
        f"forums.records of {noun}": (
            Service.FORUMS,
            told,
            lambda upstream, mandate, noun=noun: forums.records(upstream, mandate, noun, {"limit": 2, "count": True}),
        )
        for noun, told in POLICING.items()
    },
    **{f"cohorts.declared of {service}": (service, cohorts.Declared, cohorts.declared) for service in Service},
    **{
        f"cohorts.sizes of {service}": (
            service,
            cohorts.Sizes,
            lambda upstream, mandate: cohorts.sizes(
                upstream, mandate, cohorts.Leaves(leaves=[_LEAF | {"at": "expression"}], by=[], listing=False)
            ),
        )
        for service in Service
    },
    **{
        f"cohorts.members of {service}": (
            service,
            cohorts.Set,
            lambda upstream, mandate: cohorts.members(
                upstream, mandate, cohorts.SetAsked(expression=_LEAF, on="2020-03-31", within=BitMap([4]))
            ),
        )
        for service in Service
    },
    "cohorts.merged": (Service.BENEFICIARY, cohorts.Merged, cohorts.merged),
    "cohorts.consenting": (
        Service.BENEFICIARY,
        cohorts.Consenting,
        lambda upstream, mandate: cohorts.consenting(upstream, mandate, BitMap([4]), Purpose.COMMUNITY_POLICING),
    ),
    "cohorts.counts": (
        Service.BENEFICIARY,
        cohorts.Counts,
        lambda upstream, mandate: cohorts.counts(
            upstream, mandate, cohorts.Counted(given=_GIVEN, expression=_LEAF, on="2020-03-31", by=["beneficiary.sex"])
        ),
    ),
    "cohorts.listed": (
        Service.BENEFICIARY,
        cohorts.Numbers,
        lambda upstream, mandate: cohorts.listed(
            upstream, mandate, cohorts.Listed(given=_GIVEN, on="2020-03-31", after=None, limit=2)
        ),
    ),
    "forums.answered": (
        Service.FORUMS,
        ReferralTold,
        lambda upstream, mandate: forums.answered(
            upstream, mandate, 7, forums.Referral(answered_on=date(2019, 12, 17), answer="taken_up"), "a-key"
        ),
    ),
    "forums.ended": (
        Service.FORUMS,
        ActionTold,
        lambda upstream, mandate: forums.ended(
            upstream, mandate, 7, forums.Action(ended_on=date(2020, 2, 25), result="done"), None
        ),
    ),
    "forums.indicators": (
        Service.FORUMS,
        IndicatorsTold,
        lambda upstream, mandate: forums.indicators(upstream, mandate, {"by": "forum"}),
    ),
    **{
        f"events.after of {service}": (
            service,
            events.Batch,
            lambda upstream, mandate: events.after(upstream, mandate, 17, wait=4),
        )
        for service in Service
    },
    **{f"moments.fix of {service}": (service, moments.Moment, moments.fix) for service in Service},
}


UNTOLD = {"beneficiary.subjects": ["answer.subjects[].consents: not promised"]}
"""What a mandate says of somebody beside what is asked here: staff refer to people whatever these consented to."""


OFFERED_BY_PATH = {
    "answer.found[].person": PEOPLE.levels,
    "answer.people[].person": dict.fromkeys(NAMES),
    "answer.assistances[].assistance": ASSISTANCES.levels,
}
"""The fields that the gateway asks for where it takes them as they come."""


PASSED_ON = {"answer.record", "answer.assistances[]", "answer.awards[]", "answer.employments[]", "answer.seats[]"}
"""What the gateway tells as it comes, with whatever fields are opened."""


class Recording:
    """A transport that keeps the call and brings no answer."""

    def __init__(self) -> None:
        self.calls: list[Call] = []

    async def send(self, call: Call) -> Answer:
        self.calls.append(call)
        raise unreachable(Service.GRANTS)

    async def close(self) -> None:
        """Nothing is open."""


async def call_of(service: Service, asking: Asking) -> Call:
    transport = Recording()
    mandate = Mandate(
        audience=service,
        caller="somebody",
        caller_class=CallerClass.STAFF,
        purpose=Purpose.SERVICE_DELIVERY,
        areas=("IQ",),
        datasets={},
        deadline=time() + 5,
        request_id=token_hex(8),
    )
    with pytest.raises(Unavailable):
        await asking(Upstream(service, transport, bytes(32)), mandate)
    assert len(transport.calls) == 1
    return transport.calls[0]


def misfits(wanted: Any, promised: Any, in_wanted: Any, in_promised: Any, path: str = "answer") -> list[str]:
    """Where a JSON schema expects what another does not promise.

    A service may withhold a field, so null among the promised kinds does not count: the gateway asks with mandates
    that open what it needs.
    """
    wanted, promised = resolved(wanted, in_wanted), resolved(promised, in_promised)
    if "anyOf" in promised:
        kinds = [kind for kind in promised["anyOf"] if kind != {"type": "null"}]
        read = wanted.get("anyOf", [wanted])
        fitting = (min((misfits(one, kind, in_wanted, in_promised, path) for one in read), key=len) for kind in kinds)
        return [found for each in fitting for found in each]
    if "anyOf" in wanted:
        kinds = [kind for kind in wanted["anyOf"] if kind != {"type": "null"}]
        return [found for kind in kinds for found in misfits(kind, promised, in_wanted, in_promised, path)]
    if wanted["type"] != promised["type"] or wanted.get("format") != promised.get("format"):
        return [f"{path}: {wanted['type']} and not {promised['type']}"]
    found: list[str] = []
    for name, part in wanted.get("properties", {}).items():
        if name not in promised.get("properties", {}):
            found.append(f"{path}.{name}: not promised")
        else:
            found += misfits(part, promised["properties"][name], in_wanted, in_promised, f"{path}.{name}")
    for inside in ("items", "additionalProperties"):
        if path in PASSED_ON and "properties" in promised:
            continue
        if wanted.get(inside) and "properties" in promised:  # what is told of somebody, as far as partners are told it
            told = {name: promised["properties"].get(name, {"type": "nothing"}) for name in OFFERED_BY_PATH[path]}
            found += [f"{path}.{name}: no text" for name, part in told.items() if not _is_text(part, in_promised)]
        elif isinstance(wanted.get(inside), dict):
            found += misfits(wanted[inside], promised[inside], in_wanted, in_promised, f"{path}[]")
    return found


def _is_text(part: Any, document: Any) -> bool:
    part = resolved(part, document)
    kinds = [resolved(kind, document)["type"] for kind in part.get("anyOf", [part])]
    return set(kinds) - {"null"} == {"string"}


def resolved(schema: Any, document: Any) -> Any:
    while "$ref" in schema:
        target: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        schema = target
    return schema


def promise(service: Service, call: Call) -> tuple[dict[str, Any], Any, Any]:
    """The operation behind a call, and the schema and whole document of its answer."""
    described = document(service.value)
    path = call.path
    for value, name in ((NUMBER, "registration_number"), ("/IQG[0-9]{2}(Q[0-9]{2})?", "pcode"), ("/[0-9]+", "id")):
        path = re.sub(value, f"/{{{name}}}", path)
    operation = described["paths"][path][call.method.lower()]
    (answer,) = operation["responses"]["200"]["content"].values()
    return operation, answer["schema"], described


@pytest.mark.parametrize("asked", ASKED)
async def test_what_the_gateway_reads_of_an_answer_is_promised(asked: str) -> None:
    service, model, asking = ASKED[asked]
    _, answer, described = promise(service, await call_of(service, asking))
    schema = model.model_json_schema()
    found = misfits(schema, answer, schema, described)
    if model in {*POLICING.values(), IndicatorsTold, ActionTold, ReferralTold}:
        referring = [each for each in found if each.endswith("id: string and not integer")]
        assert referring
        found = [each for each in found if each not in referring]
    assert found == UNTOLD.get(asked, [])


@pytest.mark.parametrize("asked", ASKED)
async def test_what_the_gateway_asks_is_taken(asked: str) -> None:
    service, _, asking = ASKED[asked]
    call = await call_of(service, asking)
    operation, _, described = promise(service, call)
    queries = [parameter for parameter in operation.get("parameters", []) if parameter["in"] == "query"]
    stated, needed = set(parse_qs(call.query.decode())), {each["name"] for each in queries if each.get("required")}
    assert needed <= stated <= {each["name"] for each in queries}
    body = operation.get("requestBody")
    if body is None:
        assert call.body == b""
    else:
        schema = resolved(body["content"]["application/json"]["schema"], described)
        stated = json.loads(call.body)
        assert set(schema["required"]) <= set(stated) <= set(schema["properties"])


def test_every_question_of_the_gateway_is_in_this_contract() -> None:
    asking = {
        f"{module.__name__.rsplit('.', 1)[1]}.{name}"
        for module in (areas, beneficiary, cohorts, events, grants, forums, moments, timelines)
        for name, function in inspect.getmembers(module, inspect.iscoroutinefunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert asking == {name.split(" ")[0] for name in ASKED}


@pytest.mark.parametrize(
    ("change", "noticed"),
    [
        (lambda schemas: schemas["ReachView"]["properties"].pop("by_place"), "answer.by_place: not promised"),
        (lambda schemas: schemas["ReachView"]["properties"].update(total={"type": "string"}), "answer.total: integer"),
        (
            lambda schemas: schemas["ReachView"]["properties"].update(
                by_sex={"type": "object", "additionalProperties": {"type": "number"}}
            ),
            "answer.by_sex[]: integer",
        ),
    ],
)
async def test_a_promise_that_is_broken_is_noticed(change: Callable[[Any], Any], noticed: str) -> None:
    service, model, asking = ASKED["beneficiary.reach"]
    _, answer, described = promise(service, await call_of(service, asking))
    broken = json.loads(json.dumps(described))
    change(broken["components"]["schemas"])
    schema = model.model_json_schema()
    found = misfits(schema, answer, schema, broken)
    assert len(found) == 1
    assert found[0].startswith(noticed)
