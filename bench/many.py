"""A register of any size, written straight into a migrated database: rows as the service would have written them,
without the time that it takes to imagine families, and without the signs that people are found by. Everybody in it is
invented."""

import asyncpg

from shared.places.units import Level, units

NAMES = (
    *("محمد", "علي", "أحمد", "حسين", "زينب", "فاطمة", "عمر", "مريم", "حسن", "سارة", "يوسف", "إبراهيم", "خالد", "نور"),
    *("رقية", "مصطفى", "عبد الله", "سعاد", "كريم", "جاسم", "هدى", "ليلى", "آمنة", "محمود", "صالح", "شلال", "هيوا"),
    *("شيرين", "دلشاد", "آزاد", "ناصر", "سلمان", "رعد", "وليد", "سعد", "هناء", "بتول", "زهراء", "كاظم", "عباس"),
)
"""The first are the most frequent by far."""
CLERKS = 200
MEMBERS = 6
"""Of each household."""

_DRAWN = f"""
CREATE UNLOGGED TABLE drawn AS
SELECT n, '2018-01-01Z'::timestamptz + n * interval '4 minutes' AS at, 'staff:clerk-' || n % {CLERKS} AS by,
    (n * 7919777::bigint + 13) % 10000000000 AS payload,
    1 + floor(pow(random(), 2) * {len(NAMES)})::int AS given, 1 + floor(pow(random(), 2) * {len(NAMES)})::int AS father,
    CASE WHEN random() < 0.92 THEN 1 + floor(pow(random(), 2) * {len(NAMES)})::int END AS grandfather,
    $2::text[] AS places, 1 + floor(pow(random(), 3) * cardinality($2::text[]))::int AS place, random() AS chance,
    CASE WHEN random() < 0.98 THEN '1945-01-01'::date + floor(random() * 26000)::int END AS born
FROM generate_series(1, $1::int) AS n
"""

_STATED = """
INSERT INTO particulars (person_id, given_native, father_native, grandfather_native, sex, birth_date, birth_precision,
    place, recorded_at, recorded_by, voided_at, voided_by, void_reason)
SELECT n, given.native, father.native, grandfather.native, CASE WHEN n % 2 = 0 THEN 'female' ELSE 'male' END, born,
    CASE WHEN born IS NULL THEN 'unknown' ELSE 'day' END, places[place],
    {at}, by, {voided}
FROM drawn JOIN names AS given ON given.k = drawn.given JOIN names AS father ON father.k = drawn.father
LEFT JOIN names AS grandfather ON grandfather.k = drawn.grandfather {where}
"""

_FACTS = (
    """INSERT INTO people (id, registration_number, recorded_at, recorded_by)
    SELECT n, regexp_replace(
        lpad(payload::text, 10, '0') || lpad((98 - payload * 100 % 97)::text, 2, '0'), '(.{4})(.{4})', '\\1-\\2-'
    ), at, by FROM drawn""",
    _STATED.format(at="at", voided="at + interval '9 days', by, 'corrected'", where="WHERE n % 20 = 0"),
    _STATED.format(
        at="CASE WHEN n % 20 = 0 THEN at + interval '9 days' ELSE at + interval '1 second' END",
        voided="NULL, NULL, NULL",
        where="",
    ),
    f"""INSERT INTO households (id, place, recorded_at, recorded_by)
    SELECT n / {MEMBERS} + 1, (array_agg(places[place] ORDER BY n))[1], min(at), min(by)
    FROM drawn GROUP BY n / {MEMBERS}""",
    f"""INSERT INTO memberships (household_id, person_id, relation, joined_on, left_on, recorded_at, recorded_by)
    SELECT n / {MEMBERS} + 1, n, CASE n % {MEMBERS} WHEN 0 THEN 'head' ELSE 'child' END, at::date,
        CASE WHEN n % 50 = 1 THEN at::date + 90 END, at + interval '2 seconds', by FROM drawn WHERE n % 40 > 0""",
    """INSERT INTO displacements (household_id, status, since, recorded_at, recorded_by)
    SELECT id, 'returnee', recorded_at::date, recorded_at + interval '3 seconds', recorded_by FROM households""",
    """INSERT INTO phones (person_id, number, owner, safe_to_call, voice_only, recorded_at, recorded_by)
    SELECT n, '+96477' || lpad((n / 3)::text, 8, '0'), 'self', true, false, at + interval '4 seconds', by
    FROM drawn WHERE n % 2 = 0""",
    """INSERT INTO documents (person_id, type, number_index, last_three, recorded_at, recorded_by)
    SELECT n, 'passport', sha256(n::text::bytea), '123', at + interval '5 seconds', by FROM drawn WHERE n % 3 = 0""",
    """INSERT INTO functioning (person_id, asked_on, seeing, recorded_at, recorded_by)
    SELECT n, at::date, 'no_difficulty', at + interval '6 seconds', by FROM drawn WHERE n % 4 > 0""",
    """INSERT INTO consents (person_id, purpose, recipient_class, decision, decided_on, language, witnessed, given_by,
        recorded_at, recorded_by)
    SELECT n, 'livelihood-support', 'authority', 'withdrawn', at::date, 'ar', 'thumbprint', 'self',
        at + interval '7 seconds', by FROM drawn WHERE n % 5 > 0""",
)


async def fill(url: str, people: int) -> None:
    """So many people: a twentieth corrected, in households of six that some have left, half of them with a phone, a
    third with a document, most asked about functioning and consent."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET synchronous_commit = off; SELECT setseed(0.5)")
        finest = [code for code, place in units().items() if place.level is Level.SUB_DISTRICT]
        await connection.execute("CREATE UNLOGGED TABLE names (k int, native text)")
        await connection.copy_records_to_table("names", records=list(enumerate(NAMES, start=1)))
        await connection.execute(_DRAWN, people, finest)
        for statement in _FACTS:
            await connection.execute(statement)
        await connection.execute("DROP TABLE drawn, names")
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()
