"""What may happen to activities."""

from services.beneficiary.activities.mhpss import SEVERE_LAYERS
from services.beneficiary.activities.tables import Activity
from services.beneficiary.activities.views import ActivityDraft, ActivityType
from shared.callers import DatasetName
from shared.classification import SEVERE
from shared.errors import Forbidden, Invalid, NotFound
from shared.mandate import Mandate
from shared.write import Write


async def hold(write: Write, draft: ActivityDraft, mandate: Mandate) -> int:
    """Record an activity."""
    mandate.require_place(draft.place, "place")
    mandate.require_project(draft.project, "project")
    if draft.ends_on < draft.starts_on:
        raise Invalid("ends-before-start", "An activity ends on or after its first day.", field="ends_on")
    _require_enrolment(draft)
    _require_mhpss(draft)
    activity = Activity(**draft.model_dump(), recorded_by=write.caller)
    write.session.add(activity)
    await write.session.flush()
    write.trail("activity.recorded", activity.id, project=draft.project)
    return activity.id


def _require_enrolment(draft: ActivityDraft) -> None:
    """Refuse what goes with enrolment alone where whoever comes takes part."""
    for field in ("capacity", "certificate_share"):
        if getattr(draft, field) is not None and not draft.by_enrolment:
            raise Invalid("goes-by-enrolment", "Only an activity that goes by enrolment has this.", field=field)


def _require_mhpss(draft: ActivityDraft) -> None:
    """Refuse MHPSS without its code and layer, either of them elsewhere, and help for one person at a lower layer."""
    for field in ("mhpss_code", "mhpss_layer"):
        stated = getattr(draft, field) is not None
        if draft.type is ActivityType.MHPSS and not stated:
            raise Invalid("mhpss-unclear", "MHPSS is stated with its code in the 4Ws and its layer.", field=field)
        if draft.type is not ActivityType.MHPSS and stated:
            raise Invalid("not-mhpss", "Only MHPSS has a code in the 4Ws and a layer.", field=field)
    if draft.mhpss_code is not None and draft.mhpss_code.is_for_one_person and draft.mhpss_layer not in SEVERE_LAYERS:
        raise Invalid("layer-too-low", "Help for one person is of layer 3 or 4.", field="mhpss_layer")


async def require_activity(
    write: Write, id: int, mandate: Mandate, field: str = "activity_id", *, alone: bool = False
) -> Activity:
    """The activity that a caller names; refused if it does not stand or is out of reach.

    It stands until this write ends; with `alone` no other write of this kind is under way meanwhile.
    """
    held = {"key_share": True} if alone else {"read": True}
    activity = await write.session.get(Activity, id, with_for_update=held, populate_existing=True)
    if activity is None or activity.voided_at is not None or not mandate.covers_place(activity.place):
        raise NotFound("unknown-activity", "There is no such activity.", field=field)
    mandate.require_project(activity.project, field)
    return activity


def require_opened(activity: Activity, dataset: DatasetName, mandate: Mandate, field: str = "activity_id") -> None:
    """Refuse to write who takes part, where that is severe, to whoever may not read it.

    The answer follows from the activity alone, so that it tells of nobody.
    """
    if activity.is_severe and mandate.scope(dataset).ceiling is not SEVERE:
        raise Forbidden(
            "for-protection-alone", "Who takes part in this is recorded by protection alone, for a reason.", field=field
        )
