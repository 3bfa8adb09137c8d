-- What was paid together: tranches by bank, of which one was rejected and sent again to another account; cash from a
-- list; and a batch that waits for two people to approve it. What leaves the house and what the bank says of it is told
-- in `demo/bank.py`, from `leaving` and `answers`.

CREATE TEMPORARY TABLE together ON COMMIT DROP AS
SELECT made.id AS order_id, made.award_id, made.assistance_id, made.fund_id, made.amount, made.currency, gathered.means,
    opens, gathered.day, rejected, 'first' AS called
FROM gathered
JOIN made ON made.number = gathered.number
    AND (made.award_id = gathered.award_id OR made.assistance_id = gathered.assistance_id)
UNION ALL
SELECT id, award_id, assistance_id, fund_id, amount, currency, 'bank_transfer', due_on, NULL, false, 'waiting'
FROM made WHERE approved AND award_id IS NOT NULL AND NOT EXISTS (
    SELECT FROM told_payments WHERE told_payments.award_id = made.award_id AND tranche = made.number
);

CREATE TEMPORARY TABLE planned ON COMMIT DROP AS
SELECT called, fund_id, currency, means, opens, opens - 1 AS made_on,
    row_number() OVER (ORDER BY opens, called)::int AS id
FROM (
    SELECT DISTINCT called, fund_id, currency, means, opens FROM together
    UNION ALL
    SELECT 'again', fund_id, currency, means, day - 1 FROM together WHERE rejected
) AS batch;

INSERT INTO batches (id, fund_id, currency, means, message_id, execute_on, payer_id, recorded_at, recorded_by)
SELECT planned.id, planned.fund_id, currency, planned.means, md5('batch/' || planned.id), opens,
    CASE planned.means WHEN 'bank_transfer' THEN party.id END, pg_temp.at(made_on, 9), 'finance-officer'
FROM planned JOIN parties AS party ON party.fund_id = planned.fund_id ORDER BY planned.id;
SELECT setval(pg_get_serial_sequence('batches', 'id'), max(id)) FROM batches;

INSERT INTO instructions (
    batch_id, order_id, fund_id, award_id, enterprise_id, assistance_id, party_id, means, amount, currency,
    end_to_end_id, recorded_at, recorded_by
)
SELECT planned.id, order_id, together.fund_id, award_id, award.enterprise_id, together.assistance_id, party.id,
    together.means, together.amount, together.currency, md5('order/' || order_id), pg_temp.at(made_on, 10),
    'finance-officer'
FROM together
JOIN planned USING (called, fund_id, means, opens)
LEFT JOIN awards AS award ON award.id = together.award_id
JOIN LATERAL (
    SELECT id FROM parties WHERE (enterprise_id = award.enterprise_id OR assistance_id = together.assistance_id)
        AND recorded_at < pg_temp.at(made_on, 10) ORDER BY id DESC LIMIT 1
) AS party ON true
ORDER BY planned.id, order_id;

INSERT INTO instruction_ends (instruction_id, order_id, ground, recorded_at, recorded_by)
SELECT instruction.id, order_id, 'rejected', pg_temp.at(made_on, 10), 'finance-officer'
FROM instructions AS instruction JOIN together USING (order_id) JOIN planned ON planned.called = 'again' WHERE rejected;

INSERT INTO instructions (
    batch_id, order_id, fund_id, award_id, enterprise_id, party_id, means, amount, currency, end_to_end_id, after,
    recorded_at, recorded_by
)
SELECT planned.id, before.order_id, before.fund_id, award_id, before.enterprise_id, party.id, before.means, amount,
    before.currency, end_to_end_id, before.id, pg_temp.at(made_on, 10), 'finance-officer'
FROM instructions AS before
JOIN instruction_ends AS ended ON ended.instruction_id = before.id AND ended.order_id = before.order_id
JOIN planned ON planned.called = 'again'
JOIN parties AS party ON party.enterprise_id = before.enterprise_id AND party.id > before.party_id;

INSERT INTO batch_closings (batch_id, made_by, transactions, control_sum, recorded_at, recorded_by)
SELECT batch_id, 'finance-officer', count(*), sum(amount), pg_temp.at(made_on, 11), 'finance-officer'
FROM instructions JOIN planned ON planned.id = batch_id GROUP BY batch_id, made_on ORDER BY batch_id;

INSERT INTO batch_approvals (batch_id, place, made_by, after, recorded_at, recorded_by)
SELECT id, place, 'finance-officer', nullif(place, 1) - 1, pg_temp.at(made_on, 12 + place), approver
FROM planned, (VALUES (1, 'finance-controller'), (2, 'finance-manager')) AS approved (place, approver)
WHERE called <> 'waiting' ORDER BY id, place;

INSERT INTO batch_sendings (batch_id, approvals, means, sent_at, recorded_at, recorded_by)
SELECT id, 2, means, pg_temp.at(opens, 9), pg_temp.at(opens, 9), 'finance-manager'
FROM planned WHERE called <> 'waiting' AND means <> 'bank_transfer' ORDER BY id;

CREATE TEMPORARY TABLE leaving ON COMMIT DROP AS
SELECT id AS batch_id, pg_temp.at(opens, 9) AS at FROM planned WHERE called <> 'waiting' AND means = 'bank_transfer';

-- Two days later the bank says what it knows of each transfer, and then once more of each on the day that it settles.
CREATE TEMPORARY TABLE answers ON COMMIT DROP AS
WITH transfer AS (
    SELECT batch_id, message_id, end_to_end_id, day, opens, rejected AND after IS NULL AS rejected,
        after IS NOT NULL AS again
    FROM instructions JOIN batches ON batches.id = batch_id JOIN together USING (order_id)
    WHERE together.means = 'bank_transfer' AND called = 'first'
)
SELECT message_id, end_to_end_id, pg_temp.at(opens + 2, 15) AS at,
    CASE WHEN rejected THEN 'RJCT' WHEN day <= opens + 2 THEN 'ACSC' ELSE 'ACSP' END AS status,
    CASE WHEN rejected THEN 'AC04' END AS reason, CASE WHEN day <= opens + 2 THEN day END AS accepted_on
FROM transfer WHERE NOT again
UNION ALL
SELECT message_id, end_to_end_id, pg_temp.at(day, 15), 'ACSC', NULL, day
FROM transfer WHERE NOT rejected AND (day > opens + 2 OR again);

INSERT INTO instruction_signatures (instruction_id, made_by, signed_by, signed_on, sheet, recorded_at, recorded_by)
SELECT instruction.id, instruction.recorded_by, party.name, together.day, 'CL-' || batch_id, payment.recorded_at,
    'finance-cashier'
FROM instructions AS instruction
JOIN together USING (order_id)
JOIN parties AS party ON party.id = instruction.party_id
JOIN told_payments AS payment ON payment.assistance_id = instruction.assistance_id AND payment.voided_at IS NULL
    AND payment.part = (SELECT part FROM orders WHERE id = instruction.order_id)
WHERE instruction.means = 'cash' ORDER BY payment.recorded_at;
