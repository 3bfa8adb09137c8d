"""What callers are told of an area: staff by all services together, partners what is released and agreed."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from gateway.answers.views import RESULTS
from gateway.clients.area_counts import (
    AreaActivities,
    AreaForums,
    AreaForumsTold,
    AreaGrants,
    AreaJobs,
    AreaPeople,
)
from gateway.profiles.views import Section
from gateway.releases.seals.views import SealedResultsView
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.codes import CODELIST, listed_as
from shared.views import View

AREAS = Dataset(
    RESULTS.name,
    {
        **dict.fromkeys(("pcode", "name", "level", "as_of", "status", "missing"), LOW),
        **dict.fromkeys(("section", "reason", "sections", "since", "until", "quarters"), LOW),
        **dict.fromkeys(("people", "activities", "grants", "jobs", "forums", "results"), MODERATE),
    },
)


@listed_as("area-section")
class AreaSection(StrEnum):
    """What the profile of an area has sections of."""

    PEOPLE = "people"
    ACTIVITIES = "activities"
    GRANTS = "grants"
    JOBS = "jobs"
    FORUMS = "forums"
    RESULTS = "results"


@listed_as("withheld-reason")
class WithheldReason(StrEnum):
    """Why a section is withheld: no role of the caller opens it; no agreement of theirs does; or partners read it as
    released statistics alone, of which there is none."""

    NOT_IN_ROLE = "not_in_role"
    NOT_IN_AGREEMENT = "not_in_agreement"
    NOT_RELEASED = "not_released"


@classified(AREAS)
class AreaSectionView(View):
    """What became of a section, and if it is withheld, why."""

    section: AreaSection
    status: Section
    reason: WithheldReason | None


@classified(AREAS)
class AreaQuarterView(View):
    """A quarter by its first and its last day; the last one ends on the day of the answer."""

    since: date
    until: date


@classified(AREAS)
class AreaView(View):
    """A governorate or district as of one moment, what became of each section, and the quarters that sections have
    figures of, by the days on which these begin in Iraq."""

    pcode: str
    name: str
    level: int
    as_of: datetime
    status: Annotated[Literal["complete", "partial"], Field(json_schema_extra={CODELIST: "completeness"})]
    missing: list[str]
    sections: list[AreaSectionView]
    quarters: list[AreaQuarterView]


@classified(AREAS)
class AreaProfileView(AreaView):
    """All that staff may see of an area, live and exact.

    A section that is withheld or unavailable is null, never empty; a service that cannot be reached is named in
    `missing`, and `status` is `partial`. The same `as_of` gives the same answer, byte for byte.
    """

    people: AreaPeople | None
    activities: AreaActivities | None
    grants: AreaGrants | None
    jobs: AreaJobs | None
    forums: AreaForums | None


@classified(AREAS)
class AreaToldView(AreaView):
    """What a partner is told of an area: what forums did there, and the sealed results of the projects at work there.

    Of people, activities, grants and jobs nothing is counted for a partner, and there is no field for it.
    """

    forums: AreaForumsTold | None
    results: list[SealedResultsView] | None
