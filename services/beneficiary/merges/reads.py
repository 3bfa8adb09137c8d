"""Merges within a mandate, and those that are proposed: told to whoever may see both registrations."""

from services.beneficiary.evidence.conflicts import are_told, conflicts
from services.beneficiary.identities import reads as identities
from services.beneficiary.identities.tables import Merge, Proposal
from services.beneficiary.identities.views import MERGES, PROPOSALS
from services.beneficiary.merges.views import MergeView, ProposalView, ShownMergeView
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.facts import AREAS, Found, Source, find
from shared.mandate import Mandate

_BOTH = (
    "JOIN people AS absorbed ON absorbed.id = fact.absorbed_id"
    " JOIN particulars AS of_absorbed ON of_absorbed.person_id = absorbed.id AND of_absorbed.voided_at IS NULL"
    " JOIN people AS survivor ON survivor.id = fact.survivor_id"
    " JOIN particulars AS of_survivor ON of_survivor.person_id = survivor.id AND of_survivor.voided_at IS NULL"
)
_NUMBERS = {"absorbed": "absorbed.registration_number", "survivor": "survivor.registration_number"}

MERGE = Source(
    "merge",
    MERGES,
    Merge,
    MergeView,
    joins=_BOTH,
    place="of_survivor.place",
    person="ARRAY[fact.absorbed_id, fact.survivor_id]",
    only=f"of_absorbed.place LIKE ANY ({AREAS})",
    columns=_NUMBERS,
)

PROPOSAL = Source(
    "proposal",
    PROPOSALS,
    Proposal,
    ProposalView,
    joins=(
        f"{_BOTH} LEFT JOIN rulings AS ruling ON ruling.proposal_id = fact.id"
        " LEFT JOIN merges AS made ON made.proposal_id = fact.id"
    ),
    place="of_survivor.place",
    person="ARRAY[fact.absorbed_id, fact.survivor_id]",
    only=f"of_absorbed.place LIKE ANY ({AREAS})",
    listed=(
        "ruling.proposal_id IS NULL AND absorbed.voided_at IS NULL AND survivor.voided_at IS NULL"
        f" AND {identities.is_survivor('absorbed.id')} AND {identities.is_survivor('survivor.id')}"
    ),
    columns={
        **_NUMBERS,
        "verdict": "ruling.verdict",
        "ground": "ruling.ground",
        "ruled_by": "ruling.recorded_by",
        "ruled_at": "ruling.recorded_at",
        "merge_id": "made.id",
    },
)
"""On the list stand those that can be confirmed: of registrations that stand and go on themselves."""
WAITS = "fact.recorded_by <> {}"
"""SQL: a proposal waits for the caller, who stands at `{}`."""


def waiting(one: str, other: str) -> str:
    """SQL: the number of the proposal that nobody has ruled on to merge these two, registrations that go on."""
    return f"""(
    SELECT proposal.id FROM proposals AS proposal
    WHERE proposal.absorbed_id IN ({one}, {other}) AND proposal.survivor_id IN ({one}, {other})
        AND proposal.voided_at IS NULL AND NOT EXISTS (SELECT FROM rulings WHERE rulings.proposal_id = proposal.id)
    LIMIT 1
)"""  # noqa: S608 - no value in it


async def proposed(reader: Reader, one_id: int, other_id: int) -> int | None:
    """The number of the proposal to merge two people that nobody has ruled on yet, by any ids of theirs."""
    one, other = identities.survivor("$1::int"), identities.survivor("$2::int")
    found: int | None = await reader.fetchval(f"SELECT {waiting(one, other)}", one_id, other_id)
    return found


_CLUSTER = f"SELECT {identities.cluster('person.id')} FROM (SELECT {identities.survivor('$1::int')} AS id) AS person"  # noqa: S608 - no value in it


async def shown(reader: Reader, id: int, mandate: Mandate) -> Found[ShownMergeView]:
    """A merge, and in what the registrations of the person contradict each other."""
    found = await find(reader, MERGE, id, mandate)
    told = found.view.model_dump(exclude_unset=True)
    assert found.disclosed is not None
    fields, people = found.disclosed.fields, found.disclosed.people
    needed = ("voided_at", "conflicts")
    if are_told(mandate) and MERGES.readable(mandate.scope(MERGES.name), needed) == needed:
        together = [] if told["voided_at"] is not None else await reader.fetchval(_CLUSTER, people[0])
        told["conflicts"] = await conflicts(reader, together, mandate)
        fields, people = (*fields, "conflicts"), tuple(dict.fromkeys((*people, *together)))
    disclosed = Disclosed(dataset=MERGES.name, fields=fields, people=people)
    return Found(ShownMergeView.model_validate(told), disclosed)
