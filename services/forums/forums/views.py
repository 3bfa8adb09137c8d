"""What callers state about forums, and are told; and how many forums a project established."""

from datetime import date
from enum import StrEnum

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Line, ProjectCode
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.places import Pcode
from shared.views import FactView, View


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


FORUMS = Dataset(
    DatasetName.FORUMS,
    {
        "id": LOW,
        "project": LOW,
        "name": LOW,
        "level": LOW,
        "place": LOW,
        "established_on": LOW,
        "set_up_by": LOW,
        **RECORD_KEEPING,
    },
)

ESTABLISHMENT = Dataset(DatasetName.RESULTS, {"known": LOW, "total": LOW, "by_governorate": MODERATE})


_FORUM = {
    "project": "JPN-SDN-2019",
    "name": "Tel Afar forum",
    "level": "district",
    "place": "IQG15Q08",
    "established_on": "2019-06-18",
    "set_up_by": "interior_ministry_with_programme",
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


class ForumsAsked(Asked):
    """What is asked of the list of forums: of all, or of a project, a level or a place."""

    project: ProjectCode | None = None
    level: ForumLevel | None = None
    place: Pcode | None = None


@classified(FORUMS)
@example(id=5, **_FORUM, **RECORDED)
class ForumView(FactView):
    """A community policing forum."""

    id: int | None = None
    project: str | None = None
    name: str | None = None
    level: ForumLevel | None = None
    place: str | None = None
    established_on: date | None = None
    set_up_by: Founder | None = None


@classified(ESTABLISHMENT)
class EstablishmentView(View):
    """How many forums a project established; `by_governorate` counts them by the governorate's P-code.

    `known` says whether any forum of the project is recorded, within the caller's areas or not.
    """

    known: bool | None = None
    total: int | None = None
    by_governorate: dict[str, int] | None = None
