"""What may happen to a delivery: it is recorded with its signature, taken back where the goods come back, or voided.

Whoever records one holds what it is a delivery of, as whoever amends that does.
"""

from services.grants.assisting.assistances.rules import require_going_on
from services.grants.assisting.assistances.tables import Assistance
from services.grants.assisting.deliveries.reads import DELIVERY
from services.grants.assisting.deliveries.tables import Delivery, DeliveryLine, DeliveryReturn
from services.grants.assisting.deliveries.views import DeliveryDraft, TakingBackDraft
from services.grants.assisting.provisions import reads as provisions
from services.grants.assisting.provisions.reads import PROVISION
from services.grants.assisting.provisions.tables import Provision
from services.grants.assisting.provisions.views import Form
from shared import facts
from shared.days import require_past
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged


async def deliver(write: Write, draft: DeliveryDraft, mandate: Mandate) -> int:
    """Record what was handed over, of no line more than its version has."""
    require_past(draft.delivered_on, "delivered_on")
    provision = await _hold_provision(write, draft.provision_id, mandate)
    assistance = await write.session.get_one(Assistance, provision.assistance_id, with_for_update={"read": True})
    latest = await provisions.latest(await write.reader(), provision.id)
    if latest["approved_by"] is None:
        raise Conflict("not-approved", "The latest version is approved before it is delivered.", field="provision_id")
    if latest["form"] == Form.CASH:
        raise Conflict("given-in-cash", "This is given in cash, and paid.", field="provision_id")
    if draft.delivered_on < assistance.approved_on:
        raise Invalid("delivered-before-approval", "Nothing is delivered before it is approved.", field="delivered_on")
    await require_going_on(await write.reader(), assistance.id, "delivered_on", draft.delivered_on)
    delivery = Delivery(
        **draft.model_dump(exclude={"lines"}),
        version_id=latest["id"],
        approved_by=latest["approved_by"],
        recorded_by=write.caller,
    )
    verdicts = {
        "uq_deliveries_signed": Conflict("signed-already", "Another delivery was signed on this page.", field="page"),
        "ck_deliveries_by_another": Forbidden(
            "same-person", "Another person than the one who approved it records that it was delivered."
        ),
    }
    async with judged(write, verdicts):
        write.session.add(delivery)
    for place, line in enumerate(draft.lines):
        verdicts = {
            "delivered_as_planned": Conflict(
                "more-than-planned",
                "With this more would be delivered than was planned.",
                field=f"lines.{place}.quantity",
            ),
            "fk_delivery_lines_version_id_number_provision_lines": NotFound(
                "unknown-line", "There is no line of this number.", field=f"lines.{place}.number"
            ),
        }
        async with judged(write, verdicts):
            write.session.add(DeliveryLine(**line.model_dump(), delivery_id=delivery.id, version_id=latest["id"]))
    write.trail("delivery.recorded", delivery.id, assistance=provision.assistance_id)
    return delivery.id


async def take_back(write: Write, id: int, draft: TakingBackDraft, mandate: Mandate) -> int:
    """Record that a delivery came back: what it had is missing again."""
    require_past(draft.returned_on, "returned_on")
    delivery = await hold(write, id, mandate)
    if draft.returned_on < delivery.delivered_on:
        raise Invalid("returned-too-early", "It was delivered after this day.", field="returned_on")
    back = Conflict("returned-already", "This delivery was taken back.")
    async with judged(write, {"pk_delivery_returns": back}):
        write.session.add(DeliveryReturn(**draft.model_dump(), delivery_id=id, recorded_by=write.caller))
    write.trail("delivery.returned", id)
    return id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a delivery that was recorded in error."""
    await hold(write, id, mandate)
    return await facts.void(write, DELIVERY, id, reason, mandate)


async def _hold_provision(write: Write, id: int, mandate: Mandate) -> Provision:
    """What something is a delivery of, held; refused where it does not stand or is out of reach."""
    try:
        return await facts.hold(write, PROVISION, Provision, id, mandate)
    except (NotFound, Conflict):
        raise NotFound("unknown-provision", "There is no such provision.", field="provision_id") from None


async def hold(write: Write, id: int, mandate: Mandate) -> Delivery:
    """A delivery that stands, held after what it is a delivery of, as whoever records one holds that first."""
    await facts.find(await write.reader(), DELIVERY, id, mandate)
    delivered = await write.session.get_one(Delivery, id)
    await write.session.get_one(Provision, delivered.provision_id, with_for_update=True)
    return await facts.hold(write, DELIVERY, Delivery, id, mandate)
