"""What may happen to a party: one person states it, another confirms it, and whatever is stated later counts instead.

An account that changed is how money is stolen. So it counts at once that somebody stated another one, and nothing is
paid any more until a second person has confirmed that.
"""

from services.grants.assisting.assistances.tables import Assistance
from services.grants.funding.funds import rules as funds
from services.grants.granting.enterprises.rules import require_enterprise
from services.grants.paying.banking import Means
from services.grants.paying.parties.reads import PARTY
from services.grants.paying.parties.tables import Party, PartyConfirmation
from services.grants.paying.parties.views import PartyDraft
from shared import facts
from shared.errors import Conflict, Forbidden, Invalid, NotFound
from shared.facts import find
from shared.mandate import Mandate
from shared.views import VoidReason
from shared.write import Write, judged


async def state(write: Write, draft: PartyDraft, mandate: Mandate) -> int:
    """State how an enterprise or somebody assisted is paid, or from where a fund pays."""
    _require_whole(draft)
    await _require_owner(write, draft, mandate)
    party = Party(**draft.model_dump(), recorded_by=write.caller)
    write.session.add(party)
    await write.session.flush()
    write.trail(
        "party.stated",
        party.id,
        enterprise=party.enterprise_id,
        assistance=party.assistance_id,
        fund=party.fund_id,
    )
    return party.id


async def confirm(write: Write, id: int, mandate: Mandate) -> int:
    """Confirm, as somebody else than who stated it, what counts now."""
    party = await facts.hold(write, PARTY, Party, id, mandate)
    if not (await find(await write.reader(), PARTY, id, mandate)).view.in_force:
        raise Conflict("superseded", "Something else was stated after this.")
    verdicts = {
        "pk_party_confirmations": Conflict("confirmed-already", "Somebody has confirmed this."),
        "ck_party_confirmations_by_another": Forbidden(
            "same-person", "Another person than the one who stated it confirms it."
        ),
    }
    async with judged(write, verdicts):
        write.session.add(PartyConfirmation(party_id=id, stated_by=party.recorded_by, recorded_by=write.caller))
    write.trail("party.confirmed", id)
    return id


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void what was stated in error. Nothing is paid until it is stated anew: what was stated before is no answer."""
    return await facts.void(write, PARTY, id, reason, mandate)


def _require_whole(draft: PartyDraft) -> None:
    """Refuse what the means do not take, and what they lack."""
    if draft.fund_id is not None and draft.means is not Means.BANK_TRANSFER:
        raise Invalid("pays-by-bank", "A fund pays from an account.", field="means")
    by_bank = draft.means is Means.BANK_TRANSFER
    numbers = (draft.iban is not None) + (draft.account is not None)
    if numbers != by_bank:
        raise Invalid("account-or-none", "A bank transfer takes one account, and nothing else does.", field="account")
    if (draft.bic is not None) != by_bank:
        raise Invalid("bank-or-none", "A bank transfer takes the code of a bank, and nothing else does.", field="bic")
    if (draft.exchange_house is not None) != (draft.means is Means.EXCHANGE_HOUSE):
        raise Invalid(
            "house-or-none", "An exchange house is named, where one pays, and else not.", field="exchange_house"
        )


async def _require_owner(write: Write, draft: PartyDraft, mandate: Mandate) -> None:
    stated = [draft.enterprise_id, draft.assistance_id, draft.fund_id]
    if stated.count(None) != len(stated) - 1:
        raise Invalid(
            "one-of-three", "A party is an enterprise, an assistance or a fund, and one of them.", field="enterprise_id"
        )
    if draft.enterprise_id is not None:
        await require_enterprise(write, draft.enterprise_id, mandate)
    elif draft.assistance_id is not None:
        assistance = await write.session.get(Assistance, draft.assistance_id, with_for_update={"read": True})
        if assistance is None or assistance.voided_at is not None or not mandate.covers_place(assistance.place):
            raise NotFound("unknown-assistance", "There is no such assistance.", field="assistance_id")
        mandate.require_project(assistance.project, "assistance_id")
    elif draft.fund_id is not None:
        mandate.require_country()
        await funds.hold(write, draft.fund_id, mandate)
