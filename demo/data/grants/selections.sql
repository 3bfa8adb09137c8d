-- Of those who were asked all but one were visited, and of those who were found as they had answered a list was made in
-- each district. One was put to the community twice and is decided: somebody withdrew, and the next moved up. The other
-- waits for the community.

INSERT INTO assessment_visits (assessment_id, assessed_by, visited, visited_on, found, recorded_at, recorded_by)
SELECT id, officer, 'home', assessed_on + 4, CASE WHEN pg_temp.chance('found/' || person_id) < 0.12
    THEN 'not_as_stated' ELSE 'as_stated' END, pg_temp.at(assessed_on + 4, 15), monitor
FROM answered WHERE id < (SELECT max(id) FROM answered) ORDER BY id;

CREATE TEMPORARY TABLE listed ON COMMIT DROP AS
SELECT which::int AS selection_id, answered.*, found, min(officer) OVER (PARTITION BY which) AS maker,
    min(monitor) OVER (PARTITION BY which) AS hears, date '2021-03-07' AS made_on, which = 1 AS decided
FROM answered JOIN assessment_visits ON assessment_id = answered.id WHERE found = 'as_stated';

INSERT INTO selections (id, phase_id, project, place, places, rule, recorded_at, recorded_by)
SELECT selection_id, phase_id, project, place, (count(*) + 1) / 2, 'score_then_needs', pg_temp.at(made_on, 9), maker
FROM listed GROUP BY selection_id, phase_id, project, place, made_on, maker ORDER BY selection_id;
SELECT setval(pg_get_serial_sequence('selections', 'id'), max(id)) FROM selections;

INSERT INTO candidates (
    selection_id, phase_id, assessment_id, found, person_id, household_id, recorded_at, recorded_by
)
SELECT selection_id, phase_id, id, found, person_id, household_id, pg_temp.at(made_on, 10), maker
FROM listed ORDER BY selection_id, id;

INSERT INTO selection_closings (selection_id, made_by, recorded_at, recorded_by)
SELECT DISTINCT selection_id, maker, pg_temp.at(made_on + 2, 9), maker FROM listed ORDER BY selection_id;

INSERT INTO candidate_ranks (candidate_id, selection_id, rank)
SELECT candidate.id, selection_id, row_number() OVER (
    PARTITION BY selection_id ORDER BY score DESC, needs DESC, assessed_on, assessed.id
)
FROM candidates AS candidate JOIN assessments AS assessed ON assessed.id = assessment_id;

-- The community defers the third, whom it confirms a week later; to the fifth it objects.
INSERT INTO validations (id, selection_id, made_by, held_on, recorded_at, recorded_by)
SELECT session, selection_id, maker, held_on, pg_temp.at(held_on, 15), hears
FROM (SELECT DISTINCT selection_id, maker, hears, made_on FROM listed WHERE decided) AS list
CROSS JOIN generate_series(1, 2) AS session CROSS JOIN LATERAL (SELECT made_on + session * 7 AS held_on) AS held;
SELECT setval(pg_get_serial_sequence('validations', 'id'), max(id)) FROM validations;

INSERT INTO validation_groups (validation_id, role, women, men)
SELECT id, role, women, men FROM validations
CROSS JOIN (VALUES ('mukhtar', 0, 1), ('women', 3, 0), ('youth', 1, 2), ('returnees', 2, 2)) AS came (role, women, men);

INSERT INTO opinions (candidate_id, validation_id, selection_id, opinion, reason)
SELECT candidate_id, session.id, ranked.selection_id, said.opinion, CASE said.opinion WHEN 'deferred' THEN 'not_clear'
    WHEN 'objected' THEN 'less_in_need' END
FROM candidate_ranks AS ranked
JOIN validations AS session ON session.selection_id = ranked.selection_id
CROSS JOIN LATERAL (SELECT CASE WHEN rank = 3 AND session.id = 1 THEN 'deferred' WHEN rank = 5 THEN 'objected'
    ELSE 'confirmed' END AS opinion) AS said
WHERE session.id = 1 OR rank = 3;

INSERT INTO selection_decisions (selection_id, made_by, recorded_at, recorded_by)
SELECT DISTINCT selection_id, maker, pg_temp.at(made_on + 18, 11), 'programme-officer' FROM listed WHERE decided;

INSERT INTO candidate_outcomes (candidate_id, selection_id, validation_id, opinion, outcome, reason)
SELECT candidate_id, selection_id, validation_id, opinion, CASE WHEN opinion <> 'confirmed' THEN 'not_selected'
    WHEN place <= places THEN 'selected' ELSE 'reserve' END, CASE WHEN opinion <> 'confirmed' THEN opinion
    WHEN place <= places THEN 'within_places' ELSE 'beyond_places' END
FROM (
    SELECT said.*, places, count(*) FILTER (WHERE opinion = 'confirmed') OVER (ORDER BY rank) AS place
    FROM (
        SELECT DISTINCT ON (candidate_id) * FROM opinions ORDER BY candidate_id, validation_id DESC
    ) AS said JOIN candidate_ranks USING (candidate_id, selection_id) JOIN selections ON selections.id = selection_id
) AS said ORDER BY candidate_id;

INSERT INTO candidate_lapses (candidate_id, selection_id, outcome, reason, recorded_at, recorded_by)
SELECT candidate_id, ranked.selection_id, outcome, 'withdrew', pg_temp.at(made_on + 25, 10), maker
FROM candidate_outcomes JOIN candidate_ranks AS ranked USING (candidate_id)
JOIN listed ON listed.selection_id = ranked.selection_id
WHERE outcome = 'selected' ORDER BY rank DESC LIMIT 1;

INSERT INTO candidate_replacements (candidate_id, selection_id, outcome, in_place_of, recorded_at, recorded_by)
SELECT next.candidate_id, lapsed.selection_id, next.outcome, lapsed.candidate_id, lapsed.recorded_at + interval '1 day',
    lapsed.recorded_by
FROM candidate_lapses AS lapsed
JOIN candidate_outcomes AS next ON next.selection_id = lapsed.selection_id AND next.outcome = 'reserve'
JOIN candidate_ranks AS ranked ON ranked.candidate_id = next.candidate_id ORDER BY rank LIMIT 1;
