-- What the five pilot forums did: they met, heard concerns, planned, acted and passed on, were trained, and people
-- around them were asked what they think. It follows from the forums and the seats that are recorded, by fixed sums and
-- hashes, so that it is the same each time. No text is written, and nobody is named.

CREATE FUNCTION pg_temp.at(day date) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
    $$ SELECT (day + interval '10 hours') AT TIME ZONE 'Asia/Baghdad' $$;

-- Between 0 and 1, and always the same for the same text.
CREATE FUNCTION pg_temp.chance(of text) RETURNS float8 LANGUAGE sql IMMUTABLE AS
    $$ SELECT ('x' || left(md5(of), 7))::bit(28)::int / 268435456.0 $$;

CREATE TEMPORARY TABLE pilot ON COMMIT DROP AS
SELECT id, place, project, established_on, recorded_at, recorded_by FROM forums
WHERE project = 'JPN-SDN-2019' AND voided_at IS NULL;

-- Whoever has the seat of the head or of the deputy leads.
INSERT INTO terms (forum_id, member_id, seat, begins_on, recorded_at, recorded_by)
SELECT pilot.id, member.id, CASE member.role WHEN 'head' THEN 'head' ELSE 'first_deputy' END, pilot.established_on,
    pilot.recorded_at + interval '1 hour', pilot.recorded_by
FROM pilot JOIN members AS member ON member.forum_id = pilot.id AND member.voided_at IS NULL
WHERE member.role IN ('head', 'deputy') ORDER BY member.id;

-- Every four weeks a meeting, some of women among themselves.
INSERT INTO meetings (forum_id, kind, scheduled_on, agenda, recorded_at, recorded_by)
SELECT pilot.id, CASE WHEN n % 5 = 4 THEN 'women' ELSE 'regular' END, established_on + n * 28,
    ARRAY['last_minutes', 'concerns', 'safety_plan'], pg_temp.at(established_on + n * 28 - 7), recorded_by
FROM pilot, generate_series(1, 24) AS n
WHERE established_on + n * 28 <= '2021-03-10' ORDER BY established_on + n * 28, pilot.id;

CREATE TEMPORARY TABLE there ON COMMIT DROP AS
SELECT meeting.id AS meeting_id, meeting.kind, meeting.scheduled_on, pilot.recorded_by, member.role, member.sex,
    member.age_band, count(*)::int AS seats,
    count(*)::int - CASE WHEN count(*) > 1 THEN (meeting.id + length(member.role)) % 2 ELSE 0 END AS people
FROM meetings AS meeting
JOIN pilot ON pilot.id = meeting.forum_id
JOIN members AS member ON member.forum_id = pilot.id AND member.voided_at IS NULL
    AND member.joined_on <= scheduled_on AND (member.left_on IS NULL OR member.left_on > scheduled_on)
WHERE meeting.id % 9 > 0
GROUP BY meeting.id, pilot.recorded_by, member.role, member.sex, member.age_band;

INSERT INTO holdings (
    meeting_id, held_on, members, present, voting_members, voting_present, recorded_at, recorded_by
)
SELECT meeting_id, scheduled_on, sum(seats), sum(people) FILTER (WHERE kind = 'regular' OR sex = 'female'),
    sum(seats) FILTER (WHERE role <> 'programme_facilitator'),
    sum(people) FILTER (WHERE role <> 'programme_facilitator' AND (kind = 'regular' OR sex = 'female')),
    pg_temp.at(scheduled_on), recorded_by
FROM there GROUP BY meeting_id, scheduled_on, recorded_by ORDER BY meeting_id;

INSERT INTO attendees (holding_id, role, sex, age_band, people)
SELECT held.id, role, sex, age_band, people FROM there JOIN holdings AS held USING (meeting_id)
WHERE kind = 'regular' OR sex = 'female';

-- What groups raised, how many days after the first meeting, and what became of it.
INSERT INTO concerns (forum_id, category, place, raised_by, raised_on, recorded_at, recorded_by)
SELECT pilot.id, category, pilot.place, raised_by, established_on + 28 + days, pg_temp.at(established_on + 28 + days),
    recorded_by
FROM pilot, (VALUES
    ('services', 'women', 0), ('theft', 'traders', 28), ('drugs', 'youth', 84), ('traffic', 'teachers', 112),
    ('documentation', 'returnees', 140), ('unemployment', 'youth', 196)
) AS heard (category, raised_by, days) ORDER BY established_on + days, pilot.id;

INSERT INTO concern_states (concern_id, status, since, recorded_at, recorded_by)
SELECT concern.id, status, raised_on + days, pg_temp.at(raised_on + days), recorded_by
FROM concerns AS concern JOIN (VALUES
    ('services', 'accepted', 0), ('services', 'in_ssp', 63), ('services', 'in_progress', 80),
    ('services', 'resolved', 140),
    ('theft', 'accepted', 0), ('theft', 'in_ssp', 35), ('theft', 'referred', 42), ('theft', 'resolved', 200),
    ('drugs', 'accepted', 0), ('drugs', 'action_agreed', 60),
    ('traffic', 'accepted', 0), ('traffic', 'action_agreed', 21), ('traffic', 'resolved', 77),
    ('documentation', 'accepted', 7), ('documentation', 'referred', 14),
    ('unemployment', 'accepted', 7), ('unemployment', 'referred', 14)
) AS became (category, status, days) USING (category) ORDER BY concern.id, days;

INSERT INTO plans (forum_id, version, adopted_on, review_on, recorded_at, recorded_by)
SELECT id, 1, established_on + 91, established_on + 273, pg_temp.at(established_on + 91), recorded_by FROM pilot;

INSERT INTO issues (plan_id, priority, forum_id, concern_id, owner, due_on)
SELECT plan.id, priority, plan.forum_id, concern.id, owner, adopted_on + 120
FROM plans AS plan JOIN concerns AS concern USING (forum_id)
JOIN (VALUES ('services', 1, 'municipality'), ('theft', 2, 'community_police')) AS taken (category, priority, owner)
    USING (category);

INSERT INTO plan_reviews (plan_id, reviewed_on, outcome, recorded_at, recorded_by)
SELECT id, review_on, CASE WHEN id % 2 = 0 THEN 'kept' ELSE 'to_be_revised' END, pg_temp.at(review_on), recorded_by
FROM plans;

INSERT INTO actions (forum_id, concern_id, kind, owner, agreed_on, due_on, recorded_at, recorded_by)
SELECT forum_id, concern.id, kind, owner, raised_on + days, raised_on + days + 90, pg_temp.at(raised_on + days),
    recorded_by
FROM concerns AS concern JOIN (VALUES
    ('services', 'lighting', 'municipality', 80), ('theft', 'patrol', 'community_police', 42),
    ('drugs', 'awareness', 'forum_members', 60), ('traffic', 'coordination', 'local_police', 21)
) AS agreed (category, kind, owner, days) USING (category) ORDER BY raised_on + days, concern.id;

INSERT INTO action_ends (action_id, ended_on, result, recorded_at, recorded_by)
SELECT id, agreed_on + 50 + id % 6, CASE WHEN id % 5 > 0 THEN 'done' ELSE 'partly_done' END,
    pg_temp.at(agreed_on + 50 + id % 6), recorded_by
FROM actions WHERE kind <> 'awareness';

INSERT INTO referrals (forum_id, concern_id, target, referred_on, answer_due_on, recorded_at, recorded_by)
SELECT forum_id, concern.id, target, raised_on + days, raised_on + days + 30, pg_temp.at(raised_on + days), recorded_by
FROM concerns AS concern JOIN (VALUES
    ('theft', 'police', 42), ('documentation', 'local_authority', 14), ('unemployment', 'labour', 14)
) AS passed (category, target, days) USING (category) ORDER BY raised_on + days, concern.id;

INSERT INTO referral_answers (referral_id, target, answered_on, answer, recorded_at, recorded_by)
SELECT id, target, referred_on + 12 + id % 20, CASE target WHEN 'police' THEN 'taken_up' ELSE 'answered' END,
    pg_temp.at(referred_on + 12 + id % 20), recorded_by
FROM referrals WHERE id % 3 > 0;

INSERT INTO trainings (forum_id, topic, facilitator, begins_on, ends_on, recorded_at, recorded_by)
SELECT id, topic, 'university', established_on + days, established_on + days + 2, pg_temp.at(established_on + days + 2),
    recorded_by
FROM pilot, (VALUES ('community_policing', 45), ('mediation', 143), ('gender_sensitivity', 241)) AS held (topic, days)
ORDER BY established_on + days, id;

INSERT INTO trained (training_id, trainee, sex, people)
SELECT training.id, trainee, sex, people + training.id % 3
FROM trainings AS training, (VALUES
    ('police', 'male', 5), ('police', 'female', 1), ('member', 'male', 8), ('member', 'female', 6)
) AS came (trainee, sex, people);

-- Three questions, asked of the same twenty clusters around each forum, before it met and in November 2020.
INSERT INTO questions (
    code, version, scale, reversed, wording_en, wording_ar, wording_ckb, recorded_at, recorded_by
)
SELECT code, 1, scale, false, en, ar, ckb, pg_temp.at('2019-06-20'), 'staff:monitoring'
FROM (VALUES
    ('safe_after_dark', 'safety', 'How safe do you feel in your neighbourhood after dark?',
        'إلى أي مدى تشعر بالأمان في حيّك بعد حلول الظلام؟', 'تا چەند لە گەڕەکەکەت دوای تاریکبوون هەست بە سەلامەتی دەکەیت؟'),
    ('police_listen', 'trust', 'How much do you trust the police here to listen to you?',
        'إلى أي مدى تثق بأن الشرطة هنا ستصغي إليك؟', 'تا چەند متمانەت هەیە کە پۆلیسی ئێرە گوێت لێ بگرێت؟'),
    ('would_report', 'likelihood', 'How likely are you to report a crime to the police?',
        'ما مدى احتمال أن تبلغ الشرطة عن جريمة؟', 'ئەگەری ئەوە چەندە تاوانێک بە پۆلیس ڕابگەیەنیت؟')
) AS worded (code, scale, en, ar, ckb);

INSERT INTO waves (
    forum_id, place, project, begins_on, ends_on, design, method, target, recorded_at, recorded_by
)
SELECT id, place, project, begins_on, begins_on + 9, 'cluster', 'face_to_face', 240, pg_temp.at(begins_on + 2),
    'staff:monitoring'
FROM pilot CROSS JOIN LATERAL (VALUES (established_on + 6), (date '2020-11-15')) AS asked (begins_on)
ORDER BY begins_on, id;

INSERT INTO asked (wave_id, position, question_id)
SELECT wave.id, row_number() OVER (PARTITION BY wave.id ORDER BY question.id), question.id
FROM waves AS wave, questions AS question;

INSERT INTO answers (wave_id, respondents, recorded_at, recorded_by)
SELECT id, 240, pg_temp.at(ends_on + 5), recorded_by FROM waves ORDER BY id;

-- Each cluster is of a mind of its own, which it keeps, and all are moved alike from the first wave to the second.
INSERT INTO respondents (answers_id, line, area, cluster, sex, age_band, weight, choices)
SELECT given.id, line, wave.place, 'K' || cluster, CASE WHEN line % 2 = 0 THEN 'female' ELSE 'male' END,
    (ARRAY['18-24', '25-35', '36-59', '36-59', '60+'])[1 + line % 5], 0.8 + cluster % 5 * 0.1,
    (
        SELECT array_agg(CASE
            WHEN said < mind / 3 THEN choices[1] WHEN said < mind THEN choices[2] WHEN said < 0.85 THEN choices[3]
            WHEN said < 0.98 THEN choices[4] ELSE 'do_not_know'
        END ORDER BY number)
        FROM (VALUES
            (1, ARRAY['very_safe', 'safe', 'unsafe', 'very_unsafe']),
            (2, ARRAY['fully', 'mostly', 'little', 'not_at_all']),
            (3, ARRAY['very_likely', 'likely', 'unlikely', 'very_unlikely'])
        ) AS scale (number, choices)
        CROSS JOIN LATERAL (SELECT
            pg_temp.chance(concat_ws('/', wave.id, line, number)) AS said,
            0.2 + 0.35 * pg_temp.chance(concat_ws('/', wave.forum_id, cluster, number))
                + CASE WHEN wave.begins_on >= '2020-11-01' THEN 0.14 ELSE 0 END AS mind
        ) AS thought
    )
FROM answers AS given
JOIN waves AS wave ON wave.id = given.wave_id
CROSS JOIN generate_series(1, 240) AS line
CROSS JOIN LATERAL (SELECT (line - 1) / 12 + 1) AS drawn (cluster);
