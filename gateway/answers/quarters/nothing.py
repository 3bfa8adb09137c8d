"""What services would tell of a quarter in which there was nothing, and what there is before the first."""

from datetime import date
from typing import Any

from gateway.answers.projects import Answers
from gateway.answers.quarters.views import SoFar
from gateway.clients import beneficiary, forums, grants

Reached = beneficiary.ReachOfQuarter
Supported = grants.SupportOfQuarter
Established = forums.EstablishmentOfQuarter
Part = Reached | Supported | Established


def reached(since: date) -> Reached:
    return Reached(
        since=since,
        total=0,
        by_sex={},
        by_age_band={},
        by_displacement_status={},
        by_activity_type={},
        by_place={},
    )


def supported(since: date) -> Supported:
    jobs = grants.JobsCounted(total=0, fte="0.00", by_sex={}, by_age_band={}, by_displacement_status={}, by_mark={})
    return Supported(
        since=since,
        enterprises_supported=grants.Enterprises(total=0, by_place={}, by_owner_sex={}),
        livelihoods_supported=grants.Livelihoods(total=0, by_modality={}, by_sex={}),
        money=[],
        jobs=grants.Jobs(created=jobs, improved=jobs),
        survival=[],
    )


def established(since: date) -> Established:
    return Established(
        since=since,
        forums_established=forums.Forums(total=0, by_governorate={}),
        safety_plans=forums.SafetyPlans(adopted=0, reviewed=0),
        perception_change=[],
    )


def so_far(told: Answers[Any, Any, Any]) -> SoFar:
    """Nothing yet; unknown where a service is missing."""
    reached, supported, established = (
        None if answer is None else 0 for answer in (told.reach, told.support, told.establishment)
    )
    return SoFar(
        people_reached=reached,
        enterprises_supported=supported,
        livelihoods_supported=supported if told.identified else None,
        forums_established=established,
        money=None if told.support is None else [],
        jobs_created=supported,
        jobs_improved=supported,
    )
