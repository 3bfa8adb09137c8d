"""What services count of an area, as they tell it and the gateway tells it on: counts and sums, and nobody."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, Dataset, classified

_COUNTED = (
    *("total", "by_sex", "by_age_band", "by_displacement_status", "registered"),
    *("held", "by_type", "sessions", "attendances"),
    *("enterprises", "awards", "packages", "by_modality", "money", "committed", "paid"),
    *("created", "improved", "fte"),
    *("members", "members_women", "leaders_women", "attendance_women", "attendance_men"),
)
_LOW = (
    *("since", "quarters", "currency"),
    *("forums", "forums_active", "leaders", "meetings_held", "concerns_raised", "raised_by_category"),
    *("concerns_resolved", "median_days_to_resolve", "plans_adopted", "actions_agreed", "actions_done"),
    *("referrals_made", "referrals_answered"),
)
AREA = Dataset(DatasetName.RESULTS, {**dict.fromkeys(_COUNTED, MODERATE), **dict.fromkeys(_LOW, LOW)})


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


@classified(AREA)
class PeopleQuarter(_Part):
    """How many of those who live there were registered in a quarter."""

    since: date
    registered: int


@classified(AREA)
class AreaPeople(_Part):
    """How many people live in the area, each once; age and displacement status are those of the day. By what the
    caller's roles do not open they are not counted, and it is null."""

    total: int
    by_sex: dict[str, int]
    by_age_band: dict[str, int] | None
    by_displacement_status: dict[str, int] | None
    quarters: list[PeopleQuarter]


@classified(AREA)
class ActivitiesQuarter(_Part):
    """The sessions of a quarter, and how many people were at them, each session by itself."""

    since: date
    sessions: int
    attendances: int


@classified(AREA)
class AreaActivities(_Part):
    """How many activities had a session, how many sessions that were, and how many people were at them, each session by
    itself. Psychosocial support of layers 3 and 4 is in none of it."""

    held: int
    by_type: dict[str, int]
    sessions: int
    attendances: int
    quarters: list[ActivitiesQuarter]


@classified(AREA)
class AreaMoney(_Part):
    """What was approved of grants and packages and what was paid of them, in one currency, as strings, unconverted."""

    currency: str
    committed: str
    paid: str


@classified(AREA)
class GrantsQuarter(_Part):
    """What was approved and what was paid in a quarter."""

    since: date
    awards: int
    packages: int
    money: list[AreaMoney]


@classified(AREA)
class AreaGrants(_Part):
    """Enterprises with awards, these awards, packages of livelihood assistance, and the money of both."""

    enterprises: int
    awards: int
    packages: int
    by_modality: dict[str, int]
    money: list[AreaMoney]
    quarters: list[GrantsQuarter]


@classified(AREA)
class AreaJobsCounted(_Part):
    """Jobs that have lasted three months; `fte` is how many whole jobs they are together."""

    total: int
    fte: str
    by_sex: dict[str, int]
    by_age_band: dict[str, int]
    by_displacement_status: dict[str, int]


@classified(AREA)
class JobsQuarter(_Part):
    """How many jobs came to have lasted three months in a quarter."""

    since: date
    created: int
    improved: int


@classified(AREA)
class AreaJobs(_Part):
    """Jobs in enterprises that there were not before their grants, and those that became better by them."""

    created: AreaJobsCounted
    improved: AreaJobsCounted
    quarters: list[JobsQuarter]


@classified(AREA)
class ForumsQuarter(_Part):
    """What forums did in a quarter; `forums_active` is of its last day."""

    since: date
    forums_active: int | None = None
    meetings_held: int | None = None
    attendance_women: int | None = None
    attendance_men: int | None = None
    concerns_raised: int | None = None
    concerns_resolved: int | None = None
    actions_done: int | None = None


@classified(AREA)
class AreaForumsTold(_Part):
    """What forums did up to the day, each figure as `GET /v1/indicators` counts it. One that an agreement does not open
    is absent."""

    forums: int | None = None
    forums_active: int | None = None
    leaders: int | None = None
    leaders_women: int | None = None
    meetings_held: int | None = None
    attendance_women: int | None = None
    attendance_men: int | None = None
    concerns_raised: int | None = None
    raised_by_category: dict[str, int] | None = None
    concerns_resolved: int | None = None
    median_days_to_resolve: float | None = None
    plans_adopted: int | None = None
    actions_agreed: int | None = None
    actions_done: int | None = None
    referrals_made: int | None = None
    referrals_answered: int | None = None
    quarters: list[ForumsQuarter]


@classified(AREA)
class AreaForums(AreaForumsTold):
    """The same for staff; `members` are the seats that are taken on the day."""

    members: int | None = None
    members_women: int | None = None
