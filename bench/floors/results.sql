-- Everything a project achieved and spent, as known at $2. $1 is the project's code.
WITH came AS MATERIALIZED (
    SELECT attendance.person_id, session.activity_id, min(session.held_on) AS day
    FROM activities AS activity
    JOIN sessions AS session ON session.activity_id = activity.id
    JOIN attendances AS attendance ON attendance.session_id = session.id AND attendance.outcome = 'present'
    WHERE activity.project = $1
      AND session.recorded_at <= $2 AND (session.voided_at IS NULL OR session.voided_at > $2)
      AND activity.recorded_at <= $2 AND (activity.voided_at IS NULL OR activity.voided_at > $2)
      AND attendance.recorded_at <= $2 AND (attendance.voided_at IS NULL OR attendance.voided_at > $2)
    GROUP BY attendance.person_id, session.activity_id
), first AS MATERIALIZED (
    SELECT came.person_id, min(came.day) AS day
    FROM came JOIN people AS person ON person.id = came.person_id
    WHERE person.recorded_at <= $2 AND (person.voided_at IS NULL OR person.voided_at > $2)
    GROUP BY came.person_id
), lasting AS MATERIALIZED (
    SELECT household_id, person_id, status, since,
        least(until, lead(since, 1, 'infinity') OVER (PARTITION BY household_id, person_id ORDER BY since, id)) AS until
    FROM displacements WHERE recorded_at <= $2 AND (voided_at IS NULL OR voided_at > $2)
), described AS (
    SELECT coalesce(stated.sex, 'not_stated') AS sex,
        CASE
            WHEN stated.birth_date IS NULL THEN 'not_stated'
            WHEN stated.birth_date > first.day - interval '6 years' THEN '0-5'
            WHEN stated.birth_date > first.day - interval '18 years' THEN '6-17'
            WHEN stated.birth_date > first.day - interval '60 years' THEN '18-59'
            ELSE '60+'
        END AS age_band,
        coalesce(own.status, shared.status, 'unknown') AS status
    FROM first
    LEFT JOIN particulars AS stated ON stated.person_id = first.person_id
        AND stated.recorded_at <= $2 AND (stated.voided_at IS NULL OR stated.voided_at > $2)
    LEFT JOIN memberships AS member ON member.person_id = first.person_id
        AND member.recorded_at <= $2 AND (member.voided_at IS NULL OR member.voided_at > $2)
        AND member.joined_on <= first.day AND (member.left_on IS NULL OR member.left_on > first.day)
    LEFT JOIN lasting AS shared ON shared.household_id = member.household_id
        AND shared.since <= first.day AND shared.until > first.day
    LEFT JOIN lasting AS own ON own.person_id = first.person_id
        AND own.since <= first.day AND own.until > first.day
), award AS MATERIALIZED (
    SELECT award.*, left(award.place, 8) AS district
    FROM awards AS award JOIN enterprises AS enterprise ON enterprise.id = award.enterprise_id
    WHERE award.project = $1
      AND award.recorded_at <= $2 AND (award.voided_at IS NULL OR award.voided_at > $2)
      AND enterprise.recorded_at <= $2 AND (enterprise.voided_at IS NULL OR enterprise.voided_at > $2)
), assistance AS MATERIALIZED (
    SELECT * FROM assistances WHERE project = $1 AND recorded_at <= $2 AND (voided_at IS NULL OR voided_at > $2)
), today AS (
    SELECT ($2 AT TIME ZONE 'Asia/Baghdad')::date AS day
), job AS MATERIALIZED (
    SELECT job.*, CASE kind WHEN 'new' THEN 'created' ELSE 'improved' END AS what,
        least(ended.ends_on + 1, today.day) AS until
    FROM award CROSS JOIN today JOIN employments AS job ON job.award_id = award.id
    LEFT JOIN employment_ends AS ended ON ended.employment_id = job.id AND ended.recorded_at <= $2
    WHERE job.recorded_at <= $2 AND (job.voided_at IS NULL OR job.voided_at > $2)
      AND job.starts_on + interval '3 months' <= least(ended.ends_on + 1, today.day)
), paid AS (
    SELECT award.enterprise_id, min(payment.paid_on) AS first_on
    FROM award JOIN payments AS payment ON payment.award_id = award.id
    WHERE payment.recorded_at <= $2 AND (payment.voided_at IS NULL OR payment.voided_at > $2)
    GROUP BY award.enterprise_id
), visit AS MATERIALIZED (
    SELECT award.enterprise_id, visit.* FROM award JOIN visits AS visit ON visit.award_id = award.id
    WHERE visit.recorded_at <= $2 AND (visit.voided_at IS NULL OR visit.voided_at > $2)
), seen AS (
    SELECT DISTINCT ON (enterprise_id, mark) enterprise_id, mark, operation FROM visit WHERE mark IS NOT NULL
    ORDER BY enterprise_id, mark, visited_on DESC, id DESC
), taken AS (
    SELECT DISTINCT ON (enterprise_id) currency, (revenue - revenue_before) / revenue_before AS change
    FROM visit WHERE revenue IS NOT NULL AND revenue_before > 0 ORDER BY enterprise_id, visited_on DESC, id DESC
), figures AS (
    SELECT CASE WHEN grouping(sex) = 0 THEN 'people_by_sex' WHEN grouping(age_band) = 0 THEN 'people_by_age_band'
            WHEN grouping(status) = 0 THEN 'people_by_displacement_status' ELSE 'people' END AS line,
        coalesce(sex, age_band, status, 'total') AS code, count(*) AS figure
    FROM described GROUP BY GROUPING SETS ((), (sex), (age_band), (status))
    UNION ALL
    SELECT CASE WHEN grouping(activity.type) = 0 THEN 'people_by_activity_type' ELSE 'people_by_place' END,
        coalesce(activity.type, left(activity.place, 8)), count(DISTINCT came.person_id)
    FROM came JOIN first ON first.person_id = came.person_id JOIN activities AS activity ON activity.id = came.activity_id
    GROUP BY GROUPING SETS ((activity.type), (left(activity.place, 8)))
    UNION ALL
    SELECT CASE WHEN grouping(district) = 0 THEN 'enterprises_by_place'
            WHEN grouping(owner_sex) = 0 THEN 'enterprises_by_owner_sex' ELSE 'enterprises' END,
        coalesce(district, owner_sex, 'total'), count(DISTINCT enterprise_id)
    FROM award GROUP BY GROUPING SETS ((), (district), (owner_sex))
    UNION ALL
    SELECT CASE WHEN grouping(modality) = 0 THEN 'livelihoods_by_modality'
            WHEN grouping(sex) = 0 THEN 'livelihoods_by_sex' ELSE 'livelihoods' END,
        coalesce(modality, sex, 'total'), count(DISTINCT person_id)
    FROM assistance GROUP BY GROUPING SETS ((), (modality), (sex))
    UNION ALL
    SELECT CASE WHEN grouping(left(place, 5)) = 0 THEN 'forums_by_governorate' ELSE 'forums' END,
        coalesce(left(place, 5), 'total'), count(*)
    FROM forums WHERE project = $1 AND recorded_at <= $2 AND (voided_at IS NULL OR voided_at > $2)
    GROUP BY GROUPING SETS ((), (left(place, 5)))
    UNION ALL
    SELECT 'jobs_' || what || CASE WHEN grouping(sex) = 0 THEN '_by_sex' WHEN grouping(age_band) = 0 THEN '_by_age_band'
            WHEN grouping(displacement_status) = 0 THEN '_by_displacement_status' ELSE '' END,
        coalesce(sex, age_band, displacement_status, 'total'), count(*)
    FROM job GROUP BY GROUPING SETS ((what), (what, sex), (what, age_band), (what, displacement_status))
    UNION ALL
    SELECT 'jobs_' || what || '_by_mark', mark.code, count(*)
    FROM job JOIN (VALUES ('after_3_months', 3), ('after_6_months', 6), ('after_12_months', 12)) AS mark (code, months)
        ON job.starts_on + make_interval(months => mark.months) <= job.until
    GROUP BY 1, 2
    UNION ALL
    SELECT 'survival_' || mark.code, coalesce(seen.operation, 'not_visited'), count(*)
    FROM paid CROSS JOIN today
    JOIN (VALUES ('after_6_months', 6), ('after_12_months', 12)) AS mark (code, months)
        ON paid.first_on + make_interval(months => mark.months) <= today.day
    LEFT JOIN seen ON seen.enterprise_id = paid.enterprise_id AND seen.mark = mark.code
    GROUP BY 1, 2
    UNION ALL
    SELECT 'revenue_compared', currency, count(*) FROM taken GROUP BY currency
), money AS (
    SELECT currency, sum(committed) AS committed, sum(paid) AS paid
    FROM (
        SELECT currency, amount AS committed, 0 AS paid FROM award
        UNION ALL
        SELECT currency, amount, 0 FROM assistance
        UNION ALL
        SELECT payment.currency, 0, payment.amount
        FROM payments AS payment
        WHERE payment.recorded_at <= $2 AND (payment.voided_at IS NULL OR payment.voided_at > $2)
          AND (payment.award_id IN (SELECT id FROM award) OR payment.assistance_id IN (SELECT id FROM assistance))
    ) AS moved
    GROUP BY currency
)
SELECT project.code, project.title, project.donor, project.starts_on, project.ends_on, project.budget,
    project.currency,
    (
        SELECT json_object_agg(line, codes)
        FROM (
            SELECT line, json_object_agg(code, figure) AS codes FROM figures WHERE figure > 0 GROUP BY line
        ) AS lines
    ) AS figures,
    (
        SELECT json_agg(json_build_object('currency', currency, 'committed', committed::text, 'paid', paid::text))
        FROM money
    ) AS money
FROM projects AS project
WHERE project.code = $1 AND project.recorded_at <= $2 AND (project.voided_at IS NULL OR project.voided_at > $2)
ORDER BY project.id DESC
LIMIT 1
