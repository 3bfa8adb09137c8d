"""What callers state about forums, and are told."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.callers import DatasetName
from shared.classification import LOW, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Line, ProjectCode, once_each
from shared.examples import RECORDED, example
from shared.pages import Asked, Flag
from shared.places import Pcode
from shared.views import FactView


@listed_as("forum-level")
class ForumLevel(StrEnum):
    """How wide a forum's area is."""

    GOVERNORATE = "governorate"
    DISTRICT = "district"
    SUB_DISTRICT = "sub_district"
    NEIGHBOURHOOD = "neighbourhood"


@listed_as("forum-founder")
class Founder(StrEnum):
    """Who set a forum up."""

    INTERIOR_MINISTRY = "interior_ministry"
    INTERIOR_MINISTRY_WITH_PROGRAMME = "interior_ministry_with_programme"
    LOCAL_AUTHORITY = "local_authority"
    COMMUNITY = "community"


@listed_as("forum-status")
class ForumStatus(StrEnum):
    """How far a forum has come. It forms until somebody says that it is active; a closed one stays closed."""

    FORMING = "forming"
    ACTIVE = "active"
    DORMANT = "dormant"
    CLOSED = "closed"


@listed_as("police-office")
class PoliceOffice(StrEnum):
    """The office of the police that a forum works with: never an officer."""

    COMMUNITY_POLICE_DIRECTORATE = "community_police_directorate"
    COMMUNITY_POLICE_OFFICE = "community_police_office"
    GOVERNORATE_COMMAND = "governorate_command"
    DISTRICT_DIRECTORATE = "district_directorate"
    STATION = "station"


FORUMS = Dataset(
    DatasetName.FORUMS,
    {
        "id": LOW,
        "forum_id": LOW,
        "project": LOW,
        "name": LOW,
        "level": LOW,
        "place": LOW,
        "established_on": LOW,
        "set_up_by": LOW,
        "status": LOW,
        "since": LOW,
        "status_since": LOW,
        "procedure": LOW,
        "catchment": LOW,
        "police_office": LOW,
        "police_place": LOW,
        "last_met_on": LOW,
        "quiet": LOW,
        **RECORD_KEEPING,
    },
)

_FORUM = {
    "project": "JPN-SDN-2019",
    "name": "Tel Afar forum",
    "level": "district",
    "place": "IQG15Q08",
    "established_on": "2019-06-18",
    "set_up_by": "interior_ministry_with_programme",
}
_CHARTER = {
    "procedure": "SOP-2018",
    "catchment": ["IQG15Q08N01", "IQG15Q08N02"],
    "police_office": "community_police_office",
    "police_place": "IQG15Q08",
}


@classified(FORUMS)
@example(**_FORUM)
class ForumDraft(Draft):
    """A community policing forum.

    `project` is left out when no project helped to set it up. The place is as fine as the level: a governorate, a
    district, or, for a sub-district or a neighbourhood, a sub-district.
    """

    project: ProjectCode | None = None
    name: Line
    level: ForumLevel
    place: Pcode
    established_on: Day
    set_up_by: Founder


@classified(FORUMS)
@example(since="2019-07-02")
class StatusDraft(Draft):
    """The day from which on a forum is in another status."""

    since: Day


@classified(FORUMS)
@example(since="2019-07-02", **_CHARTER)
class CharterDraft(Draft):
    """What a forum goes by from a day on: the version of the standing procedures, the places that it serves, each
    within its own, and the office of the police that it works with, and where that is."""

    since: Day
    procedure: Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9.-]{0,19}$")]
    catchment: Annotated[list[Pcode], Field(min_length=1, max_length=50), once_each]
    police_office: PoliceOffice
    police_place: Pcode


class ForumsAsked(Asked):
    """What is asked of the list of forums: of all, or of a project, a level, a place or a status, or of those that
    have gone quiet or have not."""

    project: ProjectCode | None = None
    level: ForumLevel | None = None
    place: Pcode | None = None
    status: ForumStatus | None = None
    quiet: Flag | None = None


_NOW = {"status": "active", "status_since": "2019-07-02", **_CHARTER, "last_met_on": "2019-11-05", "quiet": False}


@classified(FORUMS)
@example(id=5, **_FORUM, **_NOW, **RECORDED)
class ForumView(FactView):
    """A community policing forum as it is now. `status_since` is null as long as it forms, and what it goes by is null
    until that is stated. It is `quiet` when it is active and has not met for 60 days, whichever kind of meeting."""

    id: int | None = None
    project: str | None = None
    name: str | None = None
    level: ForumLevel | None = None
    place: str | None = None
    established_on: date | None = None
    set_up_by: Founder | None = None
    status: ForumStatus | None = None
    status_since: date | None = None
    procedure: str | None = None
    catchment: list[str] | None = None
    police_office: PoliceOffice | None = None
    police_place: str | None = None
    last_met_on: date | None = None
    quiet: bool | None = None
