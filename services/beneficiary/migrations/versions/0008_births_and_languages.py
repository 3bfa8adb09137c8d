"""Which day is kept of a birth that is not known to the day; and in which languages people can be spoken with."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CHECKS = {
    "month": "birth_precision <> 'month' OR extract(day FROM birth_date) = 1",
    "year": "birth_precision NOT IN ('year', 'estimated') OR to_char(birth_date, 'MM-DD') IN ('07-01', '01-01')",
    "languages": (
        "cardinality(languages) BETWEEN 1 AND 5 AND languages <@ ARRAY['ar', 'ckb', 'kmr', 'sdh', 'hac', 'sdb',"
        " 'azb', 'syr', 'hy', 'mid', 'fa', 'rmt', 'en', 'sgn', 'mis']::text[]"
    ),
}


def upgrade() -> None:
    op.add_column("particulars", sa.Column("languages", sa.ARRAY(sa.Text()), nullable=True))
    for name, condition in CHECKS.items():
        op.create_check_constraint(op.f(f"ck_particulars_{name}"), "particulars", condition)


def downgrade() -> None:
    for name in reversed(CHECKS):
        op.drop_constraint(op.f(f"ck_particulars_{name}"), "particulars")
    op.drop_column("particulars", "languages")
