"""What caseloads are found by: who registered or corrected whom, and when a fact about somebody changed last."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

CHANGED = ("particulars", "memberships", "displacements", "phones", "functioning", "documents", "consents")


def upgrade() -> None:
    op.create_index("ix_people_recorded_by", "people", ["recorded_by", "id"])
    op.create_index(
        "ix_particulars_recorded_by", "particulars", ["recorded_by", "person_id"], postgresql_where="voided_at IS NULL"
    )
    for table in CHANGED:
        op.execute(f"CREATE INDEX ix_{table}_changed ON {table} ((greatest(recorded_at, voided_at)), person_id)")


def downgrade() -> None:
    for table in CHANGED:
        op.drop_index(f"ix_{table}_changed", table)
    op.drop_index("ix_particulars_recorded_by", "particulars")
    op.drop_index("ix_people_recorded_by", "people")
