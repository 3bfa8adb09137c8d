-- What is demanded back: from the owner whose finding is settled on paper what they were assisted with, in two
-- instalments, of which the first came back; two payments in cash that went to the wrong person, of which one was
-- written off, and the other waits for somebody to approve its demand.

CREATE TEMPORARY TABLE demanded ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY demand.demanded_on, payment.id)::int AS id, payment.assistance_id, fund_id,
    payment.id AS payment_id, demand.reason, payment.amount, payment.currency, demand.demanded_on,
    instalments, demand.reason = 'received_twice' OR demand.turn = 1 AS approved, CASE payment.currency
        WHEN 'IQD' THEN trunc(payment.amount / 500) * 250 ELSE trunc(payment.amount / 2) END AS half
FROM (
    SELECT max(payment.id) AS payment_id, 'received_twice' AS reason, 1 AS turn, 2 AS instalments,
        date '2021-04-11' AS demanded_on
    FROM payments AS payment
    JOIN findings AS finding ON finding.first_id = payment.assistance_id
    JOIN settlements ON finding_id = finding.id AND outcome = 'settled'
    WHERE payment.voided_at IS NULL
    UNION ALL
    SELECT payment.id, 'wrong_person', turn, 1, CASE turn WHEN 1 THEN date '2021-04-18' ELSE '2021-09-12' END
    FROM (
        SELECT payment.id, row_number() OVER (ORDER BY payment.id) AS turn
        FROM payments AS payment JOIN parties USING (assistance_id)
        WHERE payment.voided_at IS NULL AND parties.means = 'cash'
            AND paid_on < '2021-04-01' AND NOT EXISTS (
                SELECT FROM refunds WHERE refunds.assistance_id = payment.assistance_id
            ) AND NOT EXISTS (SELECT FROM findings WHERE first_id = payment.assistance_id)
    ) AS payment WHERE turn < 3
) AS demand
JOIN payments AS payment ON payment.id = demand.payment_id JOIN orders ON orders.id = payment.order_id;

INSERT INTO recoveries (
    id, assistance_id, fund_id, payment_id, reason, amount, currency, demanded_on, recorded_at, recorded_by
)
SELECT id, assistance_id, fund_id, payment_id, reason, amount, currency, demanded_on, pg_temp.at(demanded_on, 10),
    'finance-officer'
FROM demanded ORDER BY id;
SELECT setval(pg_get_serial_sequence('recoveries', 'id'), max(id)) FROM recoveries HAVING count(*) > 0;

INSERT INTO recovery_instalments (recovery_id, number, due_on, amount, recorded_at, recorded_by)
SELECT id, number, demanded_on + 30 * number, CASE WHEN instalments = 1 THEN amount
    WHEN number = 1 THEN half ELSE amount - half END, pg_temp.at(demanded_on, 10), 'finance-officer'
FROM demanded CROSS JOIN generate_series(1, instalments) AS number ORDER BY id, number;

INSERT INTO recovery_approvals (recovery_id, made_by, recorded_at, recorded_by)
SELECT id, 'finance-officer', pg_temp.at(demanded_on + 1, 10), 'finance-manager'
FROM demanded WHERE approved ORDER BY id;

INSERT INTO refunds (
    assistance_id, reference, amount, currency, refunded_on, fund_id, threshold, recovery_id, recorded_at, recorded_by
)
SELECT assistance_id, 'RF-2021-00001', half, demanded.currency, demanded_on + 28, fund_id, threshold, demanded.id,
    pg_temp.at(demanded_on + 29, 10), 'finance-officer'
FROM demanded JOIN funds AS fund ON fund.id = fund_id WHERE instalments = 2;

INSERT INTO refund_confirmations (refund_id, stated_by, amount, threshold, recorded_at, recorded_by)
SELECT id, recorded_by, amount, threshold, recorded_at + interval '1 day', 'finance-manager'
FROM refunds WHERE recovery_id IS NOT NULL;

INSERT INTO postings (fund_id, kind, booked_on, refund_id, assistance_id, recorded_at, recorded_by)
SELECT fund_id, 'refunded', refunded_on, refund.id, assistance_id, confirmation.recorded_at, confirmation.recorded_by
FROM refunds AS refund JOIN refund_confirmations AS confirmation ON confirmation.refund_id = refund.id
WHERE recovery_id IS NOT NULL;

INSERT INTO entries (posting_id, account_id, currency, amount)
SELECT posting.id, account.id, account.currency, sign * refund.amount
FROM refunds AS refund
JOIN postings AS posting ON posting.refund_id = refund.id
CROSS JOIN (VALUES ('disbursed', -1), ('returned', 1)) AS side (standing, sign)
JOIN accounts AS account ON account.assistance_id = refund.assistance_id AND account.standing = side.standing
WHERE recovery_id IS NOT NULL;

INSERT INTO recovery_write_offs (recovery_id, write_off_reason, recorded_at, recorded_by)
SELECT id, 'unreachable', pg_temp.at(demanded_on + 90, 10), 'finance-controller'
FROM demanded WHERE approved AND reason = 'wrong_person';

INSERT INTO recovery_write_off_confirmations (
    write_off_id, recovery_id, proposed_by, amount, recorded_at, recorded_by
)
SELECT found.id, recovery_id, found.recorded_by, amount, found.recorded_at + interval '1 day', 'finance-manager'
FROM recovery_write_offs AS found JOIN demanded ON demanded.id = recovery_id;
