-- Who is paid how, and what was paid together by the same means: it decides when it was ordered.

INSERT INTO parties (
    id, enterprise_id, assistance_id, fund_id, means, name, iban, account, bic, exchange_house, recorded_at,
    recorded_by, voided_at, voided_by, void_reason
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
    WHERE award_id IS NOT NULL AND day > coalesce(day_before, pg_temp.day(given_at)) + 25 AND NOT corrected
        AND fund_id = (SELECT min(id) FROM funds)
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

