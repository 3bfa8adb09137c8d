"""What assistance is given as: it is drawn up, approved by somebody else, amended in versions, and voided while nothing
of it was delivered.

Whoever amends, approves or delivers holds the provision: of two at once the second sees what the first did.
"""

from collections.abc import Sequence

from sqlalchemy import text

from services.grants.assisting.assistances.rules import require_assistance, require_going_on
from services.grants.assisting.assistances.tables import Assistance
from services.grants.assisting.assistances.views import Modality
from services.grants.assisting.provisions import reads
from services.grants.assisting.provisions.reads import PROVISION
from services.grants.assisting.provisions.tables import Provision, ProvisionApproval, ProvisionLine, ProvisionVersion
from services.grants.assisting.provisions.views import Form, LinePart, ProvisionAmendmentDraft, ProvisionDraft
from shared import facts
from shared.errors import Conflict, Forbidden, Invalid
from shared.mandate import Mandate
from shared.money import require_payable
from shared.views import VoidReason
from shared.write import Write, judged

# Else it would be judged when the write is committed, and no rule could say what is wrong.
_WHOLE = text("SET CONSTRAINTS provision_lines_whole IMMEDIATE")


async def draw_up(write: Write, draft: ProvisionDraft, mandate: Mandate) -> int:
    """Record what an assistance is to be given as, which is drawn up once and amended then."""
    assistance = await require_assistance(write, draft.assistance_id, mandate)
    if assistance.modality is Modality.CASH_FOR_WORK:
        raise Conflict("other-modality", "Cash for work is paid by the day.", field="assistance_id")
    await require_going_on(await write.reader(), assistance.id, "assistance_id")
    provision = Provision(assistance_id=assistance.id, recorded_by=write.caller)
    drawn = Conflict("drawn-up-already", "This was drawn up before: amend it.", field="assistance_id")
    async with judged(write, {"uq_provisions_standing": drawn}):
        write.session.add(provision)
    await _put_down(write, provision.id, 1, draft.form, draft.lines, assistance)
    write.trail("provision.drawn", provision.id, assistance=provision.assistance_id)
    return provision.id


async def amend(write: Write, id: int, draft: ProvisionAmendmentDraft, mandate: Mandate) -> int:
    """Record a new version, of which the caller knows the one before; somebody else approves it anew."""
    provision = await facts.hold(write, PROVISION, Provision, id, mandate)
    if draft.amends != (await reads.latest(await write.reader(), id))["version"]:
        raise _amended("amends")
    assistance = await write.session.get_one(Assistance, provision.assistance_id, with_for_update={"read": True})
    await require_going_on(await write.reader(), assistance.id, None)
    version = draft.amends + 1
    await _put_down(write, id, version, draft.form, draft.lines, assistance)
    write.trail("provision.amended", id, version=version)
    return id


async def approve(write: Write, id: int, number: int, mandate: Mandate) -> int:
    """Approve the latest version, which somebody else drew up."""
    await facts.hold(write, PROVISION, Provision, id, mandate)
    latest = await reads.latest(await write.reader(), id)
    if latest["version"] != number:
        raise _amended("version")
    verdicts = {
        "pk_provision_approvals": Conflict("approved-already", "Somebody has approved this version."),
        "ck_provision_approvals_by_another": Forbidden(
            "same-person", "Another person than the one who drew it up approves it."
        ),
    }
    async with judged(write, verdicts):
        write.session.add(
            ProvisionApproval(version_id=latest["id"], drawn_by=latest["drawn_by"], recorded_by=write.caller)
        )
    write.trail("provision.approved", id)
    return id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void what was drawn up in error and nothing was delivered of; it may be drawn up anew."""
    await facts.hold(write, PROVISION, Provision, id, mandate)
    if await reads.has_deliveries(await write.reader(), id):
        raise Conflict("provision-has-deliveries", "Void the deliveries first.")
    return await facts.void(write, PROVISION, id, reason, mandate)


def _amended(field: str) -> Conflict:
    return Conflict("amended-already", "Somebody has amended this meanwhile.", field=field)


async def _put_down(
    write: Write, id: int, number: int, form: Form, parts: Sequence[LinePart], assistance: Assistance
) -> None:
    if form is Form.CASH and parts:
        raise Invalid("lines-of-cash", "Cash has no lines.", field="lines")
    for place, part in enumerate(parts):
        require_payable(part.unit_cost, assistance.currency, f"lines.{place}.unit_cost")
    version = ProvisionVersion(provision_id=id, version=number, form=form, recorded_by=write.caller)
    write.session.add(version)
    await write.session.flush()
    verdicts = {
        "provision_lines_sum": Invalid(
            "lines-uneven", "The lines add up to the amount of the assistance.", field="lines"
        ),
        "provision_lines_delivered": Conflict(
            "line-delivered", "What was delivered of a line stays in it.", field="lines"
        ),
    }
    async with judged(write, verdicts):
        write.session.add_all(
            ProvisionLine(**part.model_dump(), version_id=version.id, number=place)
            for place, part in enumerate(parts, start=1)
        )
        await write.session.flush()
        await write.session.execute(_WHOLE)
