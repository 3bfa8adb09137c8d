-- What was paid, by the order that it was paid by: under the reference of its transfer and when the bank had said so,
-- where it was in a batch, and else with the number of its voucher. A little came back: some was confirmed and is in
-- the ledger, and some waits for that.

INSERT INTO payments (
    id, award_id, assistance_id, reference, amount, currency, paid_on, order_id, tranche, part, recorded_at,
    recorded_by, voided_at, voided_by, void_reason
)
SELECT payment.id, payment.award_id, payment.assistance_id, coalesce(end_to_end_id, reference), payment.amount,
    payment.currency, paid_on, ordered.id, ordered.tranche, ordered.part, coalesce(settled.at, payment.recorded_at),
    payment.recorded_by, payment.voided_at, payment.voided_by, payment.void_reason
FROM told_payments AS payment
LEFT JOIN orders AS ordered
    ON (ordered.award_id, ordered.tranche) = (payment.award_id, payment.tranche)
    OR (ordered.assistance_id, ordered.part) = (payment.assistance_id, payment.part)
LEFT JOIN LATERAL (
    SELECT DISTINCT end_to_end_id FROM instructions WHERE order_id = ordered.id
) AS sent ON true
LEFT JOIN LATERAL (
    SELECT min(at) + interval '1 hour' AS at FROM answers
    WHERE answers.end_to_end_id = sent.end_to_end_id AND status = 'ACSC'
) AS settled ON true
ORDER BY payment.id;

INSERT INTO refunds (
    award_id, assistance_id, reference, amount, currency, refunded_on, fund_id, threshold, recorded_at, recorded_by
)
SELECT award_id, assistance_id, reference, back.amount, fund.currency, paid.day + 40, fund.id, threshold,
    pg_temp.at(paid.day + 41, 10), 'finance-officer'
FROM (
    SELECT min(award_id) AS award_id, NULL::int AS assistance_id, 'RF-2020-00001' AS reference, 320 AS amount
    FROM owed WHERE day IS NOT NULL
    UNION ALL
    SELECT NULL, min(assistance_id), 'RF-2020-00002', 45 FROM owed WHERE day IS NOT NULL
) AS back
JOIN LATERAL (
    SELECT fund_id, max(day) AS day FROM owed
    WHERE owed.award_id = back.award_id OR owed.assistance_id = back.assistance_id GROUP BY fund_id
) AS paid ON true
JOIN funds AS fund ON fund.id = paid.fund_id AND fund.currency = 'USD' ORDER BY reference;

INSERT INTO refund_confirmations (refund_id, stated_by, amount, threshold, recorded_at, recorded_by)
SELECT id, recorded_by, amount, threshold, recorded_at + interval '1 day', 'finance-manager'
FROM refunds WHERE award_id IS NOT NULL;
