"""What may happen to an exchange rate: it is recorded once for each day, and voided when it was recorded in error."""

from services.grants.funding.rates.tables import Rate
from services.grants.funding.rates.views import RateDraft
from shared.errors import Conflict, Invalid
from shared.write import Write, judged


async def record(write: Write, draft: RateDraft) -> int:
    """Record what a source says a dollar is, on days for which it has said nothing yet."""
    if draft.ends_on < draft.starts_on:
        raise Invalid("ends-before-start", "The last day is not before the first.", field="ends_on")
    rate = Rate(**draft.model_dump(), recorded_by=write.caller)
    taken = Conflict("rate-already", "This source has a rate on one of these days.", field="starts_on")
    async with judged(write, {"ex_rates_one_a_day": taken}):
        write.session.add(rate)
    write.trail("rate.recorded", rate.id)
    return rate.id
