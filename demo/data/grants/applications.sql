-- How the awards came about: each enterprise applied to a call, was visited where nobody had yet, and the committee sat
-- on the day of the approval. Some others applied as well, and it became something else of them. Two
-- of these state the phone of one that applied before: one pair an officer found to be two enterprises, one waits.

CREATE TEMPORARY TABLE others ON COMMIT DROP AS
SELECT row_number() OVER ()::int AS n, applicant.* FROM (VALUES
    ('Tigris Tyres', 'trade', 'IQG15Q08N01', 'JPN-SDN-2019', date '2019-05-06', 'eoi', 'rejected', 'not_eligible'),
    ('Tigris Ice Factory', 'manufacturing', 'IQG15Q08N03', 'JPN-SDN-2019', date '2019-05-13', 'eoi_screened',
        'rejected', 'low_score'),
    ('Tigris Seeds', 'agriculture', 'IQG15Q08N04', 'JPN-SDN-2019', date '2019-06-09', 'eoi_verification', 'rejected',
        'not_as_stated'),
    ('Euphrates Press', 'services', 'IQG04Q01N02', 'JPN-SDN-2019', date '2019-06-16', 'business_plan', 'rejected',
        'committee'),
    ('Euphrates Cold Store', 'food', 'IQG04Q03N03', 'JPN-SDN-2019', date '2019-06-23', 'business_plan', 'waitlisted',
        'committee'),
    ('Euphrates Glass', 'construction', 'IQG04Q03N01', 'JPN-SDN-2019', date '2019-07-07', 'eoi_screened', 'withdrawn',
        'asked_by_applicant'),
    ('Tigris Stone Works', 'construction', 'IQG15Q08N02', 'JPN-SDN-2020', date '2020-11-08', 'eoi_screened', NULL,
        NULL),
    ('Tigris Upholstery', 'manufacturing', 'IQG15Q08N01', 'JPN-SDN-2020', date '2020-12-27', 'eoi', NULL, NULL),
    ('Tigris Beekeepers', 'agriculture', 'IQG15Q08N03', 'JPN-SDN-2020', date '2020-11-15', 'full_application', NULL,
        NULL),
    ('Euphrates Carpets', 'manufacturing', 'IQG04Q03N03', 'JPN-SDN-2020', date '2020-11-22', 'business_plan', NULL,
        NULL)
) AS applicant (name, sector, place, project, begun_on, reached, became, because);

INSERT INTO enterprises (
    name, sector, place, phone, founded, staff_women, staff_men, revenue, currency, registration, recorded_at,
    recorded_by
)
SELECT name, sector, place, CASE WHEN n IN (1, 8) THEN '+9647300000021' WHEN n IN (4, 10) THEN '+9647300000048' END,
    2005 + n, n % 3, 2 + n % 4, 12000 + n * 1500, 'USD', 'support_letter', pg_temp.at(begun_on, 9),
    'grants-officer-' || CASE WHEN place LIKE 'IQG15%' THEN 'telafar' WHEN place LIKE 'IQG04Q01%' THEN 'kufa'
        ELSE 'najaf' END
FROM others ORDER BY n;

INSERT INTO doubles (
    first_id, second_id, same_registry_number, same_legal_name, same_phone, recorded_at, recorded_by
)
SELECT first.id, second.id, false, false, true, second.recorded_at, second.recorded_by
FROM enterprises AS first JOIN enterprises AS second ON second.phone = first.phone AND second.id > first.id
ORDER BY second.recorded_at;

INSERT INTO double_settlements (double_id, outcome, recorded_at, recorded_by)
SELECT id, 'two_enterprises', recorded_at + interval '9 days', recorded_by FROM doubles ORDER BY id LIMIT 1;

-- Everybody who applied: until when it took to decide, and, of awards, what was granted.
CREATE TEMPORARY TABLE applied ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY enterprise.recorded_at, enterprise.id)::int AS id, enterprise.id AS enterprise_id,
    call.id AS call_id, call.fund_id, call.currency, award.id AS award_id,
    coalesce(award.place, enterprise.place) AS place, enterprise.recorded_at AS begun,
    coalesce(award.recorded_at, enterprise.recorded_at + interval '60 days') AS decided,
    coalesce(award.approved_on, pg_temp.day(enterprise.recorded_at) + 59) AS sat_on,
    coalesce(award.amount, 9000 + others.n * 1250) AS granted, coalesce(award.owner_sex, 'male') AS owner_sex,
    coalesce(others.reached, 'business_plan') AS reached,
    CASE WHEN others.n IS NULL THEN 'investment_committee' ELSE others.became END AS became,
    CASE WHEN others.n IS NULL THEN 'committee' ELSE others.because END AS because,
    enterprise.recorded_by AS officer, replace(enterprise.recorded_by, 'grants-officer', 'field-monitor') AS monitor
FROM enterprises AS enterprise
LEFT JOIN others ON others.name = enterprise.name
LEFT JOIN told_awards AS award ON award.enterprise_id = enterprise.id
JOIN (
    SELECT call.*, fund.project FROM calls AS call JOIN funds AS fund ON fund.id = call.fund_id
) AS call ON call.project = coalesce(award.project, others.project) AND call.currency = coalesce(award.currency, 'USD')
    AND left(coalesce(award.place, enterprise.place), 8) = ANY (call.districts);

-- On the way to the committee: after which share of that time each stage was reached, and by whom.
CREATE TEMPORARY TABLE way ON COMMIT DROP AS
SELECT applied.id AS application_id, stage.number, stage.stage,
    begun + interval '5 minutes' + stage.share * (decided - begun) AS at,
    CASE stage.stage WHEN 'eoi_verification' THEN monitor WHEN 'business_plan' THEN 'programme-officer' ELSE officer
        END AS by
FROM applied
JOIN (VALUES
    (0, 'draft', 0), (1, 'eoi', 0.001), (2, 'eoi_screened', 0.15), (3, 'eoi_verification', 0.45),
    (4, 'full_application', 0.5), (5, 'business_plan', 0.65)
) AS stage (number, stage, share) ON stage.number <= CASE applied.reached
    WHEN 'eoi' THEN 1 WHEN 'eoi_screened' THEN 2 WHEN 'eoi_verification' THEN 3 WHEN 'full_application' THEN 4
    ELSE 5 END;

INSERT INTO applications (id, call_id, enterprise_id, place, recorded_at, recorded_by)
SELECT applied.id, call_id, enterprise_id, place, way.at, way.by
FROM applied JOIN way ON way.application_id = applied.id AND way.number = 0 ORDER BY applied.id;
SELECT setval(pg_get_serial_sequence('applications', 'id'), max(id)) FROM applications;

-- The form as it was begun, and the same again as the full application.
INSERT INTO forms (
    application_id, number, amount, contribution, new_women, new_men, uses, female_representative, female_leader,
    priority_staff, social_responsibility, staff_benefits, diversity_policy, recorded_at, recorded_by
)
SELECT applied.id, way.number / 4, asked, trunc(asked * (0.15 + 0.2 * drawn)::numeric / 250) * 250,
    floor(drawn * 3), 1 + floor(drawn * 4), ARRAY['equipment', CASE WHEN drawn < 0.5 THEN 'stock' ELSE 'premises' END],
    owner_sex = 'female', owner_sex = 'female' AND drawn < 0.7, floor(drawn * 2), drawn < 0.4, drawn > 0.6, drawn > 0.8,
    way.at, way.by
FROM applied
JOIN way ON way.application_id = applied.id AND way.stage IN ('draft', 'full_application')
CROSS JOIN LATERAL (SELECT pg_temp.chance('form/' || applied.id) AS drawn) AS form
CROSS JOIN LATERAL (
    SELECT granted + floor(drawn * 4) * CASE currency WHEN 'IQD' THEN 250000 ELSE 500 END::numeric AS asked
) AS stated
ORDER BY way.at;

INSERT INTO verifications (
    enterprise_id, declared_by, visited_on, founded, staff_women, staff_men, registration, recorded_at, recorded_by
)
SELECT enterprise.id, enterprise.recorded_by, pg_temp.day(visit.at), enterprise.founded, enterprise.staff_women,
    CASE became WHEN 'rejected' THEN 0 ELSE enterprise.staff_men END, enterprise.registration, visit.at, monitor
FROM applied
JOIN enterprises AS enterprise ON enterprise.id = applied.enterprise_id
JOIN way ON way.application_id = applied.id AND way.stage = 'eoi_verification'
CROSS JOIN LATERAL (SELECT begun + (decided - begun) / 3 AS at) AS visit
WHERE NOT EXISTS (SELECT FROM verifications AS seen WHERE seen.enterprise_id = enterprise.id)
ORDER BY visit.at;

INSERT INTO clearances (application_id, outcome, checked_on, recorded_at, recorded_by)
SELECT application_id, 'cleared', pg_temp.day(at), at + interval '2 hours', 'programme-officer'
FROM way WHERE stage = 'full_application' ORDER BY at;

-- The committee sits on the morning of an approval; who is related to an applicant stands aside.
INSERT INTO sittings (call_id, held_on, quorum, recorded_at, recorded_by)
SELECT DISTINCT call_id, sat_on, 3, pg_temp.at(sat_on - 3, 10), 'programme-officer'
FROM applied WHERE because = 'committee' ORDER BY 2, 1;

CREATE TEMPORARY TABLE seats ON COMMIT DROP AS
SELECT 'committee-' || seat AS member, seat FROM unnest(ARRAY['chair', 'finance', 'livelihoods', 'protection']) AS seat;

INSERT INTO sitting_members (sitting_id, recorded_at, recorded_by)
SELECT id, pg_temp.at(held_on, 7), member FROM sittings, seats ORDER BY 2, 1, 3;

CREATE TEMPORARY TABLE judged ON COMMIT DROP AS
SELECT applied.*, sitting.id AS sitting_id, member, seat,
    seat = 'livelihoods' AND pg_temp.chance('related/' || applied.id) < 0.1 AS aside,
    CASE WHEN became = 'rejected' AND seat <> 'protection' THEN 'against'
        WHEN seat = 'finance' AND pg_temp.chance('vote/' || applied.id) < 0.15 THEN 'abstained' ELSE 'for' END AS choice
FROM applied JOIN sittings AS sitting ON sitting.call_id = applied.call_id AND sitting.held_on = applied.sat_on
CROSS JOIN seats WHERE because = 'committee';

INSERT INTO recusals (application_id, sitting_id, ground, recorded_at, recorded_by)
SELECT id, sitting_id, 'relative', pg_temp.at(sat_on, 7) + interval '15 minutes', member FROM judged WHERE aside;

INSERT INTO votes (sitting_id, application_id, choice, recorded_at, recorded_by)
SELECT sitting_id, id, choice, pg_temp.at(sat_on, 7) + interval '30 minutes', member
FROM judged WHERE NOT aside ORDER BY sat_on, id;

INSERT INTO rulings (
    sitting_id, application_id, decision, amount, votes_for, votes_against, votes_abstained, recorded_at, recorded_by
)
SELECT sitting_id, id, CASE became WHEN 'investment_committee' THEN 'approved' ELSE became END,
    CASE became WHEN 'investment_committee' THEN granted END, count(*) FILTER (WHERE choice = 'for'),
    count(*) FILTER (WHERE choice = 'against'), count(*) FILTER (WHERE choice = 'abstained'), decided, 'committee-chair'
FROM judged WHERE NOT aside GROUP BY sitting_id, id, became, granted, decided ORDER BY decided, id;
