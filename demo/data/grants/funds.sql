-- From what the programme pays: a fund in each currency, two calls on each of its first one, the phases of livelihood
-- assistance, and what a dollar was in dinars. All of it follows from the rows that are recorded, by fixed sums and
-- hashes, so that it is the same each time; no text names anybody.

CREATE FUNCTION pg_temp.at(day date, hour int) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
    $$ SELECT (day + make_interval(hours => hour)) AT TIME ZONE 'Asia/Baghdad' $$;

CREATE FUNCTION pg_temp.day(moment timestamptz) RETURNS date LANGUAGE sql IMMUTABLE AS
    $$ SELECT (moment AT TIME ZONE 'Asia/Baghdad')::date $$;

-- Between 0 and 1, and always the same for the same text.
CREATE OR REPLACE FUNCTION pg_temp.chance(of text) RETURNS float8 LANGUAGE sql IMMUTABLE AS
    $$ SELECT ('x' || left(md5(of), 7))::bit(28)::int / 268435456.0 $$;

INSERT INTO funds (project, donor, title, ceiling, currency, threshold, recorded_at, recorded_by)
SELECT project.code, project.donor, fund.title, ceiling, fund.currency, threshold,
    project.recorded_at + interval '1 hour', project.recorded_by
FROM (VALUES
    ('JPN-SDN-2019', 'Enterprises and livelihoods of the pilot', 1000000, 'USD', 5000),
    ('JPN-SDN-2020', 'Enterprises and livelihoods of the follow-up', 250000, 'USD', 5000),
    ('JPN-SDN-2020', 'Enterprises and livelihoods of the follow-up, in dinars', 200000000, 'IQD', 6000000)
) AS fund (project, title, ceiling, currency, threshold)
JOIN projects AS project ON project.code = fund.project ORDER BY project.id, ceiling;

INSERT INTO rates (source, starts_on, ends_on, dinars, recorded_at, recorded_by)
SELECT source, starts_on, ends_on, dinars, pg_temp.at(recorded_on, 9), 'programme-officer'
FROM (VALUES
    (date '2019-01-01', date '2020-12-19', 1190, date '2019-04-01'),
    (date '2020-12-20', date '2023-02-07', 1450, date '2020-12-20'),
    (date '2023-02-08', date '2030-12-31', 1300, date '2023-02-08')
) AS rate (starts_on, ends_on, dinars, recorded_on), unnest(ARRAY['cbi_official', 'un_operational']) AS source;

INSERT INTO calls (
    fund_id, variant, sectors, districts, budget, smallest, largest, currency, least_years, least_contribution,
    registered, scoring, opens_at, closes_at, recorded_at, recorded_by
)
SELECT fund.id, variant,
    ARRAY['agriculture', 'food', 'construction', 'manufacturing', 'services', 'trade'], districts, budget, smallest,
    largest, fund.currency, 1, 10, false, 'eoi-2019', pg_temp.at(opens_on, 9), pg_temp.at(closes_on, 16),
    pg_temp.at(opens_on - 3, 10), fund.recorded_by
FROM (VALUES
    ('JPN-SDN-2019', 'USD', 'general', ARRAY['IQG15Q08'], 440000, 5000, 30000, date '2019-04-07', date '2020-02-06'),
    ('JPN-SDN-2019', 'USD', 'general', ARRAY['IQG04Q01', 'IQG04Q02', 'IQG04Q03'], 330000, 5000, 30000,
        date '2019-04-07', date '2020-02-06'),
    ('JPN-SDN-2020', 'USD', 'covid_response', ARRAY['IQG15Q03', 'IQG15Q07', 'IQG15Q08', 'IQG04Q01', 'IQG04Q03'],
        170000, 5000, 30000, date '2020-05-03', date '2021-01-07'),
    ('JPN-SDN-2020', 'IQD', 'covid_response', ARRAY['IQG15Q03', 'IQG15Q07', 'IQG15Q08', 'IQG04Q01', 'IQG04Q03'],
        125000000, 5000000, 45000000, date '2020-05-03', date '2021-01-07')
) AS call (project, currency, variant, districts, budget, smallest, largest, opens_on, closes_on)
JOIN funds AS fund ON fund.project = call.project AND fund.currency = call.currency ORDER BY fund.id, districts;

INSERT INTO phases (project, number, title, starts_on, ends_on, scoring, recorded_at, recorded_by)
SELECT project.code, number, phase.title, phase.starts_on, phase.ends_on, scoring,
    project.recorded_at + interval '2 hours', project.recorded_by
FROM (VALUES
    ('JPN-SDN-2019', 1, 'Livelihood packages', date '2019-04-01', date '2020-11-30', NULL),
    ('JPN-SDN-2020', 1, 'Livelihood packages', date '2020-04-01', date '2021-09-30', NULL),
    ('JPN-SDN-2020', 2, 'A start for those who learned a trade', date '2021-01-17', date '2021-09-30', 'ila-2020')
) AS phase (project, number, title, starts_on, ends_on, scoring)
JOIN projects AS project ON project.code = phase.project ORDER BY project.id, number;
