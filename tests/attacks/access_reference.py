"""Who may be told what, worked out naively from the design and in nobody's words but plain ones.

Nothing of the platform is imported here, nothing is fast, and everything is written out by hand: what a class may have
at most, which fields there are and how sensitive, which place lies in which. It decides by walking through a plain
model of the world, one fact after the other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

LEVELS = ("low", "moderate", "high", "severe")

_RECORDS = {"results": "moderate"}
_OF_FORUMS = {
    "forums": "moderate",
    "indicators": "moderate",
    "meetings": "moderate",
    "minutes": "moderate",
    "concerns": "moderate",
    "plans": "moderate",
    "actions": "moderate",
    "referrals": "moderate",
}
_PERSONAL = {
    "people": "high",
    "households": "high",
    "displacements": "high",
    "activities": "high",
    "attendances": "high",
    "assistances": "high",
}
CLASS_CEILINGS: Mapping[str, Mapping[str, str]] = {
    "security": _RECORDS | _OF_FORUMS,
    "authority": _RECORDS | _PERSONAL,
    "aid": _RECORDS | _PERSONAL,
    "donor": {"results": "moderate"},
}

PERSON_FIELDS = {
    "given_native": "high",
    "given_latin": "high",
    "father_native": "high",
    "father_latin": "high",
    "grandfather_native": "high",
    "grandfather_latin": "high",
    "great_grandfather_native": "high",
    "great_grandfather_latin": "high",
    "nisba_native": "high",
    "nisba_latin": "high",
    "mother_given_native": "high",
    "mother_given_latin": "high",
    "mother_father_native": "high",
    "mother_father_latin": "high",
    "mother_grandfather_native": "high",
    "mother_grandfather_latin": "high",
    "sex": "moderate",
    "birth_date": "high",
    "birth_precision": "moderate",
    "place": "moderate",
}
ASSISTANCE_FIELDS = {
    "project": "low",
    "modality": "low",
    "place": "moderate",
    "amount": "moderate",
    "currency": "low",
    "approved_on": "low",
}
_COUNTS = (
    *("forums", "forums_active", "meetings_planned", "meetings_held", "leaders"),
    *("concerns_raised", "raised_by_category", "concerns_accepted", "concerns_resolved", "median_days_to_resolve"),
    *("concerns_reopened", "actions_agreed", "actions_done", "referrals_made", "referrals_answered"),
    *("plans_adopted", "plans_reviewed", "police_trained", "members_trained", "perception"),
)
FORUM_FIELDS: Mapping[str, Mapping[str, str]] = {
    "forums": dict.fromkeys(
        (
            *("project", "name", "level", "place", "established_on", "set_up_by", "status", "status_since"),
            *("procedure", "catchment", "police_office", "police_place", "last_met_on", "quiet"),
        ),
        "low",
    ),
    "indicators": {
        "place": "low",
        **dict.fromkeys(_COUNTS, "low"),
        **dict.fromkeys(("attendance_women", "attendance_men", "leaders_women"), "moderate"),
    },
    "meetings": {
        **dict.fromkeys(("kind", "scheduled_on", "agenda", "held_on", "members", "present", "quorate"), "low"),
        "attendance": "moderate",
    },
    "minutes": {
        **dict.fromkeys(("kind", "about", "outcome", "votes_for", "votes_against"), "low"),
        "released_text": "moderate",
    },
    "concerns": {
        **dict.fromkeys(("category", "raised_on", "status", "status_since", "history", "votes_for", "votes_of"), "low"),
        **dict.fromkeys(("place", "raised_by", "released_text"), "moderate"),
    },
    "plans": dict.fromkeys(("version", "adopted_on", "review_on", "issues", "reviewed_on", "outcome"), "low"),
    "actions": dict.fromkeys(("kind", "owner", "agreed_on", "due_on", "ended_on", "result"), "low"),
    "referrals": dict.fromkeys(("target", "referred_on", "answer_due_on", "answered_on", "answer"), "low"),
}
"""Of what forums do: neither who wrote it down nor text that nobody has released is anything that could be opened."""
TOLD = ("people", "assistances", "results", *FORUM_FIELDS)
"""What a route tells partners; assistance of nobody but people who are found."""
CHOICE = {"people": PERSON_FIELDS, "assistances": ASSISTANCE_FIELDS, **FORUM_FIELDS}

EVERY_FIELD = {name for fields in CHOICE.values() for name in fields}

LIES_IN = {
    "IQ": None,
    "IQG15": "IQ",
    "IQG15Q08": "IQG15",
    "IQG15Q08N03": "IQG15Q08",
    "IQG15Q06": "IQG15",
    "IQG04": "IQ",
    "IQG04Q03": "IQG04",
    "IQG01": "IQ",
}
PLACES = tuple(LIES_IN)


@dataclass(frozen=True)
class Terms:
    """What a version of an agreement says."""

    grants: Mapping[str, tuple[str, tuple[str, ...] | None]]
    areas: tuple[str, ...]
    projects: tuple[str, ...]
    starts_on: date
    ends_on: date
    review_on: date
    legal_basis: str = "consent"
    consent_purpose: str | None = None
    minimum_cell: int = 10
    onward_transfer: bool = False
    retention_days: int = 365
    destruction: str = "certificate"
    incident_contacts: tuple[str, ...] = ("incidents@example.org",)


@dataclass
class Version:
    terms: Terms
    needed: int = 2
    approvals: int = 2


@dataclass
class Suspension:
    approvals_to_resume: int = 0


@dataclass
class Agreement:
    """An agreement with everything that has happened to it."""

    code: str
    partner: str
    caller_class: str
    purpose: str
    versions: list[Version]
    suspensions: list[Suspension] = field(default_factory=list)
    ended: bool = False
    onboarded: bool = True
    """Whether two people have approved its partner."""

    def in_force(self) -> Version | None:
        signed = [version for version in self.versions if version.approvals >= version.needed]
        return signed[-1] if signed else None

    def number_in_force(self) -> int:
        found = self.in_force()
        return next(number for number, version in enumerate(self.versions, 1) if version is found)

    def suspended(self) -> bool:
        return lasts(self.suspensions)


def lasts(suspensions: Iterable[Suspension]) -> bool:
    """Whether one of these suspensions has not been ended by two people."""
    return any(suspension.approvals_to_resume < 2 for suspension in suspensions)


@dataclass(frozen=True)
class Question:
    dataset: str
    purpose: str | None = None
    fields: tuple[str, ...] | None = None
    areas: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()


# --- what an agreement answers ---------------------------------------------------------------------------------------


def at_most(level: str, ceiling: str) -> bool:
    return LEVELS.index(level) <= LEVELS.index(ceiling)


def lies_within(place: str | None, area: str) -> bool:
    while place is not None:
        if place == area:
            return True
        place = LIES_IN[place]
    return False


def depth(agreement: Agreement, dataset: str) -> str | None:
    """Up to which level the agreement opens a dataset, if it opens anything that somebody is told."""
    if dataset not in TOLD:
        return None
    if dataset in CHOICE and not open_fields(agreement, dataset):
        return None
    return _level(agreement, dataset)


def _level(agreement: Agreement, dataset: str) -> str | None:
    """Neither deeper than the agreement says nor than its class ever may."""
    version = agreement.in_force()
    if version is None or dataset not in version.terms.grants:
        return None
    most = CLASS_CEILINGS[agreement.caller_class].get(dataset)
    if most is None:
        return None
    stated, _ = version.terms.grants[dataset]
    return stated if at_most(stated, most) else most


def open_fields(agreement: Agreement, dataset: str) -> set[str]:
    """The fields that it opens of a dataset whose fields are named one by one; none of any other."""
    ceiling = _level(agreement, dataset)
    if ceiling is None or dataset not in CHOICE:
        return set()
    if dataset == "assistances" and not open_fields(agreement, "people"):
        return set()
    version = agreement.in_force()
    assert version is not None
    _, named = version.terms.grants[dataset]
    found = set()
    for name, level in CHOICE[dataset].items():
        if at_most(level, ceiling) and (named is None or name in named):
            found.add(name)
    return found


def stands(agreement: Agreement, day: date, partner_suspended: bool = False) -> bool:
    """Whether the agreement is in force on a day."""
    version = agreement.in_force()
    if version is None or agreement.ended or agreement.suspended() or partner_suspended:
        return False
    if not agreement.onboarded:
        return False
    return version.terms.starts_on <= day <= version.terms.ends_on


def answers(agreement: Agreement, question: Question, day: date, partner_suspended: bool = False) -> bool:
    """Exactly this dataset, area, project and purpose, or no answer."""
    version = agreement.in_force()
    if version is None or not stands(agreement, day, partner_suspended):
        return False
    if question.purpose is not None and question.purpose != agreement.purpose:
        return False
    if depth(agreement, question.dataset) is None:
        return False
    for name in question.fields or ():
        if name not in open_fields(agreement, question.dataset):
            return False
    for place in question.areas:
        if not any(lies_within(place, area) for area in version.terms.areas):
            return False
    return all(project in version.terms.projects for project in question.projects)


# --- what is wider ---------------------------------------------------------------------------------------------------


def allowed(terms: Terms) -> set[tuple[str, str, str]]:
    """Everything that the grants allow, one by one: a dataset, a level, and a field of that level or any other one."""
    found = set()
    for dataset, (ceiling, named) in terms.grants.items():
        for level in LEVELS[: LEVELS.index(ceiling) + 1]:
            for name in named if named is not None else (*EVERY_FIELD, "and any other"):
                found.add((dataset, level, name))
    return found


def covered(terms: Terms) -> set[str]:
    return {place for place in PLACES for area in terms.areas if lies_within(place, area)}


def wider(old: Terms, new: Terms) -> set[str]:
    """In what the new terms allow anything that the old did not, or cannot be seen not to."""
    found = set()
    if allowed(new) - allowed(old):
        found.add("grants")
    if covered(new) - covered(old):
        found.add("areas")
    if set(new.projects) - set(old.projects):
        found.add("projects")
    if new.legal_basis != old.legal_basis or new.consent_purpose != old.consent_purpose:
        found.add("legal_basis")
    if new.destruction != old.destruction:
        found.add("destruction")
    if set(old.incident_contacts) - set(new.incident_contacts):
        found.add("incident_contacts")
    if old.minimum_cell > new.minimum_cell:
        found.add("minimum_cell")
    if (old.onward_transfer, new.onward_transfer) == (False, True):
        found.add("onward_transfer")
    if old.retention_days < new.retention_days:
        found.add("retention_days")
    if old.starts_on > new.starts_on:
        found.add("starts_on")
    for name in ("ends_on", "review_on"):
        if getattr(old, name) < getattr(new, name):
            found.add(name)
    return found


# --- who is found ----------------------------------------------------------------------------------------------------


@dataclass
class Consent:
    purpose: str
    recipient_class: str
    decision: str
    decided_on: date
    given_by: str
    number: int
    """The order in which it was recorded."""
    voided: bool = False


@dataclass
class Activity:
    number: int
    project: str
    severe: bool = False
    """Whether nobody but protection may know who takes part."""
    voided: bool = False


@dataclass
class Attendance:
    activity: Activity
    number: int
    present: bool
    voided: bool = False


@dataclass
class Document:
    type: str
    digits: str
    number: int
    voided: bool = False


@dataclass
class Assistance:
    number: int
    told: Mapping[str, str]
    """Its fields as they are written in an answer."""
    voided: bool = False


@dataclass
class Person:
    id: int
    number: str
    told: dict[str, Any]
    """The particulars as they are written in an answer."""
    birth_date: date | None
    voided: bool = False
    described: bool = True
    """Whether any particulars stand."""
    consents: list[Consent] = field(default_factory=list)
    attendances: list[Attendance] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    assistances: list[Assistance] = field(default_factory=list)


@dataclass(frozen=True)
class Sought:
    """How one person is sought; a pseudonym stands here as whom it was made of and for which agreement."""

    pseudonym: tuple[str, int] | None = None
    number: str | None = None
    document: tuple[str, str] | None = None
    birth_year: int | None = None


def is_child(born: date | None, day: date) -> bool:
    if born is None:
        return False
    birthdays = sum(
        1 for year in range(born.year + 1, day.year + 1) if (year, born.month, born.day) <= (day.year, *month_day(day))
    )
    return birthdays < 18


def month_day(day: date) -> tuple[int, int]:
    return day.month, day.day


def consents(person: Person, purpose: str, recipient_class: str, day: date) -> bool:
    """Whether the last decision that stands says yes, and who said it may still say it."""
    last: Consent | None = None
    for one in person.consents:
        if one.voided or one.purpose != purpose or one.recipient_class != recipient_class:
            continue
        if last is None or (one.decided_on, one.number) > (last.decided_on, last.number):
            last = one
    if last is None or last.decision != "given":
        return False
    if last.given_by == "self":
        return not is_child(person.birth_date, last.decided_on)
    return is_child(person.birth_date, day)


def guessed(sought: Iterable[Sought]) -> set[Sought]:
    """Those of one request that try a number or a document with several years of birth: they find nobody."""
    every = list(sought)
    years: dict[object, set[int | None]] = {}
    for one in every:
        years.setdefault((one.number, one.document), set()).add(one.birth_year)
    return {one for one in every if (one.number or one.document) and len(years[one.number, one.document]) > 1}


def in_reach(person: Person, agreement: Agreement, day: date) -> bool:
    version = agreement.in_force()
    assert version is not None
    terms = version.terms
    if person.voided or not person.described:
        return False
    if not any(lies_within(person.told["place"], area) for area in terms.areas):
        return False
    took_part = False
    for attendance in person.attendances:
        standing = not attendance.voided and not attendance.activity.voided
        counts = standing and attendance.present and not attendance.activity.severe
        took_part = took_part or (counts and attendance.activity.project in terms.projects)
    if not took_part:
        return False
    if terms.consent_purpose is None:
        return True
    return consents(person, terms.consent_purpose, agreement.caller_class, day)


def found(people: Iterable[Person], agreement: Agreement, sought: Sought, day: date) -> Person | None:
    """The one person whom this can mean, if they are in reach."""
    meant = []
    for person in people:
        born = person.birth_date
        if sought.pseudonym is not None:
            fits = sought.pseudonym == (agreement.code, person.id)
        elif born is None or born.year != sought.birth_year:
            fits = False
        elif sought.number is not None:
            fits = person.number == sought.number
        else:
            held = [(one.type, one.digits) for one in person.documents if not one.voided]
            fits = sought.document in held
        if fits and person.described and not person.voided:
            meant.append(person)
    if len(meant) != 1 or not in_reach(meant[0], agreement, day):
        return None  # also where two hold one document: whom of them the partner means cannot be told
    return meant[0]


def told(person: Person, agreement: Agreement, fields: tuple[str, ...] | None, assistances: bool) -> dict[str, Any]:
    """What is said of a person who is found, but for what the partner calls them."""
    opened = open_fields(agreement, "people")
    said = {name: person.told[name] for name in opened if fields is None or name in fields}
    if assistances:
        said["assistances"] = _assistances(person, agreement)
    return said


def _assistances(person: Person, agreement: Agreement) -> list[dict[str, str]]:
    version = agreement.in_force()
    assert version is not None
    standing = [
        one
        for one in person.assistances
        if not one.voided
        and one.told["project"] in version.terms.projects
        and any(lies_within(one.told["place"], area) for area in version.terms.areas)
    ]
    standing.sort(key=lambda one: (one.told["approved_on"], one.number))
    opened = open_fields(agreement, "assistances")
    return [{name: value for name, value in one.told.items() if name in opened} for one in standing]
