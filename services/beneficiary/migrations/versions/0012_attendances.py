"""Attendance at sessions, with what the sheet says."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STANDING = sa.text("voided_at IS NULL")


def upgrade() -> None:
    # A day on which somebody was recorded was a session, since the first of them was.
    op.execute(
        "INSERT INTO sessions (activity_id, held_on, recorded_at, recorded_by)"
        " SELECT activity_id, attended_on, min(recorded_at), min(recorded_by) FROM attendances"
        " GROUP BY activity_id, attended_on ORDER BY min(recorded_at), activity_id, attended_on"
    )
    op.add_column("attendances", sa.Column("session_id", sa.Integer(), nullable=True))
    kept = sa.Enum("present", "excused", "absent", name="outcome", native_enum=False, create_constraint=True, length=40)
    op.add_column("attendances", sa.Column("outcome", kept, nullable=True))
    op.execute("ALTER TABLE attendances DISABLE TRIGGER append_only")
    op.execute(
        "UPDATE attendances SET session_id = sessions.id, outcome = 'present' FROM sessions"
        " WHERE sessions.activity_id = attendances.activity_id AND sessions.held_on = attendances.attended_on"
    )
    op.execute("ALTER TABLE attendances ENABLE TRIGGER append_only")
    op.alter_column("attendances", "session_id", nullable=False)
    op.alter_column("attendances", "outcome", nullable=False)
    op.create_foreign_key(op.f("fk_attendances_session_id_sessions"), "attendances", "sessions", ["session_id"], ["id"])
    op.drop_index("uq_attendances_standing", "attendances")
    op.drop_index("ix_attendances_activity_id", "attendances")
    op.drop_column("attendances", "activity_id")
    op.drop_column("attendances", "attended_on")
    op.create_index(
        "uq_attendances_standing", "attendances", ["person_id", "session_id"], unique=True, postgresql_where=STANDING
    )
    op.create_index("ix_attendances_session_id", "attendances", ["session_id"])


def downgrade() -> None:
    op.add_column("attendances", sa.Column("activity_id", sa.Integer(), nullable=True))
    op.add_column("attendances", sa.Column("attended_on", sa.Date(), nullable=True))
    op.execute("ALTER TABLE attendances DISABLE TRIGGER append_only")
    op.execute(
        "UPDATE attendances SET activity_id = sessions.activity_id, attended_on = sessions.held_on FROM sessions"
        " WHERE sessions.id = attendances.session_id"
    )
    op.execute("ALTER TABLE attendances ENABLE TRIGGER append_only")
    op.alter_column("attendances", "activity_id", nullable=False)
    op.alter_column("attendances", "attended_on", nullable=False)
    op.create_foreign_key(
        op.f("fk_attendances_activity_id_activities"), "attendances", "activities", ["activity_id"], ["id"]
    )
    op.drop_index("ix_attendances_session_id", "attendances")
    op.drop_index("uq_attendances_standing", "attendances")
    op.drop_column("attendances", "outcome")
    op.drop_column("attendances", "session_id")
    op.create_index("ix_attendances_activity_id", "attendances", ["activity_id"])
    op.create_index(
        "uq_attendances_standing",
        "attendances",
        ["person_id", "activity_id", "attended_on"],
        unique=True,
        postgresql_where=STANDING,
    )
