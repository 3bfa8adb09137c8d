-- What became of the pilot's awards: they were visited three, six and twelve months after their first payment, and jobs
-- were seen there. It follows from the awards and payments that are recorded, by fixed sums and hashes, so that it is the
-- same each time. No text is written, and nobody is named.

CREATE OR REPLACE FUNCTION pg_temp.at(day date) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
    $$ SELECT (day + interval '10 hours') AT TIME ZONE 'Asia/Baghdad' $$;

-- Between 0 and 1, and always the same for the same text.
CREATE OR REPLACE FUNCTION pg_temp.chance(of text) RETURNS float8 LANGUAGE sql IMMUTABLE AS
    $$ SELECT ('x' || left(md5(of), 7))::bit(28)::int / 268435456.0 $$;

CREATE TEMPORARY TABLE monitored ON COMMIT DROP AS
SELECT award.id, enterprise.staff_women, enterprise.staff_men, round(enterprise.revenue / 12, 2) AS revenue,
    enterprise.currency, min(payment.paid_on) AS first_on
FROM awards AS award
JOIN enterprises AS enterprise ON enterprise.id = award.enterprise_id
JOIN payments AS payment ON payment.award_id = award.id AND payment.voided_at IS NULL
WHERE award.project = 'JPN-SDN-2019' AND award.voided_at IS NULL
GROUP BY award.id, enterprise.id;

-- Between two and seven jobs that were not there before, and between one and seven that became better.
INSERT INTO employments (
    award_id, kind, fte, sex, age_band, displacement_status, starts_on, contract, wage, verified_on, recorded_at,
    recorded_by
)
SELECT monitored.id, kind, CASE WHEN part < 0.7 THEN 1 WHEN part < 0.95 THEN 0.5 ELSE 0.25 END,
    CASE WHEN whose < 0.36 THEN 'female' ELSE 'male' END, CASE WHEN old < 0.93 THEN '18-59' ELSE '60+' END,
    CASE WHEN came < 0.45 THEN 'returnee' WHEN came < 0.6 THEN 'idp_out_of_camp' WHEN came < 0.75 THEN 'stayee'
        ELSE 'host_community' END,
    starts_on, CASE WHEN held < 0.5 THEN 'permanent' WHEN held < 0.75 THEN 'fixed_term' WHEN held < 0.85 THEN 'daily'
        WHEN held < 0.95 THEN 'family_work' ELSE 'apprenticeship' END,
    CASE WHEN held >= 0.85 THEN 'not_stated' WHEN part < 0.3 THEN '0-349' WHEN part < 0.8 THEN '350-499'
        ELSE '500-749' END,
    starts_on + 30, pg_temp.at(starts_on + 30), 'staff:monitoring'
FROM monitored
CROSS JOIN (VALUES ('new', 2, 6), ('improved', 1, 7)) AS made (kind, least, range)
CROSS JOIN generate_series(1, 7) AS n
CROSS JOIN LATERAL (SELECT
    first_on + 10 + n * 9 AS starts_on,
    pg_temp.chance(concat_ws('/', 'part', monitored.id, kind, n)) AS part,
    pg_temp.chance(concat_ws('/', 'whose', monitored.id, kind, n)) AS whose,
    pg_temp.chance(concat_ws('/', 'old', monitored.id, kind, n)) AS old,
    pg_temp.chance(concat_ws('/', 'came', monitored.id, kind, n)) AS came,
    pg_temp.chance(concat_ws('/', 'held', monitored.id, kind, n)) AS held
) AS drawn
WHERE n <= least + floor(range * pg_temp.chance(concat_ws('/', 'jobs', monitored.id, kind)))
ORDER BY starts_on, monitored.id, kind, n;

-- Some new jobs were over within three months, some within six, and some within a year.
INSERT INTO employment_ends (employment_id, starts_on, ends_on, recorded_at, recorded_by)
SELECT id, starts_on, ended.last_day, pg_temp.at(ended.last_day + 12), recorded_by
FROM employments
CROSS JOIN LATERAL (SELECT starts_on + CASE id % 16 WHEN 3 THEN 70 WHEN 6 THEN 150 ELSE 245 END) AS ended (last_day)
WHERE kind = 'new' AND id % 16 IN (3, 6, 9);

-- Most were found running; a few paused when trade was confined, and two closed. One in nine nobody visited at the end.
INSERT INTO visits (
    award_id, visited_on, mark, operation, closed_because, staff_women, staff_men, revenue_before, revenue, currency,
    recorded_at, recorded_by
)
SELECT monitored.id, day, mark, operation, CASE operation WHEN 'closed' THEN 'no_demand' END,
    CASE operation WHEN 'running' THEN staff_women + women ELSE 0 END,
    CASE operation WHEN 'running' THEN staff_men + men ELSE 0 END,
    revenue, CASE operation WHEN 'running' THEN
        round(revenue * (0.85 + months * 0.02 + 0.5 * pg_temp.chance(concat_ws('/', 'takes', monitored.id)))::numeric, 2)
        ELSE 0 END,
    currency, pg_temp.at(day + 1), 'staff:monitoring'
FROM monitored
CROSS JOIN (VALUES ('after_3_months', 3), ('after_6_months', 6), ('after_12_months', 12)) AS due (mark, months)
CROSS JOIN LATERAL (SELECT (first_on + make_interval(months => months))::date + monitored.id % 17) AS visited (day)
CROSS JOIN LATERAL (SELECT CASE
    WHEN months = 12 AND monitored.id % 14 = 5 THEN 'closed'
    WHEN months = 6 AND monitored.id % 11 = 2 THEN 'paused'
    ELSE 'running' END) AS found (operation)
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE sex = 'female') AS women, count(*) FILTER (WHERE sex = 'male') AS men
    FROM employments AS job LEFT JOIN employment_ends AS ended ON ended.employment_id = job.id
    WHERE job.award_id = monitored.id AND job.kind = 'new' AND job.starts_on <= day
        AND (ended.ends_on IS NULL OR ended.ends_on >= day)
) AS working
WHERE NOT (months = 12 AND monitored.id % 9 = 4)
ORDER BY day, monitored.id;

INSERT INTO visit_observations (visit_id, observation, severity)
SELECT id, CASE WHEN id % 3 = 0 THEN 'equipment_unused' ELSE 'records_missing' END,
    CASE WHEN id % 15 = 0 THEN 'serious' ELSE 'minor' END
FROM visits WHERE operation = 'running' AND id % 5 = 0;
