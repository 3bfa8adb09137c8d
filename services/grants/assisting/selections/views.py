"""What callers state about selection lists and who stands on them, and are told: never who that is."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from services.grants.people import PersonNumber
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Draft, Identifier, PathIdentifier, ProjectCode
from shared.examples import RECORDED, example
from shared.pages import Asked, AskedForOthers, Flag
from shared.places import DistrictPcode, Pcode
from shared.views import FactView, View


@listed_as("ranking-rule")
class RankingRule(StrEnum):
    """How candidates are ranked: by their scores; of two with the same, whoever needs more; then whoever was assessed
    earlier, or recorded earlier on one day."""

    SCORE_THEN_NEEDS = "score_then_needs"


@listed_as("selection-state")
class SelectionState(StrEnum):
    """How far a list has come: candidates are put on it; it is closed and put to the community; the community has said
    something of everybody; it is decided."""

    OPEN = "open"
    CLOSED = "closed"
    VALIDATED = "validated"
    DECIDED = "decided"


@listed_as("community-opinion")
class Opinion(StrEnum):
    """What the community says of a candidate."""

    CONFIRMED = "confirmed"
    OBJECTED = "objected"
    DEFERRED = "deferred"


@listed_as("community-reason")
class OpinionReason(StrEnum):
    """Why the community objects to a candidate, or defers."""

    NOT_RESIDENT = "not_resident"
    LISTED_UNDER_ANOTHER = "listed_under_another"
    LESS_IN_NEED = "less_in_need"
    ASSISTED_ELSEWHERE = "assisted_elsewhere"
    CANNOT_DO_THE_WORK = "cannot_do_the_work"
    NOT_KNOWN = "not_known"
    NOT_CLEAR = "not_clear"


@listed_as("selection-outcome")
class SelectionOutcome(StrEnum):
    """What a list decides of a candidate."""

    SELECTED = "selected"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"


@listed_as("selection-reason")
class SelectionReason(StrEnum):
    """Why a candidate is selected, stands in reserve or is not selected, or why somebody selected lapses."""

    WITHIN_PLACES = "within_places"
    BEYOND_PLACES = "beyond_places"
    OBJECTED = "objected"
    DEFERRED = "deferred"
    WITHDREW = "withdrew"
    MOVED_AWAY = "moved_away"
    UNREACHABLE = "unreachable"
    DIED = "died"
    ASSISTED_ELSEWHERE = "assisted_elsewhere"
    NOT_ELIGIBLE = "not_eligible"


FOLLOWING = frozenset(
    {
        SelectionReason.WITHIN_PLACES,
        SelectionReason.BEYOND_PLACES,
        SelectionReason.OBJECTED,
        SelectionReason.DEFERRED,
    }
)
"""Reasons that follow from the ranking and from what the community said; nobody states them."""

SELECTIONS = Dataset(
    DatasetName.SELECTIONS,
    {
        "id": LOW,
        "selection_id": LOW,
        "phase_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "places": LOW,
        "rule": LOW,
        "state": LOW,
        "candidates": LOW,
        "made_by": MODERATE,
        "closed_at": MODERATE,
        "decided_at": MODERATE,
        "decided_by": MODERATE,
        **RECORD_KEEPING,
    },
)

CANDIDATES = Dataset(
    DatasetName.CANDIDATES,
    {
        "id": LOW,
        "candidate_id": LOW,
        "selection_id": LOW,
        "phase_id": LOW,
        "project": LOW,
        "person": MODERATE,
        "person_id": MODERATE,
        "household_id": MODERATE,
        "place": MODERATE,
        "assessment_id": LOW,
        "found": MODERATE,
        "score": MODERATE,
        "needs": MODERATE,
        "assessed_on": LOW,
        "rank": MODERATE,
        "validation_id": LOW,
        "opinion": MODERATE,
        "opinion_reason": MODERATE,
        "outcome": MODERATE,
        "reason": MODERATE,
        "lapse_reason": MODERATE,
        "in_place_of": MODERATE,
        "holds_place": MODERATE,
        "set_aside": MODERATE,
        "items": LOW,
        **RECORD_KEEPING,
    },
)

MOST_CANDIDATES = 1_000
"""Candidates on one list, at the most."""

_SELECTION = {"phase_id": 4, "place": "IQG15Q08", "places": 40, "rule": "score_then_needs"}


@classified(SELECTIONS)
@example(**_SELECTION)
class SelectionDraft(Draft):
    """A selection list of a phase that selects by list, for a place: `places` is how many are selected at the most."""

    phase_id: Identifier
    place: DistrictPcode
    places: Annotated[int, Field(strict=True, ge=1, le=MOST_CANDIDATES)]
    rule: RankingRule


@classified(CANDIDATES)
@example(selection_id=7, person="4821-7730-5142")
class CandidateDraft(Draft):
    """That somebody stands on a list, by their registration number, for which the mandate names a subject. They were
    assessed for the phase, and somebody else found it as it was answered."""

    selection_id: Identifier
    person: PersonNumber


class _Stated(Draft):
    reason: SelectionReason

    @field_validator("reason", check_fields=False)
    @classmethod
    def _is_stated(cls, reason: SelectionReason) -> SelectionReason:
        if reason in FOLLOWING:
            raise PydanticCustomError("reason", "follows from the ranking and the community, and is not stated")
        return reason


@classified(CANDIDATES)
@example(reason="withdrew")
class LapseDraft(_Stated):
    """Why a candidate who was selected, or stood in reserve, does not any more."""


@classified(CANDIDATES)
class AsideDraft(_Stated):
    """A candidate who is not selected wherever they stand in the ranking, and why."""

    candidate_id: Identifier


@classified(CANDIDATES)
@example(set_aside=[{"candidate_id": 52, "reason": "moved_away"}])
class DecisionDraft(Draft):
    """Who of a list is set aside. What becomes of the others follows: in the order of their ranks those whom the
    community confirmed are selected as long as there are places, and are the reserve after that."""

    set_aside: Annotated[list[AsideDraft], Field(max_length=MOST_CANDIDATES)] = Field(default_factory=list)


class SelectionsAsked(AskedForOthers):
    """What is asked of the selection lists: all, of a phase, a project or a place, or those in a state; with `others`
    those that wait for the caller to put to the community or to decide."""

    phase_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    place: Pcode | None = None
    state: SelectionState | None = None


class CandidatesAsked(Asked):
    """What is asked of the candidates: all, of a list, a phase, a project or a place, by what was decided of them, or
    by whether they hold a place now."""

    selection_id: PathIdentifier | None = None
    phase_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    place: Pcode | None = None
    outcome: SelectionOutcome | None = None
    holds_place: Flag | None = None


@classified(SELECTIONS)
@example(
    id=7,
    **_SELECTION,
    project="JPN-SDN-2019",
    state="decided",
    candidates=63,
    closed_at="2020-01-20T09:12:44.018221Z",
    decided_by="staff:another",
    decided_at="2020-01-28T08:40:02.551307Z",
    **RECORDED,
)
class SelectionView(FactView):
    """A selection list, how far it has come, and how many `candidates` are on it."""

    id: int | None = None
    phase_id: int | None = None
    project: str | None = None
    place: str | None = None
    places: int | None = None
    rule: RankingRule | None = None
    state: SelectionState | None = None
    candidates: int | None = None
    closed_at: datetime | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None


@classified(CANDIDATES)
@example(
    id=52,
    selection_id=7,
    phase_id=4,
    project="JPN-SDN-2019",
    place="IQG15Q08",
    assessment_id=31,
    score="56.00",
    needs="37.00",
    assessed_on="2020-01-08",
    rank=12,
    opinion="confirmed",
    opinion_reason=None,
    outcome="selected",
    reason="within_places",
    lapse_reason=None,
    in_place_of=None,
    holds_place=True,
    **RECORDED,
)
class CandidateView(FactView):
    """Somebody on a list, without who it is: the score that they were ranked by, their `rank` once the list is closed,
    what the community said last, and what was decided. `holds_place` says that something may be approved for them now:
    they were selected, or moved up `in_place_of` somebody who lapsed, and have not lapsed themselves."""

    id: int | None = None
    selection_id: int | None = None
    phase_id: int | None = None
    project: str | None = None
    place: str | None = None
    assessment_id: int | None = None
    score: Decimal | None = None
    needs: Decimal | None = None
    assessed_on: date | None = None
    rank: int | None = None
    opinion: Opinion | None = None
    opinion_reason: OpinionReason | None = None
    outcome: SelectionOutcome | None = None
    reason: SelectionReason | None = None
    lapse_reason: SelectionReason | None = None
    in_place_of: int | None = None
    holds_place: bool | None = None


@classified(CANDIDATES)
class CandidatesRankedView(View):
    """All who stand on a list, the first one first: as it was closed, or as it would be now."""

    items: list[CandidateView] | None = None
