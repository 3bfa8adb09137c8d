-- One statement over one database that holds the tables of all three services: what `bench/composition.py` asks, by
-- somebody who knows the question beforehand. $1 is the moment, $2 the day, $3 the type of an activity, $4 the project
-- of an assistance.
WITH identity AS MATERIALIZED (
    SELECT person_id, survivor_id FROM identities
    WHERE recorded_at <= $1 AND (voided_at IS NULL OR voided_at > $1)
), assisted AS (
    SELECT coalesce(identity.survivor_id, assistance.person_id) AS id
    FROM assistances AS assistance LEFT JOIN identity ON identity.person_id = assistance.person_id
    WHERE assistance.recorded_at <= $1 AND (assistance.voided_at IS NULL OR assistance.voided_at > $1)
        AND assistance.approved_on <= $2 AND assistance.project = $4
), attended AS (
    SELECT coalesce(identity.survivor_id, attendance.person_id) AS id
    FROM activities AS activity
    JOIN sessions AS session ON session.activity_id = activity.id
    JOIN attendances AS attendance ON attendance.session_id = session.id AND attendance.outcome = 'present'
    LEFT JOIN identity ON identity.person_id = attendance.person_id
    WHERE activity.type = $3 AND (activity.mhpss_layer IN ('3', '4')) IS NOT TRUE AND session.held_on <= $2
        AND activity.recorded_at <= $1 AND (activity.voided_at IS NULL OR activity.voided_at > $1)
        AND session.recorded_at <= $1 AND (session.voided_at IS NULL OR session.voided_at > $1)
        AND attendance.recorded_at <= $1 AND (attendance.voided_at IS NULL OR attendance.voided_at > $1)
), seated AS (
    SELECT coalesce(identity.survivor_id, naming.person_id) AS id
    FROM namings AS naming
    JOIN members AS member ON member.id = naming.member_id
    JOIN forums AS forum ON forum.id = member.forum_id
    LEFT JOIN identity ON identity.person_id = naming.person_id
    JOIN LATERAL (
        SELECT decided.decision FROM consents AS decided
        WHERE decided.person_id = naming.person_id AND decided.purpose = 'community-policing'
            AND decided.recipient_class = 'staff' AND decided.voided_at IS NULL
        ORDER BY decided.decided_on DESC, decided.id DESC LIMIT 1
    ) AS consent ON consent.decision = 'given'
    WHERE member.joined_on <= $2 AND (member.left_on IS NULL OR member.left_on > $2)
        AND naming.recorded_at <= $1 AND (naming.voided_at IS NULL OR naming.voided_at > $1)
        AND member.recorded_at <= $1 AND (member.voided_at IS NULL OR member.voided_at > $1)
        AND forum.recorded_at <= $1 AND (forum.voided_at IS NULL OR forum.voided_at > $1)
)
SELECT left(stated.place, 8) AS district, stated.sex, count(*) AS people
FROM particulars AS stated JOIN people AS person ON person.id = stated.person_id
WHERE stated.recorded_at <= $1 AND (stated.voided_at IS NULL OR stated.voided_at > $1)
    AND person.recorded_at <= $1 AND (person.voided_at IS NULL OR person.voided_at > $1)
    AND NOT EXISTS (SELECT FROM identity WHERE identity.person_id = stated.person_id)
    AND stated.birth_date <= $2::date - interval '18 years' AND stated.birth_date > $2::date - interval '61 years'
    AND (stated.person_id IN (SELECT id FROM assisted) OR stated.person_id IN (SELECT id FROM attended))
    AND NOT EXISTS (SELECT FROM seated WHERE seated.id = stated.person_id)
GROUP BY GROUPING SETS ((district, stated.sex), (district), (stated.sex), ())
