"""How sensitive it is that registrations are one person, and why somebody said that they are."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.callers import DatasetName
from shared.classification import HIGH, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Draft, Identifier
from shared.examples import example
from shared.views import View


@listed_as("merge-reason")
class MergeReason(StrEnum):
    """By what somebody knew that two registrations are one person."""

    SAME_DOCUMENT = "same_document"
    SAME_PHONE = "same_phone"
    SAID_SO = "said_so"
    RECOGNISED = "recognised"


@listed_as("merge-risk")
class Risk(StrEnum):
    """Why it takes two people to merge two registrations."""

    NAMES_ALONE = "names_alone"
    OTHER_NAME = "other_name"
    OTHER_MOTHER = "other_mother"
    OTHER_SEX = "other_sex"
    OTHER_BIRTH = "other_birth"
    ONE_HOUSEHOLD = "one_household"
    SEVERAL_ALREADY = "several_already"


@listed_as("ruling")
class Verdict(StrEnum):
    """What another person said of a merge that was proposed."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@listed_as("duplicate-ground")
class Ground(StrEnum):
    """By what somebody decided."""

    ASKED = "asked"
    COMPARED = "compared"
    SHARED = "shared"
    MISTYPED = "mistyped"
    TOO_LITTLE = "too_little"


MERGES = Dataset(
    DatasetName.MERGES,
    {
        "id": MODERATE,
        "person_id": MODERATE,
        "absorbed_id": MODERATE,
        "absorbed": MODERATE,
        "survivor_id": MODERATE,
        "survivor": MODERATE,
        "reason": MODERATE,
        "risks": HIGH,
        "proposal_id": MODERATE,
        "proposed_by": MODERATE,
        **RECORD_KEEPING,
        "conflicts": MODERATE,
    },
)

PROPOSALS = Dataset(
    DatasetName.PROPOSALS,
    {
        "id": MODERATE,
        "absorbed_id": MODERATE,
        "absorbed": MODERATE,
        "survivor_id": MODERATE,
        "survivor": MODERATE,
        "reason": MODERATE,
        "risks": HIGH,
        "proposal_id": MODERATE,
        "proposed_by": MODERATE,
        "verdict": MODERATE,
        "ground": MODERATE,
        "ruled_by": MODERATE,
        "ruled_at": MODERATE,
        "merge_id": MODERATE,
        **RECORD_KEEPING,
        **dict.fromkeys(("people", "differing", "evidence", "shared"), MODERATE),
    },
)

MERGED = Dataset(DatasetName.RESULTS, {"merged": MODERATE})


_CLUSTERS = Dataset(DatasetName.EVENTS, {"people": MODERATE, "clusters": MODERATE})
MOST = 1_000
"""People who are asked about at once."""


@classified(_CLUSTERS)
@example(people=[4, 17, 23])
class ClustersDraft(Draft):
    """People, each by an id of theirs."""

    people: Annotated[list[Identifier], Field(min_length=1, max_length=MOST)]


@classified(_CLUSTERS)
class ClustersView(View):
    """Who is one person now: each by all ids of theirs, the survivor's first; this never leaves the gateway."""

    clusters: list[list[int]]


@classified(MERGED)
class MergedView(View):
    """The registrations that were merged, each with the one that went on for it; this never leaves the gateway."""

    merged: list[list[int]]
