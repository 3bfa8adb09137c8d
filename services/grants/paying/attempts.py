"""How each attempt to pay an order in a batch stands, in SQL, by all that was said of it."""

SAID = """
LEFT JOIN batch_sendings AS sending ON sending.batch_id = fact.batch_id
LEFT JOIN instruction_ends AS ending ON ending.instruction_id = fact.id
LEFT JOIN instruction_signatures AS signature ON signature.instruction_id = fact.id
LEFT JOIN LATERAL (
    SELECT found.outcome, found.known, found.on_day, found.recorded_at FROM instruction_resolutions AS found
    JOIN instruction_confirmations AS confirmation ON confirmation.resolution_id = found.id
    WHERE found.instruction_id = fact.id ORDER BY found.id DESC LIMIT 1
) AS resolution ON true
LEFT JOIN LATERAL (
    SELECT count(*) AS times,
        coalesce(bool_or(status.meaning = 'settled'), false) OR coalesce(resolution.outcome = 'settled', false)
            OR coalesce(signature.recorded_at > coalesce(resolution.recorded_at, '-infinity'), false) AS settled,
        coalesce(bool_or(status.meaning = 'rejected'), false) OR coalesce(resolution.outcome = 'rejected', false)
            AS rejected
    FROM instruction_statuses AS status
    WHERE status.instruction_id = fact.id AND status.id > coalesce(resolution.known, 0)
) AS said ON true
"""
STATE = (
    "CASE WHEN sending.batch_id IS NULL THEN 'waiting' WHEN said.settled AND said.rejected THEN 'contradicted'"
    " WHEN said.settled THEN 'settled' WHEN said.rejected THEN 'rejected' WHEN said.times > 0 THEN 'in_progress'"
    " ELSE 'sent' END"
)
"""SQL: how an instruction `fact` stands, joined with what is `SAID` of it: what two people found, and what was reported
after they looked. It is what `standing` says."""

_GIVEN_UP = f"""EXISTS (
    SELECT FROM instructions AS attempt {SAID.replace("fact.", "attempt.")}
    WHERE attempt.order_id IN ({{orders}}) AND attempt.voided_at IS NULL AND ending.instruction_id IS NOT NULL
        AND {{which}}
)"""


_OF_THE_SAME = """
    SELECT {order} UNION ALL
    SELECT before.id FROM orders AS before JOIN orders AS mine ON mine.id = {order}
        AND before.award_id = mine.award_id AND before.tranche = mine.tranche WHERE before.voided_at IS NOT NULL
    UNION ALL
    SELECT before.id FROM orders AS before JOIN orders AS mine ON mine.id = {order}
        AND before.assistance_id = mine.assistance_id AND before.part = mine.part WHERE before.voided_at IS NOT NULL
"""


def may_have_paid(order: str) -> str:
    """SQL: an attempt to pay an order that was given up, or an order of the same that was taken back, may have gone
    through, as a bank has said since, or did, as two people found. Nothing pays that order then but what came of this
    attempt."""
    return _GIVEN_UP.format(orders=_OF_THE_SAME.format(order=order), which="said.settled")


def may_have_gone(order: str) -> str:
    """SQL: the same of the order alone."""
    return _GIVEN_UP.format(orders=order, which="said.settled")


def may_yet_pay(order: str) -> str:
    """SQL: a bank rejected an attempt to pay an order, which was given up, and no two people have found since that it
    did not go: the bank may yet say otherwise."""
    not_found = "(said.settled OR resolution.outcome IS DISTINCT FROM 'rejected')"
    return _GIVEN_UP.format(orders=order, which=f"ending.ground = 'rejected' AND {not_found}")


def paid_before(order: str, instruction: str) -> str:
    """SQL: an attempt that was given up, earlier than an instruction, paid its order."""
    return _GIVEN_UP.format(orders=order, which=f"said.settled AND NOT said.rejected AND attempt.id < {instruction}")
