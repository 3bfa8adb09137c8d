-- Every step of every application, from the first form to the day on which a grant was closed out and followed up.

CREATE TEMPORARY TABLE steps ON COMMIT DROP AS
SELECT application_id, at, by, stage, NULL AS reason, NULL::int AS milestone, number AS turn FROM way
UNION ALL
SELECT id, decided, CASE because WHEN 'committee' THEN 'committee-chair' ELSE officer END, became, because, NULL, 6
FROM applied WHERE became IS NOT NULL
UNION ALL
SELECT application_id, contract.recorded_at, contract.recorded_by, 'contract', NULL, NULL, 7
FROM contracts AS contract JOIN awards AS award ON award.id = contract.award_id
UNION ALL
SELECT application_id, pg_temp.at(reached_on + 2, 12), 'programme-officer', 'milestone', NULL, number, 7 + number
FROM reached WHERE verified
UNION ALL
SELECT award.application_id, pg_temp.at(day_before + 20, 10), 'programme-officer', 'suspended', 'insecurity', NULL, 20
FROM due JOIN awards AS award ON award.id = due.award_id WHERE stops
UNION ALL
SELECT application_id, pg_temp.at(max(reached_on) + days, 10), 'programme-officer', stage, NULL, NULL, 20 + days
FROM reached, (VALUES ('closeout', 30), ('post_monitoring', 33)) AS afterwards (stage, days)
WHERE NOT EXISTS (SELECT FROM due WHERE due.award_id = reached.award_id AND day IS NULL)
GROUP BY application_id, stage, days;

INSERT INTO transitions (
    application_id, number, after, came_from, stage, holds, milestone, reason, recorded_at, recorded_by
)
SELECT application_id, number, nullif(number, 0) - 1, came_from, stage,
    CASE WHEN stage IN ('waitlisted', 'suspended') THEN came_from END,
    max(milestone) OVER (PARTITION BY application_id ORDER BY number), reason, at, by
FROM (
    SELECT steps.*, row_number() OVER steps - 1 AS number, lag(stage) OVER steps AS came_from
    FROM steps WINDOW steps AS (PARTITION BY application_id ORDER BY at, turn)
) AS step ORDER BY at, application_id, number;
