-- What was paid, by the order that it was paid by: under the reference of its transfer and when the bank had said so,
-- where it was in a batch, and else with the number of its voucher.

INSERT INTO payments (
    id, award_id, assistance_id, reference, amount, currency, paid_on, order_id, tranche, part, recorded_at, recorded_by,
    voided_at, voided_by, void_reason
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
