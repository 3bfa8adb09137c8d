-- Who ordered what is due, in the days before it was paid or before the batch in which it was paid with others. The
-- packages that were not paid whole wait for somebody to approve their orders.

INSERT INTO orders (
    award_id, fund_id, tranche_id, tranche, amount, currency, threshold, assistance_id, part, recorded_at, recorded_by
)
SELECT due.award_id, due.fund_id, tranche.id, tranche.number, due.amount, due.currency, threshold, assistance_id,
    CASE WHEN due.award_id IS NULL THEN due.number END, pg_temp.at(due_on - 3, 10), given_by
FROM due
JOIN funds AS fund ON fund.id = due.fund_id
LEFT JOIN LATERAL (
    SELECT tranche.id, tranche.number FROM tranches AS tranche JOIN contracts AS contract
        ON contract.id = tranche.contract_id
    WHERE contract.award_id = due.award_id AND tranche.number = due.number
        AND tranche.recorded_at < pg_temp.at(due_on - 6, 0)
    ORDER BY tranche.id DESC LIMIT 1
) AS tranche ON true
WHERE ordered ORDER BY due_on, due.award_id, assistance_id, due.number;

CREATE TEMPORARY TABLE made ON COMMIT DROP AS
SELECT ordered.*, due.number, due_on, approved, ordered.amount > ordered.threshold AS by_three
FROM orders AS ordered
JOIN due ON due.number = coalesce(tranche, part)
    AND (due.award_id = ordered.award_id OR due.assistance_id = ordered.assistance_id);

INSERT INTO order_checks (order_id, made_by, recorded_at, recorded_by)
SELECT id, recorded_by, pg_temp.at(due_on - 2, 10), 'finance-controller'
FROM made WHERE approved AND by_three ORDER BY id;

INSERT INTO order_approvals (order_id, made_by, checked_by, amount, threshold, recorded_at, recorded_by)
SELECT id, recorded_by, CASE WHEN by_three THEN 'finance-controller' END, amount, threshold, pg_temp.at(due_on - 2, 14),
    'finance-manager'
FROM made WHERE approved ORDER BY id;
