-- Whom the programme helped to a living: each package on its fund and in its phase, what it was given as, and the
-- courses and placements that belong to it.

INSERT INTO assistances (
    id, project, person_id, sex, modality, place, amount, currency, approved_on, fund_id, phase_id, household_id,
    recorded_at, recorded_by, voided_at, voided_by, void_reason
)
SELECT assistance.id, assistance.project, person_id, sex, modality, place, amount, assistance.currency, approved_on,
    fund.id, phase.id, CASE WHEN fund.id IS NOT NULL THEN household_id END, assistance.recorded_at,
    assistance.recorded_by, assistance.voided_at, assistance.voided_by, assistance.void_reason
FROM told_assistances AS assistance
LEFT JOIN funds AS fund ON fund.project = assistance.project AND fund.currency = assistance.currency
LEFT JOIN phases AS phase ON phase.project = fund.project AND phase.scoring IS NULL ORDER BY assistance.id;

-- `field` is what somebody wants to live by, and which row of the table below is theirs.
CREATE TEMPORARY TABLE packages ON COMMIT DROP AS
SELECT id, modality, amount, currency, recorded_at, recorded_by AS officer,
    replace(recorded_by, 'livelihoods-officer', 'field-monitor') AS monitor, place,
    floor(pg_temp.chance('field/' || id) * 6)::int AS field
FROM assistances WHERE fund_id IS NOT NULL;

CREATE TEMPORARY TABLE fields ON COMMIT DROP AS
SELECT * FROM (VALUES
    (0, 'Sewing machine', 'Roll of cloth', 'Tailoring'), (1, 'Popcorn machine', 'Sack of maize', 'Pastry'),
    (2, 'Welding machine', 'Steel bar', 'Welding'), (3, 'Barber chair', 'Set of clippers', 'Hairdressing'),
    (4, 'Phone repair bench', 'Set of spare parts', 'Mobile phone repair'),
    (5, 'Milking machine', 'Sack of fodder', 'Dairy')
) AS field (field, item, supply, subject);

INSERT INTO provisions (id, assistance_id, recorded_at, recorded_by)
SELECT row_number() OVER (ORDER BY id), id, recorded_at + interval '1 hour', officer
FROM packages WHERE modality <> 'CFW' ORDER BY id;
SELECT setval(pg_get_serial_sequence('provisions', 'id'), max(id)) FROM provisions;

INSERT INTO provision_versions (id, provision_id, version, form, recorded_at, recorded_by)
SELECT provision.id, provision.id, 1, CASE WHEN modality IN ('BSP', 'BEP', 'ESP') THEN 'in_kind' ELSE 'cash' END,
    provision.recorded_at, provision.recorded_by
FROM provisions AS provision JOIN packages ON packages.id = provision.assistance_id ORDER BY provision.id;
SELECT setval(pg_get_serial_sequence('provision_versions', 'id'), max(id)) FROM provision_versions;

-- Four of what is used up, each for about an eighth of the package, and for the rest one of what is worked with.
INSERT INTO provision_lines (version_id, number, item, unit, quantity, unit_cost)
SELECT version.id, number, CASE number WHEN 1 THEN item ELSE supply END,
    CASE number WHEN 1 THEN 'piece' ELSE 'pack' END,
    CASE number WHEN 1 THEN 1 ELSE 4 END, CASE number WHEN 1 THEN amount - 4 * each ELSE each END
FROM provision_versions AS version
JOIN provisions AS provision ON provision.id = version.provision_id
JOIN packages ON packages.id = provision.assistance_id
JOIN fields USING (field)
CROSS JOIN LATERAL (SELECT CASE currency WHEN 'IQD' THEN trunc(amount / 2000) * 250 ELSE trunc(amount / 8) END AS each)
    AS cost
CROSS JOIN generate_series(1, 2) AS number
WHERE form = 'in_kind' ORDER BY version.id, number;

INSERT INTO provision_approvals (version_id, drawn_by, recorded_at, recorded_by)
SELECT id, recorded_by, recorded_at + interval '1 day', 'programme-officer' FROM provision_versions ORDER BY id;

-- Whoever learns a trade takes a course, and nearly all finish it.
INSERT INTO courses (assistance_id, subject, hours, starts_on, recorded_at, recorded_by)
SELECT id, CASE modality WHEN 'FT' THEN 'Greenhouses and drip irrigation' ELSE subject END,
    CASE modality WHEN 'FT' THEN 40 ELSE 120 END, pg_temp.day(recorded_at) + 7, recorded_at + interval '8 days', officer
FROM packages JOIN fields USING (field) WHERE modality IN ('FT', 'VT') ORDER BY recorded_at;

INSERT INTO course_ends (course_id, ended_on, attended, recorded_at, recorded_by)
SELECT id, ended_on, 78 + id % 5 * 5, pg_temp.at(ended_on + 1, 10), recorded_by
FROM courses CROSS JOIN LATERAL (SELECT starts_on + hours AS ended_on) AS ended WHERE id % 12 <> 7;

-- Whoever learns on the job is with an employer: with an enterprise that has an award near by, or with another one.
INSERT INTO placements (assistance_id, enterprise_id, host, starts_on, months, stipend, recorded_at, recorded_by)
SELECT packages.id, host.enterprise_id, CASE WHEN host.enterprise_id IS NULL THEN 'Municipality workshop' END,
    pg_temp.day(recorded_at) + 7, CASE modality WHEN 'OJT' THEN 3 ELSE 2 END,
    CASE currency WHEN 'IQD' THEN 250000 ELSE 150 END, recorded_at + interval '8 days', officer
FROM packages
LEFT JOIN LATERAL (
    SELECT enterprise_id FROM awards
    WHERE left(awards.place, 8) = left(packages.place, 8) AND awards.recorded_at < packages.recorded_at
    ORDER BY pg_temp.chance(concat_ws('/', 'host', packages.id, awards.id)) LIMIT 1
) AS host ON true
WHERE modality IN ('JP', 'OJT') ORDER BY recorded_at;

INSERT INTO placement_ends (placement_id, ended_on, retained, recorded_at, recorded_by)
SELECT id, ended_on, id % 3 > 0, pg_temp.at(ended_on + 2, 10), recorded_by
FROM placements CROSS JOIN LATERAL (SELECT (starts_on + make_interval(months => months))::date AS ended_on) AS ended
WHERE id % 9 <> 4;
