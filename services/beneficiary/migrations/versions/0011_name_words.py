"""What people are found by: the words of their names, in one spelling."""

import sqlalchemy as sa
from alembic import op

from services.beneficiary.people import spelling

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

PARTS = (
    *("given", "father", "grandfather", "great_grandfather", "nisba"),
    *("mother_given", "mother_father", "mother_grandfather", "known_as"),
)
NAMES = [f"{part}_{script}" for part in PARTS for script in ("native", "latin")]
AT_ONCE = 10_000

FILL = sa.text(
    "UPDATE particulars AS stated SET name_words = string_to_array(found.words, ' ')"
    " FROM unnest(CAST(:ids AS int[]), CAST(:words AS text[])) AS found (id, words) WHERE stated.id = found.id"
)


def upgrade() -> None:
    op.add_column("particulars", sa.Column("name_words", sa.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.execute("ALTER TABLE particulars DISABLE TRIGGER append_only")
    _fill(op.get_bind())
    op.execute("ALTER TABLE particulars ENABLE TRIGGER append_only")
    op.create_index(
        "ix_particulars_name_words",
        "particulars",
        ["name_words"],
        postgresql_using="gin",
        postgresql_where=sa.text("voided_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_particulars_name_words", table_name="particulars")
    op.drop_column("particulars", "name_words")


def _fill(connection: sa.Connection) -> None:
    """The words of those who are registered already; no trigger looks, since nothing is changed that was stated."""
    read = sa.text(
        f"SELECT id, {', '.join(NAMES)} FROM particulars WHERE id > :after ORDER BY id LIMIT :most"  # noqa: S608 - names from code
    )
    after = 0
    while rows := connection.execute(read, {"after": after, "most": AT_ONCE}).all():
        words = [" ".join(spelling.words(names)) for _, *names in rows]
        connection.execute(FILL, {"ids": [row.id for row in rows], "words": words})
        after = rows[-1].id
