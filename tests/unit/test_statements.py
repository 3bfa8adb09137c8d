"""What a trace shows of SQL: the statement, and nothing that was written into it."""

import pytest

from shared.watching.statements import bare


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("SELECT id FROM people WHERE name = $1 AND place LIKE ANY ($2)", None),
        ("SELECT id FROM people WHERE name = 'Zainab'", "SELECT id FROM people WHERE name = ?"),
        ("SELECT 'it''s O''Brien', id", "SELECT ?, id"),
        (r"SELECT E'it\'s Zainab', id", "SELECT ?, id"),
        ("SELECT $$Zainab$$, $name$Zain$$ab$name$, $3", "SELECT ?, ?, $3"),
        ("SELECT 48217730, 1.5, 4821e3 FROM t1 LIMIT 20", "SELECT ?, ?, ? FROM t1 LIMIT ?"),
        ("SELECT $1::int[],\n\n    t2.x\nFROM t2;", "SELECT $1::int[], t2.x FROM t2;"),
        ("SELECT 'never closed", "SELECT ?"),
        ("", ""),
    ],
)
def test_a_statement_is_shown_without_any_value(statement: str, shown: str | None) -> None:
    assert bare(statement) == (statement if shown is None else shown)


def test_a_long_statement_is_cut() -> None:
    assert len(bare("SELECT " + "x, " * 10_000)) == 2_000
