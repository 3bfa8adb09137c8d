"""The sections of a project's results, as services answer them and as they are told."""

from gateway.answers.views import (
    EnterprisesSupported,
    ForumsEstablished,
    Jobs,
    LivelihoodsSupported,
    Money,
    PeopleReached,
    PerceptionChange,
    PlacePeople,
    PlaceTotal,
    SafetyPlans,
)
from gateway.clients import beneficiary, forums, grants
from shared import places


def people(reach: beneficiary.Reach | beneficiary.ReachOfQuarter) -> PeopleReached:
    return PeopleReached(
        total=reach.total,
        by_sex=reach.by_sex,
        by_age_band=reach.by_age_band,
        by_displacement_status=reach.by_displacement_status,
        by_activity_type=reach.by_activity_type,
        by_place=[
            PlacePeople(pcode=pcode, name=places.place(pcode).name_en, people=people)
            for pcode, people in sorted(reach.by_place.items())
        ],
    )


def enterprises(supported: grants.Enterprises) -> EnterprisesSupported:
    return EnterprisesSupported(
        total=supported.total, by_place=_totals(supported.by_place), by_owner_sex=supported.by_owner_sex
    )


def livelihoods(supported: grants.Livelihoods) -> LivelihoodsSupported:
    return LivelihoodsSupported.model_validate(supported.model_dump())


def established(found: forums.Forums) -> ForumsEstablished:
    return ForumsEstablished(total=found.total, by_governorate=_totals(found.by_governorate))


def plans(found: forums.SafetyPlans) -> SafetyPlans:
    return SafetyPlans.model_validate(found.model_dump())


def moved(found: forums.PerceptionMoved) -> PerceptionChange:
    where = {"pcode": found.place, "name": places.place(found.place).name_en}
    return PerceptionChange.model_validate(where | found.model_dump(exclude={"place"}))


def money(line: grants.Money) -> Money:
    return Money.model_validate(line.model_dump())


def jobs(found: grants.Jobs) -> Jobs:
    return Jobs.model_validate(found.model_dump())


def _totals(by_pcode: dict[str, int]) -> list[PlaceTotal]:
    return [
        PlaceTotal(pcode=pcode, name=places.place(pcode).name_en, total=total)
        for pcode, total in sorted(by_pcode.items())
    ]
