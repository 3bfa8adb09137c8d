"""In what the registrations of one person contradict each other. Nothing is dropped: each statement is told, with the
registration that it was made under, as long as nobody has corrected one."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import combinations
from typing import Any

from services.beneficiary.displacements.views import DISPLACEMENTS
from services.beneficiary.evidence.views import Conflict, ConflictStatementView, ConflictView
from services.beneficiary.functioning.reads import disability
from services.beneficiary.functioning.views import FUNCTIONING, Disability
from services.beneficiary.households.views import HOUSEHOLDS, Relation
from services.beneficiary.people.births import born
from services.beneficiary.people.views import PEOPLE, BirthPrecision, Sex
from shared.classification import Dataset
from shared.database import Reader
from shared.facts import standing
from shared.mandate import Mandate

Row = Mapping[str, Any]

_NOW = datetime.max.replace(tzinfo=UTC)
"""Later than anything: as of this stands what stands."""

_SEEN = """(
    SELECT person.registration_number FROM people AS person
    JOIN particulars AS said ON said.person_id = person.id AND said.voided_at IS NULL
    WHERE person.id = fact.person_id AND said.place LIKE ANY ($3)
) AS number"""
"""Of a registration that lies out of reach no number is told."""


def _facts(table: str, columns: str) -> str:
    return f"""
    SELECT fact.id, fact.person_id, {columns}, {_SEEN} FROM {table} AS fact
    WHERE fact.person_id = ANY ($1) AND {standing("fact", "$2")} ORDER BY fact.person_id, fact.id"""  # noqa: S608 - names from code


@dataclass(frozen=True)
class Kind:
    """Something that may be contradicted: where it is stated, when two statements do, how one is told, and which fields
    of which dataset that takes. What people state of themselves is told where their registration is seen alone."""

    query: str
    contradict: Callable[[Row, Row], bool]
    told: Callable[[Row], str]
    dataset: Dataset
    fields: tuple[str, ...]
    of_themselves: bool = False


def _sexes(one: Row, other: Row) -> bool:
    return Sex.NOT_STATED not in {one["sex"], other["sex"]} and one["sex"] != other["sex"]


def _births(one: Row, other: Row) -> bool:
    """No day is left on which both can have been born."""
    mine, theirs = (born(each["birth_date"], BirthPrecision(each["birth_precision"])) for each in (one, other))
    if mine is None or theirs is None:
        return False
    return max(mine.first, theirs.first) > min(mine.last, theirs.last)


def _at_once(one: Row, other: Row) -> bool:
    """Two households on one day."""
    if one["household_id"] == other["household_id"]:
        return False
    begins = max(one["joined_on"], other["joined_on"])
    return all(each["left_on"] is None or begins < each["left_on"] for each in (one, other))


def _heads(one: Row, other: Row) -> bool:
    return one["relation"] == other["relation"] == Relation.HEAD and _at_once(one, other)


def _value(column: str) -> Callable[[Row], str]:
    def told(row: Row) -> str:
        value = row[column]
        return value.isoformat() if isinstance(value, date) else str(value)

    return told


_MEMBERSHIPS = _facts("memberships", "fact.household_id, fact.relation, fact.joined_on, fact.left_on")
_LIVES = ("memberships", "household_id", "joined_on", "left_on")


def _last(facts: str, day: str) -> str:
    """The latest of each registration."""
    return f"""
    SELECT DISTINCT ON (found.person_id) * FROM ({facts}) AS found
    ORDER BY found.person_id, found.{day} DESC, found.id DESC"""  # noqa: S608 - names from code


_STATUSES = _last(_facts("displacements", "fact.status, fact.since, fact.until"), "since")
_ANSWERS = _last(_facts("functioning", f"fact.asked_on, {disability('fact')} AS disability"), "asked_on")

KINDS: Mapping[Conflict, Kind] = {
    Conflict.SEX: Kind(_facts("particulars", "fact.sex"), _sexes, _value("sex"), PEOPLE, ("sex",), True),
    Conflict.BIRTH_DATE: Kind(
        _facts("particulars", "fact.birth_date, fact.birth_precision"),
        _births,
        _value("birth_date"),
        PEOPLE,
        ("birth_date", "birth_precision"),
        True,
    ),
    Conflict.HOUSEHOLD: Kind(_MEMBERSHIPS, _at_once, _value("household_id"), HOUSEHOLDS, _LIVES),
    Conflict.HEAD: Kind(_MEMBERSHIPS, _heads, _value("household_id"), HOUSEHOLDS, (*_LIVES, "relation")),
    Conflict.DISPLACEMENT: Kind(
        _STATUSES,
        lambda one, other: one["status"] != other["status"] and one["until"] is None and other["until"] is None,
        _value("status"),
        DISPLACEMENTS,
        ("person", "status", "since"),
    ),
    Conflict.DISABILITY: Kind(
        _ANSWERS,
        lambda one, other: {one["disability"], other["disability"]} == {Disability.YES, Disability.NO},
        _value("disability"),
        FUNCTIONING,
        ("functioning", "disability"),
    ),
}


async def conflicts(
    reader: Reader, people: Sequence[int], mandate: Mandate, as_of: datetime | None = None
) -> list[ConflictView]:
    """The contradictions between registrations that are one person, as known at a moment, as far as the mandate opens
    what is contradicted."""
    found: list[ConflictView] = []
    if len(people) < 2:
        return found
    for conflict, kind in KINDS.items():
        if not kind.dataset.opened_by(mandate.datasets, kind.fields):
            continue
        rows = await reader.fetch(kind.query, list(people), as_of or _NOW, mandate.area_patterns)
        told = list(_contradicting(kind, [dict(row) for row in rows]))
        if told:
            found.append(ConflictView(conflict=conflict, statements=[_told(kind, row) for row in told]))
    return found


def are_told(mandate: Mandate) -> bool:
    """Whether the mandate opens anything that may be contradicted."""
    return any(kind.dataset.opened_by(mandate.datasets, kind.fields) for kind in KINDS.values())


def _contradicting(kind: Kind, rows: Sequence[Row]) -> Iterator[Row]:
    """The statements of which another registration states otherwise."""
    seen = [row for row in rows if row["number"] is not None or not kind.of_themselves]
    pairs = [
        pair
        for pair in combinations(seen, 2)
        if pair[0]["person_id"] != pair[1]["person_id"] and kind.contradict(*pair)
    ]
    concerned = {id(row) for pair in pairs for row in pair}
    yield from (row for row in seen if id(row) in concerned)


def _told(kind: Kind, row: Row) -> ConflictStatementView:
    return ConflictStatementView(
        person=row["number"], id=None if kind.of_themselves else row["id"], value=kind.told(row)
    )
