"""What events carry: ids and codes of records, each under a name that is known here, and nothing else of anything."""

import ast
from collections.abc import Iterator
from pathlib import Path

import gateway
import services
import shared

ROOTS = [Path(package.__path__[0]) for package in (gateway, services, shared)]

REFERENCES = {
    "activity": {"activity_id", "id"},
    "application": {"application_id", "id"},
    "area": {"area"},
    "assistance": {"assistance_id"},
    "award": {"award_id"},
    "batch": {"batch_id", "id"},
    "call": {"call_id"},
    "came_from": {"stage"},
    "candidate": {"in_place_of"},
    "code": {"code"},
    "contract": {"contract_id"},
    "decision": {"decision"},
    "delivery": {"delivery_id"},
    "enrolment": {"id"},
    "enterprise": {"enterprise_id"},
    "form": {"number"},
    "found": {"found"},
    "forum": {"forum_id"},
    "fund": {"fund_id", "id"},
    "hours": {"hours"},
    "household": {"household_id", "into_id"},
    "kind": {"kind"},
    "meeting": {"meeting_id"},
    "merge": {"id"},
    "notice": {"notice_id"},
    "partner": {"partner_id", "id"},
    "order": {"order_id"},
    "outcome": {"outcome", "result"},
    "other": {"other_id", "absorbed_id", "into_id"},
    "people": {"len(destroyed)"},
    "person": {"person_id", "survivor_id"},
    "phase": {"phase_id"},
    "project": {"project"},
    "reason": {"reason"},
    "selection": {"selection_id"},
    "session": {"id"},
    "stage": {"to"},
    "status": {"status"},
    "verdict": {"verdict"},
    "version": {"version"},
    "wave": {"id"},
    "work": {"id", "work_id"},
}
"""By name what an event may refer to: fields that hold an id or a code, and a count."""

KINDS = {
    *(
        "person",
        "order",
        "party",
        "batch",
        "instruction",
        "report",
        "rate",
        "refund",
        "recovery",
        "merge",
        "proposal",
        "duplicate",
        "document",
        "phone",
        "functioning",
        "household",
        "membership",
        "displacement",
        "notice",
        "consent",
        "activity",
        "attendance",
    ),
    *("session", "enrolment", "certificate"),
    *("project", "enterprise", "award", "awardee", "phase", "assistance", "payment", "finding"),
    *("owner", "verification", "double", "file"),
    *("contract", "tranche", "milestone", "visit", "employment"),
    *("provision", "delivery"),
    *("placement", "course", "followup"),
    *("assessment", "selection", "candidate", "validation"),
    *("work", "worker", "workday", "period", "wage"),
    *("forum", "member", "term", "election", "meeting", "minute", "concern", "safeguard"),
    *("fund", "call", "application", "sitting"),
    *("plan", "action", "referral"),
    *("question", "wave", "answers", "training"),
    *("partner", "credential", "agreement", "break_glass", "seal", "cohort"),
}
"""Kinds of records that something happens to: the first word of a type says whose id the subject is."""

SPELT = {"f'{source.noun}.voided'", "f\"{of.removesuffix('_id')}.suspended\"", "f\"{of.removesuffix('_id')}.resumed\""}
"""Types that are put together: of the noun that is voided, and of a partner or an agreement."""


VOIDED = ROOTS[-1] / "facts.py"
WRITTEN_BY = ROOTS[-1] / "write.py"
"""Where events are put down as they are told: what says which is not there."""


def trails(*named: str) -> Iterator[tuple[str, ast.Call]]:
    """Where events are written, or what else of this name is called, and how."""
    for file in (file for root in ROOTS for file in root.rglob("*.py") if file != WRITTEN_BY):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in (named or {"trail", "trail_each"})
            ):
                yield f"{file.parent.name}/{file.name}:{node.lineno}", node


def source(value: ast.expr) -> str:
    """The field that a value is taken from, or what else stands there."""
    return value.attr if isinstance(value, ast.Attribute) else ast.unparse(value)


def not_references(call: ast.Call) -> list[str]:
    return [
        f"{keyword.arg}={ast.unparse(keyword.value)}"
        for keyword in call.keywords
        if source(keyword.value) not in REFERENCES.get(keyword.arg or "", ())
    ]


def types(call: ast.Call) -> Iterator[str]:
    """The types that a call may write, as they stand there."""
    first = call.args[0]
    for each in (first.body, first.orelse) if isinstance(first, ast.IfExp) else (first,):
        yield each.value if isinstance(each, ast.Constant) else ast.unparse(each)


def test_events_carry_references_alone() -> None:
    voiding = f"shared/{VOIDED.name}"  # which writes what it is given, and each call of it is looked at
    found = [*((where, call) for where, call in trails() if not where.startswith(voiding)), *trails("void")]
    assert len(found) > 60
    assert [(where, named) for where, call in found if (named := not_references(call))] == []


def test_a_name_in_an_event_is_noticed() -> None:
    for planted, noticed in (
        ("write.trail('person.registered', 1, name=draft.given_native)", ["name=draft.given_native"]),
        ("write.trail('award.approved', 1, project=draft.given_latin)", ["project=draft.given_latin"]),
        ("write.trail('document.recorded', 1, **document.model_dump())", ["None=document.model_dump()"]),
        ("write.trail('award.approved', 1, project=award.project, person=person_id)", []),
    ):
        call = ast.parse(planted, mode="eval").body
        assert isinstance(call, ast.Call)
        assert not_references(call) == noticed


def test_the_type_of_an_event_says_of_which_kind_its_subject_is() -> None:
    written = {type for _, call in trails() for type in types(call)}
    assert {type for type in written if type.partition(".")[0] not in KINDS} == SPELT


def test_every_noun_that_can_be_voided_is_of_a_known_kind() -> None:
    nouns = {
        node.args[0].value
        for root in ROOTS
        for file in root.rglob("reads.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Source" and isinstance(node.args[0], ast.Constant)
    }
    assert len(nouns) > 10
    assert nouns <= KINDS
