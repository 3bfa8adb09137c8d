-- By which day what was due was paid, and the milestones that were reached before. Of what was not paid one grant is
-- suspended, others wait for somebody to verify a milestone, and the last one is ordered like what was paid.

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
SELECT row_number() OVER (ORDER BY due_on, due.award_id, due.number)::int AS n, due.award_id,
    contract.id AS contract_id, award.enterprise_id, award.application_id, due.number, due_on - 6 AS reached_on,
    due.ordered AS verified,
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

