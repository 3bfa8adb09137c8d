"""What somebody would write who ranks the applications before a sitting and needs no mandate: one statement."""

RANKING = """
SELECT row_number() OVER best AS rank, application.id AS application_id, application.enterprise_id, application.place,
    screening.score, form.amount, sum(form.amount) OVER (best ROWS UNBOUNDED PRECEDING) AS together,
    coalesce(checked.outcome = 'cleared', false) AS cleared
FROM sittings AS sitting
JOIN applications AS application ON application.call_id = sitting.call_id AND application.voided_at IS NULL
JOIN (SELECT DISTINCT ON (application_id) * FROM transitions ORDER BY application_id, number DESC) AS stands
    ON stands.application_id = application.id AND stands.stage = 'business_plan'
JOIN (SELECT DISTINCT ON (application_id) * FROM forms ORDER BY application_id, number DESC) AS form
    ON form.application_id = application.id
JOIN screenings AS screening ON screening.application_id = application.id
LEFT JOIN (SELECT DISTINCT ON (application_id) * FROM clearances WHERE voided_at IS NULL
    ORDER BY application_id, id DESC) AS checked ON checked.application_id = application.id
WHERE sitting.id = $1
WINDOW best AS (ORDER BY screening.score DESC, application.id)
ORDER BY screening.score DESC, application.id
"""
