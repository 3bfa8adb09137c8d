-- Whoever owns what has an award of a project, and was assisted under it besides, is a finding, raised as soon as both
-- are recorded. Officers settled those of the pilot: one on paper, and the others as due both.

INSERT INTO findings (kind, project, first_id, first_award_id, recorded_at, recorded_by)
SELECT 'owner_assisted', award.project, assistance.id, award.id,
    greatest(assistance.recorded_at, award.recorded_at, owner.recorded_at) + interval '5 seconds', 'gateway'
FROM assistances AS assistance
JOIN owners AS owner ON owner.person_id = assistance.person_id AND owner.voided_at IS NULL
JOIN awards AS award ON award.enterprise_id = owner.enterprise_id AND award.project = assistance.project
    AND award.voided_at IS NULL
WHERE assistance.voided_at IS NULL ORDER BY 5, assistance.id;

INSERT INTO settlements (finding_id, outcome, recorded_at, recorded_by)
SELECT finding.id, CASE WHEN finding.id = min(finding.id) FILTER (WHERE NOT EXISTS (
        SELECT FROM refunds WHERE assistance_id = first_id
    )) OVER () THEN 'settled' ELSE 'both_due' END,
    pg_temp.at(greatest(pg_temp.day(finding.recorded_at), '2020-03-01') + 7, 11), officer
FROM findings AS finding JOIN packages ON packages.id = first_id WHERE project = 'JPN-SDN-2019' ORDER BY finding.id;
