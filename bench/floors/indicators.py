"""What somebody would write who counts by governorate what forums do in a period, and needs no mandate and no moment:
one statement, which reads what it can at once. $1 and $2 are the first day and the last."""

_IN = "BETWEEN $1 AND $2"

INDICATORS = f"""
WITH forum AS MATERIALIZED (SELECT id, left(place, 5) AS place FROM forums WHERE voided_at IS NULL),
concern AS MATERIALIZED (
    SELECT id, forum_id, category, raised_on FROM concerns
    WHERE voided_at IS NULL AND id NOT IN (SELECT concern_id FROM concern_merges WHERE voided_at IS NULL)
)
SELECT * FROM (
    SELECT place, count(*) AS forums, count(*) FILTER (WHERE last.status = 'active') AS forums_active
    FROM forum LEFT JOIN (
        SELECT DISTINCT ON (forum_id) forum_id, status FROM statuses WHERE voided_at IS NULL AND since <= $2
        ORDER BY forum_id, since DESC
    ) AS last ON last.forum_id = forum.id GROUP BY place
) AS forums
LEFT JOIN (
    SELECT place, count(*) FILTER (WHERE scheduled_on {_IN}) AS meetings_planned,
        count(*) FILTER (WHERE held_on {_IN}) AS meetings_held,
        sum(women) FILTER (WHERE held_on {_IN}) AS attendance_women,
        sum(men) FILTER (WHERE held_on {_IN}) AS attendance_men
    FROM forum JOIN meetings AS meeting ON meeting.forum_id = forum.id AND meeting.voided_at IS NULL
    LEFT JOIN holdings AS held ON held.meeting_id = meeting.id AND held.voided_at IS NULL
    LEFT JOIN (
        SELECT holding_id, sum(people) FILTER (WHERE sex = 'female') AS women,
            sum(people) FILTER (WHERE sex = 'male') AS men
        FROM attendees GROUP BY holding_id
    ) AS there ON there.holding_id = held.id GROUP BY place
) AS meetings USING (place)
LEFT JOIN (
    SELECT place, count(*) AS leaders, count(*) FILTER (WHERE sex = 'female') AS leaders_women
    FROM forum JOIN terms AS term ON term.forum_id = forum.id AND term.voided_at IS NULL
        AND begins_on <= $2 AND (ends_on IS NULL OR ends_on > $2)
    JOIN members AS member ON member.id = term.member_id GROUP BY place
) AS terms USING (place)
LEFT JOIN (
    SELECT place, count(*) FILTER (WHERE status = 'accepted') AS concerns_accepted,
        count(*) FILTER (WHERE status = 'resolved') AS concerns_resolved,
        count(*) FILTER (WHERE status = 'reopened') AS concerns_reopened,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY since - raised_on) FILTER (WHERE status = 'resolved') AS days
    FROM forum JOIN concern ON concern.forum_id = forum.id
    JOIN concern_states AS stated ON stated.concern_id = concern.id AND stated.voided_at IS NULL
    WHERE since {_IN} GROUP BY place
) AS concerns USING (place)
LEFT JOIN (
    SELECT place, sum(raised)::int AS concerns_raised, json_object_agg(category, raised) AS raised_by_category FROM (
        SELECT place, category, count(*) AS raised FROM forum JOIN concern ON concern.forum_id = forum.id
        WHERE raised_on {_IN} GROUP BY place, category
    ) AS raised GROUP BY place
) AS categories USING (place)
LEFT JOIN (
    SELECT place, count(*) FILTER (WHERE agreed_on {_IN}) AS actions_agreed,
        count(*) FILTER (WHERE result = 'done' AND ended_on {_IN}) AS actions_done
    FROM forum JOIN actions AS action ON action.forum_id = forum.id AND action.voided_at IS NULL
    LEFT JOIN action_ends AS ending ON ending.action_id = action.id AND ending.voided_at IS NULL GROUP BY place
) AS actions USING (place)
LEFT JOIN (
    SELECT place, count(*) AS referrals_made, count(given.id) AS referrals_answered
    FROM forum JOIN referrals AS referral ON referral.forum_id = forum.id AND referral.voided_at IS NULL
    LEFT JOIN referral_answers AS given ON given.referral_id = referral.id AND given.voided_at IS NULL
    WHERE referred_on {_IN} GROUP BY place
) AS referrals USING (place)
LEFT JOIN (
    SELECT place, count(*) FILTER (WHERE adopted_on {_IN}) AS plans_adopted,
        coalesce(sum(reviews), 0) AS plans_reviewed
    FROM forum JOIN plans AS plan ON plan.forum_id = forum.id AND plan.voided_at IS NULL
    LEFT JOIN (
        SELECT plan_id, count(*) AS reviews FROM plan_reviews
        WHERE voided_at IS NULL AND reviewed_on {_IN} GROUP BY plan_id
    ) AS looked ON looked.plan_id = plan.id GROUP BY place
) AS plans USING (place)
LEFT JOIN (
    SELECT place, sum(people) FILTER (WHERE trainee = 'police') AS police_trained,
        sum(people) FILTER (WHERE trainee = 'member') AS members_trained
    FROM forum JOIN trainings AS training ON training.forum_id = forum.id AND training.voided_at IS NULL
    JOIN trained ON trained.training_id = training.id WHERE ends_on {_IN} GROUP BY place
) AS trainings USING (place)
ORDER BY place
"""
