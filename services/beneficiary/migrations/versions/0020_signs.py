"""What people are found by: signs of name, birth and place, instead of words."""

import sqlalchemy as sa
from alembic import op

from services.beneficiary.people import signs
from services.beneficiary.people.views import NAMES

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

AT_ONCE = 10_000
STANDING = sa.text("voided_at IS NULL")

FILL = sa.text(
    "UPDATE particulars AS stated SET signs = string_to_array(found.signs, ' ')"
    " FROM unnest(CAST(:ids AS int[]), CAST(:signs AS text[])) AS found (id, signs) WHERE stated.id = found.id"
)


def upgrade() -> None:
    op.add_column("particulars", sa.Column("signs", sa.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.execute("ALTER TABLE particulars DISABLE TRIGGER append_only")
    _fill(op.get_bind())
    op.execute("ALTER TABLE particulars ENABLE TRIGGER append_only")
    op.create_index("ix_particulars_signs", "particulars", ["signs"], postgresql_using="gin", postgresql_where=STANDING)
    op.drop_index("ix_particulars_name_words", table_name="particulars")
    op.drop_column("particulars", "name_words")


def downgrade() -> None:
    op.add_column("particulars", sa.Column("name_words", sa.ARRAY(sa.Text()), server_default="{}", nullable=False))
    op.create_index(
        "ix_particulars_name_words", "particulars", ["name_words"], postgresql_using="gin", postgresql_where=STANDING
    )
    op.drop_index("ix_particulars_signs", table_name="particulars")
    op.drop_column("particulars", "signs")


def _fill(connection: sa.Connection) -> None:
    """The signs of those who are registered already; no trigger looks, since nothing is changed that was stated."""
    read = sa.text(
        f"SELECT id, birth_date, place, {', '.join(NAMES)} FROM particulars"  # noqa: S608 - names from code
        " WHERE id > :after ORDER BY id LIMIT :most"
    )
    after = 0
    while rows := connection.execute(read, {"after": after, "most": AT_ONCE}).mappings().all():
        found_by = [" ".join(signs.of(dict(row), row["birth_date"], row["place"])) for row in rows]
        connection.execute(FILL, {"ids": [row["id"] for row in rows], "signs": found_by})
        after = rows[-1]["id"]
