"""What callers state about seats in a forum, and are told: no name and no reference to a person."""

from datetime import date
from enum import StrEnum

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView, View


@listed_as("member-role")
class MemberRole(StrEnum):
    """In which capacity somebody sits in a forum."""

    HEAD = "head"
    DEPUTY = "deputy"
    SECRETARY = "secretary"
    MEMBER_COMMUNITY = "member_community"
    MEMBER_WOMEN = "member_women"
    MEMBER_YOUTH = "member_youth"
    MEMBER_IDP = "member_idp"
    MEMBER_CSO = "member_cso"
    MUKHTAR = "mukhtar"
    TRIBAL_LEADER = "tribal_leader"
    RELIGIOUS_LEADER = "religious_leader"
    POLICE_FOCAL = "police_focal"
    LOCAL_POLICE = "local_police"
    LOCAL_AUTHORITY = "local_authority"
    PROGRAMME_FACILITATOR = "programme_facilitator"


OFFICIALS = frozenset(
    {
        MemberRole.POLICE_FOCAL,
        MemberRole.LOCAL_POLICE,
        MemberRole.LOCAL_AUTHORITY,
        MemberRole.PROGRAMME_FACILITATOR,
    }
)
"""Those who sit in a forum for an office."""


@listed_as("sex")
class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    NOT_STATED = "not_stated"


@listed_as("age-band")
class AgeBand(StrEnum):
    """Age in completed years on joining, in the bands that IOM's Displacement Tracking Matrix reports."""

    UNDER_6 = "0-5"
    FROM_6_TO_17 = "6-17"
    FROM_18_TO_59 = "18-59"
    FROM_60 = "60+"
    NOT_STATED = "not_stated"


@listed_as("member-voice")
class Voice(StrEnum):
    """Which part of the community somebody speaks for. Whether somebody came back from anything else than displacement
    is never asked."""

    HOST_COMMUNITY = "host_community"
    DISPLACED = "displaced"
    RETURNEE = "returnee"
    REFUGEE = "refugee"
    OFFICE = "office"
    NOT_STATED = "not_stated"


MEMBERS = Dataset(
    DatasetName.MEMBERS,
    {
        "id": LOW,
        "forum_id": LOW,
        "role": MODERATE,
        "sex": MODERATE,
        "age_band": MODERATE,
        "joined_on": MODERATE,
        "left_on": MODERATE,
        "voice": MODERATE,
        **RECORD_KEEPING,
    },
)


_MEMBER = {
    "forum_id": 5,
    "role": "member_women",
    "sex": "female",
    "age_band": "18-59",
    "joined_on": "2019-06-18",
    "voice": "returnee",
}


@classified(MEMBERS)
@example(**_MEMBER)
class MemberDraft(Draft):
    """A seat in a forum, held from `joined_on` until the day before `left_on`."""

    forum_id: Identifier
    role: MemberRole
    sex: Sex
    age_band: AgeBand
    joined_on: Day
    left_on: Day | None = None
    voice: Voice = Voice.NOT_STATED


class MembersAsked(Asked):
    """What is asked of the list of seats: of all, or of a forum or a role."""

    forum_id: PathIdentifier | None = None
    role: MemberRole | None = None


@classified(MEMBERS)
@example(id=31, **_MEMBER, **RECORDED)
class MemberView(FactView):
    """A seat in a forum."""

    id: int | None = None
    forum_id: int | None = None
    role: MemberRole | None = None
    sex: Sex | None = None
    age_band: AgeBand | None = None
    joined_on: date | None = None
    left_on: date | None = None
    voice: Voice | None = None


@listed_as("composition-finding")
class CompositionFinding(StrEnum):
    """What in a forum's composition is not as the standing procedures want it."""

    POLICE_ABOVE_THIRD = "police_above_third"
    WOMEN_BELOW_SHARE = "women_below_share"
    NO_YOUTH = "no_youth"
    NO_DISPLACED_OR_RETURNEE = "no_displaced_or_returnee"


COMPOSITION = Dataset(
    DatasetName.MEMBERS,
    {
        "on": LOW,
        "members": LOW,
        "seats": MODERATE,
        "role": MODERATE,
        "sex": MODERATE,
        "voice": MODERATE,
        "findings": MODERATE,
        "finding": MODERATE,
        "there_are": MODERATE,
        "should_be": MODERATE,
    },
)


@classified(COMPOSITION)
class SeatsView(View):
    """How many seats of a kind are taken."""

    role: MemberRole
    sex: Sex
    voice: Voice
    seats: int


@classified(COMPOSITION)
class FindingView(View):
    """What is not as it should be: how many there are, and how many there should be at the most or at the least."""

    finding: CompositionFinding
    there_are: int
    should_be: int


@classified(COMPOSITION)
@example(
    on="2019-11-05",
    members=31,
    seats=[{"role": "member_women", "sex": "female", "voice": "returnee", "seats": 4}],
    findings=[{"finding": "no_youth", "there_are": 0, "should_be": 1}],
)
class CompositionView(View):
    """Who sits in a forum on a day, counted, and what of it is not as it should be. A finding blocks nothing."""

    on: date | None = None
    members: int | None = None
    seats: list[SeatsView] | None = None
    findings: list[FindingView] | None = None
