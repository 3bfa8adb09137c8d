-- What was due of contracts and packages, who is paid it and how, and who ordered it. What was paid was ordered in the
-- days before, or before the batch in which it was paid with others. Of what was not paid one grant is suspended, others
-- wait for somebody to verify a milestone, and the last one waits in a batch for somebody to approve that.

INSERT INTO parties (
    id, enterprise_id, assistance_id, fund_id, means, name, iban, account, bic, exchange_house, recorded_at, recorded_by,
    voided_at, voided_by, void_reason
)
SELECT id, enterprise_id, assistance_id, fund_id, means, name, iban, account, bic, exchange_house, recorded_at,
    recorded_by, voided_at, voided_by, void_reason
FROM told_parties ORDER BY id;
SELECT setval(pg_get_serial_sequence('parties', 'id'), max(id)) FROM parties;

INSERT INTO parties (enterprise_id, fund_id, means, name, account, bic, recorded_at, recorded_by)
SELECT NULL, id, 'bank_transfer', 'Nexus Programme ' || currency, '0010-1000' || id || '-' || currency, 'NEXBIQBA',
    recorded_at + interval '1 day', 'finance-officer'
FROM funds
UNION ALL
SELECT enterprise.id, NULL, 'bank_transfer', left(enterprise.name, 70),
    '0012-' || 100000 + enterprise.id * 37 || '-001', 'NEXBIQBA', contract.recorded_at + interval '1 hour',
    'finance-officer'
FROM contracts AS contract
JOIN awards AS award ON award.id = contract.award_id
JOIN enterprises AS enterprise ON enterprise.id = award.enterprise_id
ORDER BY 7, 1;

-- Tranches that are far enough from those before them for a bank to take its time, in the fortnight that has most of
-- them; and packages of which the cash was handed out in ten days.
CREATE TEMPORARY TABLE gathered ON COMMIT DROP AS
WITH candidate AS (
    SELECT owed.*, 'bank_transfer' AS means, 13 AS days, 3 AS fewest FROM owed
    WHERE award_id IS NOT NULL AND day > coalesce(day_before, pg_temp.day(given_at)) + 25 AND fund_id = (SELECT min(id) FROM funds)
        AND NOT corrected
    UNION ALL
    SELECT owed.*, means, 9, 1 FROM owed JOIN parties USING (assistance_id)
    WHERE day IS NOT NULL AND owed.fund_id = (SELECT min(id) FROM funds) AND means = 'cash' AND NOT corrected
), most AS (
    SELECT DISTINCT ON (begun.means) begun.means, begun.day AS opens, begun.days
    FROM (SELECT DISTINCT means, day, days, fewest FROM candidate) AS begun
    JOIN candidate ON candidate.means = begun.means AND candidate.day BETWEEN begun.day AND begun.day + begun.days
    WHERE NOT '2020-01-01' BETWEEN begun.day - 4 AND begun.day + 20
    GROUP BY begun.means, begun.day, begun.days, begun.fewest
    HAVING count(*) >= begun.fewest AND max(candidate.day) >= begun.day + CASE begun.means WHEN 'cash' THEN 0 ELSE 6 END
    ORDER BY begun.means, count(*) DESC, begun.day
)
SELECT award_id, assistance_id, number, means, opens, day,
    means = 'bank_transfer' AND row_number() OVER (PARTITION BY means ORDER BY day DESC, award_id) = 1 AS rejected
FROM candidate JOIN most USING (means) WHERE day BETWEEN opens AND opens + most.days;

-- The account of the one that the bank rejects is stated anew.
INSERT INTO parties (enterprise_id, means, name, account, bic, recorded_at, recorded_by)
SELECT party.enterprise_id, party.means, party.name, replace(account, '-001', '-002'), bic,
    pg_temp.at(opens + 3, 9), party.recorded_by
FROM gathered JOIN awards AS award ON award.id = gathered.award_id
JOIN parties AS party ON party.enterprise_id = award.enterprise_id WHERE rejected;

INSERT INTO party_confirmations (party_id, stated_by, recorded_at, recorded_by)
SELECT id, recorded_by, recorded_at + interval '3 hours', 'finance-controller' FROM parties ORDER BY recorded_at;

-- By which day somebody is to be paid: `ordered` on the days before, `approved` as far as it came to that.
CREATE TEMPORARY TABLE due ON COMMIT DROP AS
WITH unpaid AS (
    SELECT award_id, fund_id, row_number() OVER (ORDER BY award_id) = 1 AS stops,
        row_number() OVER (ORDER BY award_id DESC) = 1 AS goes_on
    FROM owed WHERE award_id IS NOT NULL AND day IS NULL
)
SELECT owed.*, coalesce(stops, false) AS stops, coalesce(opens, first_on, day_before + 57, pg_temp.day(given_at) + 75)
        AS due_on,
    NOT coalesce(stops, false) AND (owed.award_id IS NULL OR owed.day IS NOT NULL OR goes_on) AS ordered,
    owed.day IS NOT NULL OR coalesce(goes_on AND NOT stops, false) AS approved
FROM owed LEFT JOIN unpaid ON unpaid.award_id = owed.award_id AND owed.day IS NULL
LEFT JOIN gathered ON gathered.number = owed.number
    AND (gathered.award_id = owed.award_id OR gathered.assistance_id = owed.assistance_id);

-- A milestone is prepared with evidence by one officer, and verified by another; what waits for that is not ordered.
CREATE TEMPORARY TABLE reached ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY due_on, due.award_id, due.number)::int AS n, due.award_id, contract.id AS contract_id,
    award.enterprise_id, award.application_id, due.number, due_on - 6 AS reached_on, due.ordered AS verified,
    award.recorded_by AS officer
FROM due JOIN awards AS award ON award.id = due.award_id JOIN contracts AS contract ON contract.award_id = award.id
WHERE NOT due.stops;

INSERT INTO files (id, enterprise_id, type, size, sha256, recorded_at, recorded_by)
SELECT n, enterprise_id, 'pdf', size, sha256, pg_temp.at(reached_on, 10), officer FROM reached, evidence ORDER BY n;
SELECT setval(pg_get_serial_sequence('files', 'id'), max(id)) FROM files;

INSERT INTO milestones (id, contract_id, tranche, reached_on, recorded_at, recorded_by)
SELECT n, contract_id, number, reached_on, pg_temp.at(reached_on, 11), officer FROM reached ORDER BY n;
SELECT setval(pg_get_serial_sequence('milestones', 'id'), max(id)) FROM milestones;

INSERT INTO milestone_files (milestone_id, file_id, recorded_at, recorded_by)
SELECT n, n, pg_temp.at(reached_on, 11), officer FROM reached ORDER BY n;

INSERT INTO milestone_verifications (milestone_id, prepared_by, verified_on, recorded_at, recorded_by)
SELECT n, officer, reached_on + 2, pg_temp.at(reached_on + 2, 12), 'programme-officer'
FROM reached WHERE verified ORDER BY n;

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
    WHERE contract.award_id = due.award_id AND tranche.number = due.number AND tranche.recorded_at < pg_temp.at(due_on - 6, 0)
    ORDER BY tranche.id DESC LIMIT 1
) AS tranche ON true
WHERE ordered ORDER BY due_on, due.award_id, assistance_id, due.number;

CREATE TEMPORARY TABLE made ON COMMIT DROP AS
SELECT ordered.*, due.number, due_on, approved, ordered.amount > ordered.threshold AS by_three
FROM orders AS ordered
JOIN due ON due.number = coalesce(tranche, part)
    AND (due.award_id = ordered.award_id OR due.assistance_id = ordered.assistance_id);

INSERT INTO order_checks (order_id, made_by, recorded_at, recorded_by)
SELECT id, recorded_by, pg_temp.at(due_on - 2, 10), 'finance-controller' FROM made WHERE approved AND by_three ORDER BY id;

INSERT INTO order_approvals (order_id, made_by, checked_by, amount, threshold, recorded_at, recorded_by)
SELECT id, recorded_by, CASE WHEN by_three THEN 'finance-controller' END, amount, threshold, pg_temp.at(due_on - 2, 14),
    'finance-manager'
FROM made WHERE approved ORDER BY id;
