"""Files are about an enterprise, or scans of what was signed for a delivery or of the list of a batch."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_ABOUT = {"delivery_id": "deliveries", "batch_id": "batches"}


def upgrade() -> None:
    op.alter_column("files", "enterprise_id", nullable=True)
    for column, table in _ABOUT.items():
        op.add_column("files", sa.Column(column, sa.Integer(), nullable=True))
        op.create_foreign_key(op.f(f"fk_files_{column}_{table}"), "files", table, [column], ["id"])
        op.create_index(op.f(f"ix_files_{column}"), "files", [column])
    op.create_check_constraint(
        op.f("ck_files_about_one"), "files", "num_nonnulls(enterprise_id, delivery_id, batch_id) = 1"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_files_about_one"), "files")
    for column in _ABOUT:
        op.drop_column("files", column)
    op.alter_column("files", "enterprise_id", nullable=False)
