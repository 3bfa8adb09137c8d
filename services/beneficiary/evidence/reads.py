"""Two registrations side by side, and what of the evidence a mandate opens."""

from collections.abc import Sequence
from typing import Any

from services.beneficiary.documents.views import DOCUMENTS, DocumentType
from services.beneficiary.evidence.judging import FIELDS, Compared, Stated
from services.beneficiary.evidence.views import FieldEvidenceView, SharedView, Together
from services.beneficiary.households.views import HOUSEHOLDS
from services.beneficiary.identities import reads as identities
from services.beneficiary.people.reads import PERSON_BY_ID
from services.beneficiary.people.views import PEOPLE, ParticularsView, PersonDraft
from services.beneficiary.phones.views import PHONES
from shared.classification import Dataset
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.facts import Found, find
from shared.mandate import Mandate
from shared.pages import SomeView

STATED = tuple(dict.fromkeys(name for names in FIELDS.values() for name in names))
"""What people are compared by, as `particulars` has it."""

_SIDES = f"""
SELECT person_id, {", ".join(STATED)} FROM particulars WHERE person_id = ANY ($1) AND voided_at IS NULL
"""  # noqa: S608 - names from code

_ONE, _OTHER = identities.survivor("$1::int"), identities.survivor("$2::int")


def _same(table: str, number: str) -> str:
    """SQL: what of a table is stated with the same number of both."""
    return f"""
    FROM {table} AS own JOIN {table} AS same ON same.{number} = own.{number} AND same.voided_at IS NULL
        AND same.person_id = ANY (side.others)
    WHERE own.person_id = ANY (side.ones) AND own.voided_at IS NULL"""


# Of registrations that are one person already, each is compared for itself: of one person everything is shared.
_SHARED = f"""
SELECT ARRAY(SELECT DISTINCT own.type {_same("documents", "number_index")} ORDER BY own.type) AS documents,
    EXISTS (SELECT {_same("phones", "number")}) AS phone,
    CASE lived.at_once WHEN true THEN '{Together.AT_ONCE}' WHEN false THEN '{Together.IN_TURN}'
        ELSE '{Together.NOT_KNOWN}' END AS household,
    cardinality(side.ones) AS one_has, cardinality(side.others) AS other_has
FROM (
    SELECT CASE WHEN found.one = found.other THEN ARRAY[$1::int] ELSE {identities.cluster("found.one")} END AS ones,
        CASE WHEN found.one = found.other THEN ARRAY[$2::int] ELSE {identities.cluster("found.other")} END AS others
    FROM (SELECT {_ONE} AS one, {_OTHER} AS other) AS found
) AS side
CROSS JOIN LATERAL (
    SELECT bool_or(daterange(own.joined_on, own.left_on) && daterange(same.joined_on, same.left_on)) AS at_once
    {_same("memberships", "household_id")}
) AS lived
"""  # noqa: S608 - names from code


async def stated(reader: Reader, people: Sequence[int]) -> dict[int, Stated]:
    """What stands of people, by id, in all that they are compared by."""
    return {row["person_id"]: dict(row) for row in await reader.fetch(_SIDES, list(people))}


async def compared(reader: Reader, one_id: int, other_id: int) -> Compared:
    """Two registrations, each as it states itself, with what the two people share."""
    sides = await stated(reader, [one_id, other_id])
    shared = await reader.fetchrow(_SHARED, one_id, other_id)
    assert shared is not None
    return Compared(
        sides[one_id],
        sides[other_id],
        tuple(map(DocumentType, shared["documents"])),
        shared["phone"],
        Together(shared["household"]),
        (shared["one_has"], shared["other_has"]),
    )


async def told(reader: Reader, pairs: Sequence[tuple[int, int]], mandate: Mandate) -> list[list[FieldEvidenceView]]:
    """How the two of each pair go together in each field, of those that the mandate opens."""
    people = list({id for pair in pairs for id in pair})
    sides = await stated(reader, people) if people else {}
    return [_by_field(Compared(sides[one_id], sides[other_id]), mandate) for one_id, other_id in pairs]


_PARTS = ("people", "differing", "evidence", "shared")
_BY_ALL = set(PersonDraft.model_fields)


async def side_by_side(
    reader: Reader, pair: Found[Any], dataset: Dataset, view: type[SomeView], mandate: Mandate
) -> Found[SomeView]:
    """What was found of two registrations, as a view of its dataset that has both beside each other and the evidence,
    as far as the mandate opens it."""
    assert pair.disclosed is not None
    told: dict[str, Any] = pair.view.model_dump(exclude_unset=True)
    people, fields = pair.disclosed.people, list(told)
    parts = dataset.readable(mandate.scope(dataset.name), _PARTS) if PEOPLE.name in mandate.datasets else ()
    if parts:
        both = await compared(reader, *people)
        sides = [(await find(reader, PERSON_BY_ID, person_id, mandate)).view for person_id in people]
        shown = [side.model_dump(include=set(ParticularsView.model_fields), exclude_unset=True) for side in sides]
        answer = {
            "people": shown,
            "differing": [name for name in shown[0] if name in _BY_ALL and shown[0][name] != shown[1][name]],
            "evidence": _by_field(both, mandate),
            "shared": _shared(both, mandate),
        }
        told |= {name: answer[name] for name in parts}
        fields += [*parts, *(shown[0] if "people" in parts else ())]
    return Found(
        view.model_validate(told),
        Disclosed(dataset=pair.disclosed.dataset, fields=tuple(dict.fromkeys(fields)), people=people),
    )


def _by_field(both: Compared, mandate: Mandate) -> list[FieldEvidenceView]:
    """How two go together in each field, of those that the mandate opens."""
    return [
        FieldEvidenceView(field=field, evidence=both.evidence(field))
        for field, names in FIELDS.items()
        if PEOPLE.opened_by(mandate.datasets, names)
    ]


def _shared(both: Compared, mandate: Mandate) -> SharedView:
    """What two share, as far as the mandate opens it of people.

    That there is no document is severe: to whoever may not be told, nothing looks like what is withheld.
    """
    told: dict[str, object] = {}
    opened = mandate.datasets
    if DOCUMENTS.opened_by(opened, ("documents", "type")) and (
        both.documents or DOCUMENTS.opened_by(opened, ("complete",))
    ):
        told["documents"] = both.documents
    if PHONES.opened_by(opened, ("phones", "number")):
        told["phone"] = both.phone
    if HOUSEHOLDS.opened_by(opened, ("memberships", "household_id", "joined_on", "left_on")):
        told["household"] = both.household
    return SharedView.model_validate(told)
