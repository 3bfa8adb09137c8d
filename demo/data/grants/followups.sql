-- What was handed over of packages in kind, and what people said afterwards of how they live by it. Not everybody was
-- asked: of some that is due.

CREATE TEMPORARY TABLE handed ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY delivered_on, version.id, line.number)::int AS id, version.id AS version_id, monitor,
    line.number, line.quantity, delivered_on
FROM provision_versions AS version
JOIN provision_lines AS line ON line.version_id = version.id
JOIN provisions AS provision ON provision.id = version.provision_id
JOIN packages ON packages.id = provision.assistance_id
JOIN LATERAL (
    SELECT min(paid_on) AS first_on, max(paid_on) AS last_on, sum(amount) AS amount FROM payments
    WHERE assistance_id = packages.id AND voided_at IS NULL
) AS paid ON line.number = 1 OR paid.amount = packages.amount
CROSS JOIN LATERAL (SELECT CASE line.number WHEN 1 THEN first_on + 4 ELSE last_on + 6 END AS delivered_on) AS delivered
WHERE delivered_on IS NOT NULL;

INSERT INTO deliveries (
    id, provision_id, version_id, approved_by, delivered_on, sheet, page, recorded_at, recorded_by
)
SELECT id, version_id, version_id, 'programme-officer', delivered_on, sheet,
    row_number() OVER (PARTITION BY sheet ORDER BY id), pg_temp.at(delivered_on + 1, 10), monitor
FROM handed CROSS JOIN LATERAL (
    SELECT 'DS-' || upper(substr(monitor, 15)) || to_char(delivered_on, '-YYYYMM') AS sheet
) AS signed ORDER BY id;
SELECT setval(pg_get_serial_sequence('deliveries', 'id'), max(id)) FROM deliveries;

INSERT INTO delivery_lines (delivery_id, number, version_id, quantity)
SELECT id, number, version_id, quantity FROM handed ORDER BY id;

INSERT INTO followups (
    assistance_id, mark, followed_on, means, state, income, asset, difficulties, recorded_at, recorded_by
)
SELECT packages.id, mark, followed_on, CASE WHEN drawn < 0.7 THEN 'visit' ELSE 'phone' END,
    CASE WHEN drawn < 0.8 THEN 'goes_on' WHEN drawn < 0.93 THEN 'interrupted' ELSE 'ended' END,
    CASE WHEN drawn < 0.2 THEN 'above_700000' WHEN drawn < 0.65 THEN '350000_to_700000' WHEN drawn < 0.9
        THEN 'below_350000' ELSE 'not_said' END,
    CASE WHEN modality NOT IN ('BSP', 'BEP', 'ESP') THEN 'none_given' WHEN drawn < 0.85 THEN 'in_use'
        ELSE 'not_in_use' END,
    CASE WHEN drawn < 0.4 THEN '{}' WHEN drawn < 0.7 THEN '{few_customers}' ELSE '{costs,electricity}' END::text[],
    pg_temp.at(followed_on, 14), monitor
FROM packages
JOIN LATERAL (
    SELECT max(day) AS on_day, bool_or(goes_on) AS goes_on FROM (
        SELECT paid_on AS day, false AS goes_on FROM payments WHERE assistance_id = packages.id AND voided_at IS NULL
        UNION ALL
        SELECT delivered_on, false FROM deliveries JOIN provisions ON provisions.id = provision_id
        WHERE assistance_id = packages.id
        UNION ALL
        SELECT ended_on, course_id IS NULL FROM courses LEFT JOIN course_ends ON course_id = courses.id
        WHERE assistance_id = packages.id
        UNION ALL
        SELECT ended_on, placement_id IS NULL FROM placements LEFT JOIN placement_ends ON placement_id = placements.id
        WHERE assistance_id = packages.id
    ) AS gift
) AS given ON NOT goes_on
CROSS JOIN (VALUES ('after_1_month', 1, 0.85), ('after_3_months', 3, 0.75), ('after_6_months', 6, 0.6))
    AS asked (mark, months, share)
CROSS JOIN LATERAL (SELECT
    (on_day + make_interval(months => months))::date + packages.id % 9 AS followed_on,
    pg_temp.chance(concat_ws('/', 'followed', packages.id, mark)) AS drawn
) AS followed
WHERE pg_temp.chance(concat_ws('/', 'asked', packages.id)) < share
ORDER BY followed_on, packages.id;
