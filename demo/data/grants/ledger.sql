-- The ledger: an account for each way in which money of a fund can stand, and a posting for all that moved some.

INSERT INTO accounts (fund_id, standing, call_id, award_id, currency, assistance_id, recorded_at, recorded_by)
SELECT id, standing, NULL::int, NULL::int, currency, NULL::int, recorded_at, recorded_by
FROM funds, unnest(ARRAY['given', 'available']) AS standing
UNION ALL
SELECT fund_id, 'allotted', id, NULL, currency, NULL, recorded_at, recorded_by FROM calls
UNION ALL
SELECT fund_id, standing, NULL, id, currency, NULL, recorded_at, recorded_by
FROM awards, unnest(ARRAY['committed', 'disbursed', 'returned']) AS standing WHERE fund_id IS NOT NULL
UNION ALL
SELECT fund_id, standing, NULL, NULL, currency, id, recorded_at, recorded_by
FROM assistances, unnest(ARRAY['committed', 'disbursed', 'returned']) AS standing WHERE fund_id IS NOT NULL
ORDER BY recorded_at;

CREATE TEMPORARY TABLE moves ON COMMIT DROP AS
WITH moved AS (
    SELECT 'given' AS kind, fund.id AS fund_id, NULL::int AS call_id, NULL::int AS award_id, NULL::int AS assistance_id,
        NULL::int AS payment_id, NULL::int AS refund_id, NULL AS reason, ceiling AS amount,
        project.starts_on AS booked_on, fund.recorded_at, fund.recorded_by, 'given' AS source, 'available' AS target
    FROM funds AS fund JOIN projects AS project ON project.code = fund.project
    UNION ALL
    SELECT 'allotted', fund_id, id, NULL, NULL, NULL, NULL, NULL, budget, pg_temp.day(opens_at), recorded_at,
        recorded_by, 'available', 'allotted'
    FROM calls
    UNION ALL
    SELECT 'committed', award.fund_id, call_id, award.id, NULL, NULL, NULL, NULL, amount, approved_on,
        award.recorded_at, award.recorded_by, 'allotted', 'committed'
    FROM awards AS award JOIN applications AS application ON application.id = award.application_id
    UNION ALL
    SELECT 'committed', fund_id, NULL, NULL, id, NULL, NULL, NULL, amount, approved_on, recorded_at, recorded_by,
        'available', 'committed'
    FROM assistances WHERE fund_id IS NOT NULL
    UNION ALL
    SELECT 'disbursed', fund_id, NULL, payment.award_id, payment.assistance_id, payment.id, NULL, NULL, payment.amount,
        paid_on, payment.recorded_at, payment.recorded_by, 'committed', 'disbursed'
    FROM payments AS payment JOIN orders ON orders.id = order_id
    UNION ALL
    SELECT 'reversed', fund_id, NULL, payment.award_id, payment.assistance_id, payment.id, NULL, payment.void_reason,
        payment.amount, pg_temp.day(payment.voided_at), payment.voided_at, payment.voided_by, 'disbursed', 'committed'
    FROM payments AS payment JOIN orders ON orders.id = order_id WHERE payment.voided_at IS NOT NULL
    UNION ALL
    SELECT 'refunded', fund_id, NULL, award_id, assistance_id, NULL, refund.id, NULL, refund.amount, refunded_on,
        confirmation.recorded_at, confirmation.recorded_by, 'disbursed', 'returned'
    FROM refunds AS refund JOIN refund_confirmations AS confirmation ON confirmation.refund_id = refund.id
)
SELECT row_number() OVER (ORDER BY recorded_at, kind = 'disbursed', fund_id, award_id, assistance_id)::int AS id,
    moved.*
FROM moved;

INSERT INTO postings (
    id, fund_id, kind, booked_on, call_id, award_id, payment_id, reverses, reason, refund_id, assistance_id,
    recorded_at, recorded_by
)
SELECT move.id, move.fund_id, move.kind, move.booked_on, move.call_id, move.award_id, move.payment_id, undone.id,
    move.reason, move.refund_id, move.assistance_id, move.recorded_at, move.recorded_by
FROM moves AS move
LEFT JOIN moves AS undone ON move.kind = 'reversed' AND undone.kind = 'disbursed'
    AND undone.payment_id = move.payment_id
ORDER BY move.id;
SELECT setval(pg_get_serial_sequence('postings', 'id'), max(id)) FROM postings;

INSERT INTO entries (posting_id, account_id, currency, amount)
SELECT move.id, account.id, account.currency, sign * move.amount
FROM moves AS move
CROSS JOIN LATERAL (VALUES (move.source, -1), (move.target, 1)) AS side (standing, sign)
JOIN accounts AS account ON account.fund_id = move.fund_id AND account.standing = side.standing AND CASE side.standing
    WHEN 'allotted' THEN account.call_id = move.call_id WHEN 'given' THEN true WHEN 'available' THEN true
    ELSE account.award_id = move.award_id OR account.assistance_id = move.assistance_id END
ORDER BY move.id, side.sign;
