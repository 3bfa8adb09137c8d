"""What callers state about seats in a forum, and are told: no name and no reference to a person."""

from datetime import date
from enum import StrEnum

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView


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
        **RECORD_KEEPING,
    },
)


_MEMBER = {
    "forum_id": 5,
    "role": "member_women",
    "sex": "female",
    "age_band": "18-59",
    "joined_on": "2019-06-18",
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
