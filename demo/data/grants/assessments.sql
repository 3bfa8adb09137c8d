-- Who was asked for the phase that selects by list: in the two districts where most learned a trade or worked in the
-- pilot. What an answer is worth is reckoned in `demo/assessing.py`, from `answered`.

CREATE TEMPORARY TABLE answered ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY assessed_on, which, turn)::int AS id, which, turn, phase.id AS phase_id,
    phase.project, phase.scoring, person_id, household_id, district AS place, officer, monitor, assessed_on, household_size,
    least(household_size - 1, floor(drawn * 5)::int + 1) AS dependants, (drawn > 0.55)::int AS earners,
    CASE WHEN drawn < 0.2 THEN 'nothing' WHEN drawn < 0.7 THEN 'below_350000' ELSE '350000_to_700000' END AS income,
    spread < 0.25 AS female_headed, spread > 0.85 AS disability, CASE WHEN spread < 0.4 THEN 'own'
        WHEN spread < 0.75 THEN 'rented' WHEN spread < 0.9 THEN 'hosted' ELSE 'unfinished' END AS shelter,
    drawn < 0.5 AS debt, floor(spread * 6)::int AS experience, modality IN ('FT', 'VT', 'OJT') AS trained,
    spread > 0.1 AS literate, drawn > 0.8 AS tools, 10 + floor(drawn * 40)::int AS hours
FROM (
    SELECT learned.*, row_number() OVER (PARTITION BY district ORDER BY pg_temp.chance('asked/' || person_id)) AS turn,
        dense_rank() OVER (ORDER BY many DESC, district) AS which
    FROM (
        SELECT person_id, household_id, packages.modality, officer, monitor, left(packages.place, 8) AS district,
            count(*) OVER (PARTITION BY left(packages.place, 8)) AS many
        FROM packages JOIN assistances AS assistance ON assistance.id = packages.id
        WHERE project = 'JPN-SDN-2019' AND packages.modality IN ('FT', 'VT', 'OJT', 'JP', 'CFW') AND voided_at IS NULL
    ) AS learned
) AS learned
JOIN phases AS phase ON phase.scoring IS NOT NULL
CROSS JOIN LATERAL (SELECT
    phase.starts_on + turn::int * 2 AS assessed_on, pg_temp.chance('needs/' || person_id) AS drawn,
    pg_temp.chance('skills/' || person_id) AS spread, 3 + floor(pg_temp.chance('size/' || person_id) * 6)::int
        AS household_size
) AS asked
WHERE which < 3 AND turn <= 12;
