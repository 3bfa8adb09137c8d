-- The awards, on the funds that they are paid from, with the contracts that were signed about them. A contract of
-- before the confinement of March 2020 was amended where a milestone was still to come: it got more time.

INSERT INTO awards (
    id, enterprise_id, project, place, owner_sex, amount, currency, approved_on, application_id, fund_id, recorded_at,
    recorded_by, voided_at, voided_by, void_reason
)
SELECT award.id, award.enterprise_id, project, award.place, award.owner_sex, amount, award.currency, approved_on,
    applied.id, applied.fund_id, award.recorded_at, award.recorded_by, voided_at, voided_by, void_reason
FROM told_awards AS award LEFT JOIN applied ON applied.award_id = award.id ORDER BY award.id;

INSERT INTO awardees (award_id, fund_id, person_id, recorded_at, recorded_by)
SELECT award.id, fund_id, person_id, greatest(award.recorded_at, owner.recorded_at), award.recorded_by
FROM awards AS award JOIN owners AS owner ON owner.enterprise_id = award.enterprise_id AND owner.voided_at IS NULL
WHERE fund_id IS NOT NULL ORDER BY award.id, owner.id;

-- What was or is still to be paid of everything on a fund, part by part; `day` is when, if it was.
CREATE TEMPORARY TABLE owed ON COMMIT DROP AS
WITH given AS (
    SELECT id AS award_id, NULL::int AS assistance_id, fund_id, amount, currency, recorded_at, recorded_by
    FROM awards WHERE fund_id IS NOT NULL
    UNION ALL
    SELECT NULL, assistance.id, fund.id, amount, assistance.currency, assistance.recorded_at, assistance.recorded_by
    FROM told_assistances AS assistance
    JOIN funds AS fund ON fund.project = assistance.project AND fund.currency = assistance.currency
), paid AS (
    SELECT award_id, assistance_id, coalesce(tranche, part) AS number, amount, min(paid_on) AS first_on,
        max(paid_on) AS day, bool_or(voided_at IS NOT NULL) AS corrected
    FROM told_payments GROUP BY 1, 2, 3, 4
), part AS (
    SELECT given.*, paid.number, paid.amount AS part, paid.first_on, paid.day, paid.corrected
    FROM given JOIN paid ON paid.award_id = given.award_id OR paid.assistance_id = given.assistance_id
    UNION ALL
    SELECT given.*, coalesce(max(number), 0) + 1, given.amount - coalesce(sum(paid.amount), 0), NULL, NULL, false
    FROM given LEFT JOIN paid ON paid.award_id = given.award_id OR paid.assistance_id = given.assistance_id
    GROUP BY given.award_id, given.assistance_id, given.fund_id, given.amount, given.currency, given.recorded_at,
        given.recorded_by
    HAVING given.amount > coalesce(sum(paid.amount), 0)
)
SELECT award_id, assistance_id, fund_id, number, part AS amount, currency, first_on, day, corrected,
    recorded_at AS given_at, recorded_by AS given_by,
    lag(day) OVER (PARTITION BY award_id, assistance_id ORDER BY number) AS day_before
FROM part;

INSERT INTO contracts (award_id, currency, recorded_at, recorded_by)
SELECT id, currency, recorded_at + interval '4 days', recorded_by FROM awards WHERE fund_id IS NOT NULL ORDER BY id;

CREATE TEMPORARY TABLE signing ON COMMIT DROP AS
SELECT contract.id AS contract_id, award.id AS award_id, award.amount, pg_temp.day(contract.recorded_at) AS signed_on,
    contract.recorded_at, contract.recorded_by,
    pg_temp.day(contract.recorded_at) < '2020-03-01' AND EXISTS (
        SELECT FROM owed WHERE owed.award_id = award.id AND first_on > '2020-05-01'
    ) AS amended
FROM contracts AS contract JOIN awards AS award ON award.id = contract.award_id;

INSERT INTO contract_versions (contract_id, version, signed_on, amount, recorded_at, recorded_by)
SELECT contract_id, 1, signed_on, amount, recorded_at, recorded_by FROM signing
UNION ALL
SELECT contract_id, 2, '2020-04-05', amount, pg_temp.at('2020-04-05', 12), recorded_by FROM signing WHERE amended
ORDER BY 5, 1;

INSERT INTO tranches (contract_id, version_id, number, milestone, due_on, amount, recorded_at, recorded_by)
SELECT signing.contract_id, version.id, number, CASE
        WHEN number = 1 THEN 'Premises rented and equipment ordered'
        WHEN number = max(number) OVER (PARTITION BY version.id) THEN 'In operation with the staff that was promised'
        ELSE 'Equipment installed and running' END,
    CASE WHEN amended AND version.version = 1 AND first_on > '2020-05-01'
        THEN greatest(signing.signed_on + 10, due - 60) ELSE due END,
    owed.amount, version.recorded_at, version.recorded_by
FROM owed
JOIN signing ON signing.award_id = owed.award_id
JOIN contract_versions AS version ON version.contract_id = signing.contract_id
CROSS JOIN LATERAL (SELECT coalesce(first_on, day_before + 60) AS due) AS planned
ORDER BY version.id, number;
