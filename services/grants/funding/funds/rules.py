"""What may happen to a fund: it is recorded for a project, and voided while nothing draws on it.

From its project's first day its ceiling is in the ledger, which holds everything that draws on it.
"""

from decimal import Decimal

from services.grants.funding.funds import reads
from services.grants.funding.funds.reads import FUND
from services.grants.funding.funds.tables import Fund
from services.grants.funding.funds.views import FundDraft
from services.grants.funding.ledger import postings
from services.grants.funding.ledger import reads as ledger
from services.grants.funding.projects.rules import require_standing
from shared import facts
from shared.errors import Conflict, NotFound
from shared.facts import find
from shared.mandate import Mandate
from shared.money import require_granular
from shared.views import VoidReason
from shared.write import Write


async def record(write: Write, draft: FundDraft, mandate: Mandate) -> int:
    """Record a fund of a project that stands."""
    mandate.require_country()
    require_granular(draft.ceiling, draft.currency, "ceiling")
    project = await require_standing(write, draft.project, mandate)
    if draft.threshold is not None:
        require_granular(draft.threshold, draft.currency, "threshold")
    stated = draft.model_dump(exclude={"threshold"})
    fund = Fund(**stated, threshold=draft.threshold or Decimal(0), recorded_by=write.caller)
    write.session.add(fund)
    await write.session.flush()
    await postings.give(write, fund.id, fund.ceiling, fund.currency, project.starts_on)
    write.trail("fund.recorded", fund.id, project=fund.project)
    return fund.id


async def hold(write: Write, id: int, mandate: Mandate) -> Fund:
    """A standing fund of the caller's projects, locked: whoever commits its money follows whoever did before."""
    fund = await write.session.get(Fund, id, with_for_update=True, populate_existing=True)
    if fund is None or fund.voided_at is not None:
        raise NotFound("unknown-fund", "There is no such fund.", field="fund_id")
    mandate.require_project(fund.project, "fund_id")
    return fund


async def void(write: Write, id: int, reason: VoidReason, mandate: Mandate) -> int:
    """Void a fund on which nothing draws."""
    mandate.require_country()
    await find(await write.reader(), FUND, id, mandate)
    await write.session.get(Fund, id, with_for_update=True)
    if await reads.is_drawn_on(await write.reader(), id):
        raise Conflict("fund-in-use", "Void the calls and the assistance on the fund first.")
    await facts.void(write, FUND, id, reason, mandate)
    await postings.reverse(write, await ledger.given(await write.reader(), id), reason)
    return id
