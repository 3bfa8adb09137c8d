"""What somebody would write who asks one database about people and needs no mandate: each answer in one statement."""

_STATED = "JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL"
_TODAY = "(now() AT TIME ZONE 'Asia/Baghdad')::date"
_CHANGING = ("particulars", "memberships", "displacements", "phones", "functioning", "documents", "consents")


def _stood(alias: str) -> str:
    return f"{alias}.recorded_at <= $2 AND ({alias}.voided_at IS NULL OR {alias}.voided_at > $2)"


def _many(table: str, order: str) -> str:
    return (
        f"(SELECT json_agg(each) FROM (SELECT * FROM {table} AS each WHERE each.person_id = person.id"
        f" AND {_stood('each')} ORDER BY {order} LIMIT 200) AS each)"
    )


RECORD = f"""
SELECT person.*, stated.*, row_to_json(member) AS membership, row_to_json(home) AS household,
    (
        SELECT row_to_json(held) FROM displacements AS held
        WHERE (held.person_id = person.id OR held.household_id = member.household_id) AND {_stood("held")}
            AND held.since <= $3
        ORDER BY held.person_id IS NULL, held.since DESC, held.id DESC LIMIT 1
    ) AS displacement,
    {_many("phones", "id DESC")} AS phones, {_many("functioning", "asked_on DESC, id DESC")} AS functioning,
    {_many("documents", "id DESC")} AS documents, {_many("enrolments", "enrolled_on DESC, id DESC")} AS enrolments,
    {_many("consents", "decided_on DESC, id DESC")} AS consents
FROM people AS person
JOIN particulars AS stated ON stated.person_id = person.id AND {_stood("stated")}
LEFT JOIN memberships AS member ON member.person_id = person.id AND {_stood("member")}
    AND member.joined_on <= $3 AND (member.left_on IS NULL OR member.left_on > $3)
LEFT JOIN households AS home ON home.id = member.household_id
WHERE person.registration_number = $1
"""
"""A person's record by number, as known at a moment, of a day."""

_LAST = ", ".join(
    f"(SELECT max(greatest(recorded_at, voided_at)) FROM {table} WHERE person_id = person.id)" for table in _CHANGING
)
_NONE = "NOT EXISTS (SELECT FROM {} AS known WHERE known.person_id = person.id AND known.voided_at IS NULL{})"
_IN_NONE = _NONE.format("memberships", f" AND joined_on <= {_TODAY} AND (left_on IS NULL OR left_on > {_TODAY})")
_NOT_ASKED = _NONE.format("functioning", "") + (
    f" AND (stated.birth_date IS NULL OR stated.birth_date <= {_TODAY} - interval '5 years')"
)
_GAPS = {
    "birth": "stated.birth_precision = 'unknown'",
    "father": "num_nonnulls(stated.father_native, stated.father_latin) = 0",
    "grandfather": "num_nonnulls(stated.grandfather_native, stated.grandfather_latin) = 0",
    "household": _IN_NONE,
    "consent": _NONE.format("consents", ""),
    "functioning": _NOT_ASKED,
}
_MISSING = ", ".join(f"{condition} AS no_{gap}" for gap, condition in _GAPS.items())


def _cases(page: str) -> str:
    """Those on a page, found first, with what is not known of each and when they changed."""
    return (
        f"SELECT person.*, stated.*, {_MISSING}, greatest({_LAST}) AS changed_at FROM ({page}) AS page"
        f" JOIN people AS person ON person.id = page.id {_STATED} ORDER BY page.at DESC, person.id DESC"
    )


_PEOPLE = f"SELECT person.id, 0 AS at FROM people AS person {_STATED} WHERE person.voided_at IS NULL"
_NEWEST = "ORDER BY person.id DESC LIMIT 50"

AREA = _cases(f"{_PEOPLE} AND stated.place LIKE $1 {_NEWEST}")
"""Who lives in a place, the newest first."""

MINE = _cases(f"""{_PEOPLE} AND person.id IN (
    SELECT id FROM people WHERE recorded_by = $1
    UNION ALL SELECT person_id FROM particulars WHERE recorded_by = $1 AND voided_at IS NULL
) {_NEWEST}""")
"""Whom somebody registered or corrected last."""

_ANY_GAP = " OR ".join(f"({each})" for each in _GAPS.values())
INCOMPLETE = _cases(f"{_PEOPLE} AND stated.place LIKE $1 AND ({_ANY_GAP}) {_NEWEST}")
"""Of whom something is not known, in a place."""

_CHANGES = " UNION ALL ".join(
    f"SELECT person_id, greatest(recorded_at, voided_at) AS at FROM {table}" for table in _CHANGING
)
CHANGED = _cases(f"""
SELECT max(newest.at) AS at, newest.id FROM (
    SELECT change.at, change.person_id AS id FROM ({_CHANGES}) AS change
    JOIN people AS person ON person.id = change.person_id AND person.voided_at IS NULL {_STATED}
    WHERE stated.place LIKE $1 ORDER BY change.at DESC LIMIT 408
) AS newest GROUP BY newest.id ORDER BY 1 DESC LIMIT 50
""")
"""Who changed last, in a place."""

HOUSEHOLD = """
SELECT home.*, merger.into_id AS merged_into, merger.merged_on FROM households AS home
LEFT JOIN mergers AS merger ON merger.household_id = home.id AND merger.voided_at IS NULL WHERE home.id = $1
"""
"""A household by its number."""

HOUSEHOLDS = """
SELECT home.*, merger.into_id AS merged_into, merger.merged_on FROM households AS home
LEFT JOIN mergers AS merger ON merger.household_id = home.id AND merger.voided_at IS NULL
WHERE home.voided_at IS NULL AND home.place LIKE $1 ORDER BY home.id DESC LIMIT 50
"""
"""The households of a place, the newest first."""

MEMBERS = f"""
SELECT member.*, person.registration_number, stated.sex, stated.birth_date, stated.birth_precision
FROM memberships AS member JOIN people AS person ON person.id = member.person_id {_STATED}
WHERE member.household_id = $1 AND member.voided_at IS NULL
    AND member.joined_on <= {_TODAY} AND (member.left_on IS NULL OR member.left_on > {_TODAY})
ORDER BY member.relation <> 'head', member.joined_on, member.id
"""
"""Who lives in it today, the head first."""
