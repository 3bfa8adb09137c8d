-- Cash for work: a site in each governorate, where whoever was approved works every day but Friday in the month that
-- begins next, as many days as their package is worth. One person closes the month, another confirms it.

CREATE TEMPORARY TABLE hands ON COMMIT DROP AS
SELECT assistance.id AS assistance_id, assistance.project, person_id, left(place, 5) AS governorate,
    assistance.currency, assistance.recorded_at, assistance.recorded_by AS officer, assistance.amount / wage AS days,
    wage,
    (date_trunc('month', approved_on + 7) + interval '1 month')::date AS begins_on
FROM assistances AS assistance
CROSS JOIN LATERAL (SELECT CASE currency WHEN 'IQD' THEN 25000 ELSE 20 END::numeric AS wage) AS daily
WHERE modality = 'CFW' AND fund_id IS NOT NULL;

INSERT INTO works (
    project, place, kind, task, starts_on, ends_on, wage, currency, wage_rule, wage_source, hours, cap, places,
    recorded_at, recorded_by
)
SELECT project, CASE governorate WHEN 'IQG15' THEN 'IQG15Q08' ELSE 'IQG04Q03' END,
    CASE governorate WHEN 'IQG15' THEN 'canal_cleaning' ELSE 'waste_collection' END,
    CASE governorate WHEN 'IQG15' THEN 'Clean the irrigation canal' ELSE 'Collect and sort waste' END,
    min(begins_on), (max(begins_on) + interval '1 month')::date, wage, currency, 'cluster_rate',
    'Emergency Livelihoods Cluster', 5, 40, 25, min(recorded_at) + interval '1 hour', min(officer)
FROM hands GROUP BY project, governorate, currency, wage ORDER BY min(recorded_at);

INSERT INTO workers (work_id, assistance_id, person_id, currency, recorded_at, recorded_by)
SELECT work.id, assistance_id, person_id, hands.currency, hands.recorded_at + interval '2 days', officer
FROM hands JOIN works AS work ON work.project = hands.project AND work.currency = hands.currency
    AND left(work.place, 5) = hands.governorate
ORDER BY hands.recorded_at;

INSERT INTO workdays (worker_id, work_id, assistance_id, person_id, worked_on, hours, sheet, recorded_at, recorded_by)
SELECT worker.id, work_id, assistance_id, worker.person_id, worked.day, 5, 'WS-' || to_char(worked.day, 'YYYYMMDD'),
    pg_temp.at(worked.day, 15), officer
FROM workers AS worker JOIN hands USING (assistance_id)
CROSS JOIN LATERAL (
    SELECT day::date FROM generate_series(begins_on, begins_on + interval '1 month - 1 day', '1 day') AS day
    WHERE extract(isodow FROM day) <> 5 ORDER BY day LIMIT days::int
) AS worked
ORDER BY worked.day, worker.id;

INSERT INTO periods (work_id, begins_on, ends_on, recorded_at, recorded_by)
SELECT work_id, month, (month + interval '1 month - 1 day')::date, pg_temp.at((month + interval '1 month')::date, 9),
    min(recorded_by)
FROM workdays CROSS JOIN LATERAL (SELECT date_trunc('month', worked_on)::date AS month) AS worked
GROUP BY work_id, month ORDER BY month, work_id;

INSERT INTO wages (
    period_id, work_id, worker_id, assistance_id, person_id, part, days, wage, amount, currency, recorded_at,
    recorded_by
)
SELECT period.id, work.id, worker_id, assistance_id, person_id, 1, count(*), wage, count(*) * wage, currency,
    period.recorded_at, period.recorded_by
FROM periods AS period
JOIN works AS work ON work.id = period.work_id
JOIN workdays AS worked ON worked.work_id = work.id AND worked_on BETWEEN begins_on AND period.ends_on
GROUP BY period.id, work.id, worker_id, assistance_id, person_id ORDER BY period.id, worker_id;

INSERT INTO period_confirmations (period_id, closed_by, recorded_at, recorded_by)
SELECT id, recorded_by, recorded_at + interval '1 day', 'programme-officer' FROM periods ORDER BY recorded_at;
