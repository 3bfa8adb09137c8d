"""What may happen to displacement status: it is stated from a day on, and a person's own ends; what was wrong is voided
and stated anew."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, tuple_
from sqlmodel import col

from services.beneficiary.displacements.reads import DISPLACEMENT
from services.beneficiary.displacements.tables import Displacement
from services.beneficiary.displacements.views import DisplacementDraft, DisplacementStatus, EndDraft, Shelter
from services.beneficiary.households.rules import require_household, require_receiving
from services.beneficiary.people import reads as people
from services.beneficiary.people.rules import require_born
from services.beneficiary.people.tables import Person
from shared.days import require_past
from shared.errors import Conflict, Invalid, already_voided
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write

_S = DisplacementStatus
_NEVER_DISPLACED = {_S.STAYEE, _S.HOST_COMMUNITY}
_NOT = {Shelter.UNKNOWN}
_IN_A_CAMP = {Shelter.CAMP} | _NOT
_AT_HOME_OR_NEAR = set(Shelter) - {Shelter.CAMP}
_AWAY = set(Shelter) - {Shelter.HABITUAL}

LIVES_IN: Mapping[DisplacementStatus, set[Shelter]] = {
    _S.IDP_CAMP: _IN_A_CAMP,
    _S.IDP_OUT_OF_CAMP: _AWAY - {Shelter.CAMP},
    _S.RETURNEE: _AT_HOME_OR_NEAR,
    _S.SECONDARY_DISPLACED: _AWAY,
    _S.STAYEE: _AT_HOME_OR_NEAR,
    _S.HOST_COMMUNITY: _AT_HOME_OR_NEAR,
    _S.REFUGEE: _AWAY,
    _S.UNKNOWN: set(Shelter),
}
"""In which shelters people of each status can live: in a camp is nobody at home, and at home nobody displaced."""


async def state(write: Write, draft: DisplacementDraft, mandate: Mandate) -> int:
    """State the status of a household, or of one person where it differs, from a day on."""
    if (draft.household_id is None) == (draft.person is None):
        raise Invalid("household-or-person", "State either a household or a person.", field="household_id")
    _require_sound(draft)
    person_id = None
    if draft.household_id is not None:
        await require_household(write, draft.household_id, mandate)
        await require_receiving(write, draft.household_id, draft.since + timedelta(days=1), "household_id")
    if draft.person is not None:
        person_id = await people.person_id(await write.reader(), draft.person, mandate, "person")
        await write.session.get(Person, person_id, with_for_update={"read": True})
        await require_born(write, person_id, draft.since, "since")
        if draft.arrived_on is not None:
            await require_born(write, person_id, draft.arrived_on, "arrived_on")
    displacement = Displacement(**draft.model_dump(exclude={"person"}), person_id=person_id, recorded_by=write.caller)
    write.session.add(displacement)
    await write.session.flush()
    write.trail("displacement.stated", displacement.id, household=draft.household_id, person=person_id)
    return displacement.id


def _require_sound(draft: DisplacementDraft) -> None:
    for field in ("since", "until", "arrived_on"):
        if (day := getattr(draft, field)) is not None:
            require_past(day, field)
    if draft.until is not None:
        if draft.household_id is not None:
            raise _of_a_household()
        _require_later(draft.until, draft.since)
    for field in ("origin", "arrived_on"):
        if draft.status in _NEVER_DISPLACED and getattr(draft, field) is not None:
            raise Invalid("never-displaced", "Who was never displaced has come from nowhere.", field=field)
    if draft.status is DisplacementStatus.REFUGEE and draft.origin is not None:
        raise Invalid("from-abroad", "A refugee comes from outside Iraq: leave the place out.", field="origin")
    if draft.shelter is not None and draft.shelter not in LIVES_IN[draft.status]:
        raise Invalid("shelter-unfit", "Nobody of this status lives in this.", field="shelter")


async def end(write: Write, id: int, draft: EndDraft, mandate: Mandate) -> int:
    """End a person's own status on a day: from then on that of the household is theirs again."""
    await find(await write.reader(), DISPLACEMENT, id, mandate)
    require_past(draft.until, "until")
    stated = await write.session.get_one(Displacement, id)
    if stated.person_id is None:
        raise _of_a_household()
    await write.session.get(Person, stated.person_id, with_for_update=True)
    await write.session.refresh(stated, with_for_update=True)
    if stated.voided_at is not None:
        raise already_voided()
    if stated.until is not None:
        raise Conflict("status-ended", "This status has ended.", field="until")
    _require_later(draft.until, stated.since)
    await _require_last(write, stated, draft.until)
    now: datetime = (await write.session.execute(select(func.recorded_now()))).scalar_one()
    kept = stated.model_dump(include=set(DisplacementDraft.model_fields) | {"person_id"})
    ended = Displacement(**{**kept, "until": draft.until}, recorded_at=now, recorded_by=write.caller)
    stated.voided_at, stated.voided_by, stated.void_reason = now, write.caller, VoidReason.CORRECTED
    write.session.add(ended)
    await write.session.flush()
    write.trail("displacement.ended", ended.id, person=ended.person_id)
    return ended.id


async def _require_last(write: Write, stated: Displacement, until: date) -> None:
    """Refuse to end a status that the person's next one ends before."""
    following = select(col(Displacement.id)).where(
        col(Displacement.person_id) == stated.person_id,
        col(Displacement.voided_at).is_(None),
        tuple_(col(Displacement.since), col(Displacement.id)) > (stated.since, stated.id),
        col(Displacement.since) < until,
    )
    if (await write.session.execute(following.limit(1))).first() is not None:
        raise Conflict("status-replaced", "The person has another status before this day.", field="until")


def _require_later(until: date, since: date) -> None:
    if until <= since:
        raise Invalid("ends-before-it-began", "A status ends after the day on which it began.", field="until")


def _of_a_household() -> Invalid:
    return Invalid("until-of-a-household", "The status of a household lasts until its next one.", field="until")
