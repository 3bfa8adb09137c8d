"""Questions of surveys, waves that ask them, and the answers of respondents whom nothing names."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

STANDING = sa.text("voided_at IS NULL")
HELD = {
    "questions": "append_only",
    "waves": "append_only",
    "asked": "unchanging",
    "answers": "append_only",
    "respondents": "unchanging",
}


def upgrade() -> None:
    op.create_table(
        "questions",
        *_fact("questions"),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("scale", _codes("scale", "yes_no", "agreement", "safety", "trust", "likelihood"), nullable=False),
        sa.Column("reversed", sa.Boolean(), nullable=False),
        *(sa.Column(f"wording_{language}", sa.String(400), nullable=False) for language in ("en", "ar", "ckb")),
        sa.CheckConstraint("version > 0", name=op.f("ck_questions_version")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_questions_code_version")),
    )
    op.create_table(
        "waves",
        *_fact("waves"),
        sa.Column("forum_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(11), nullable=False),
        sa.Column("project", sa.String(40), nullable=True),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("design", _codes("design", "simple", "cluster", "stratified"), nullable=False),
        sa.Column("method", _codes("method", "face_to_face", "telephone", "self_completed"), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= begins_on", name=op.f("ck_waves_ends_after_it_begins")),
        sa.CheckConstraint("target > 0", name=op.f("ck_waves_target")),
        _refers("waves", "forum_id", "forums"),
    )
    op.create_index("ix_waves_forum_id", "waves", ["forum_id"])
    op.create_table(
        "asked",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("position > 0", name=op.f("ck_asked_position")),
        _refers("asked", "question_id", "questions"),
        _refers("asked", "wave_id", "waves"),
        sa.PrimaryKeyConstraint("wave_id", "position", name=op.f("pk_asked")),
        sa.UniqueConstraint("wave_id", "question_id", name=op.f("uq_asked_wave_id_question_id")),
    )
    op.create_index("ix_asked_question_id", "asked", ["question_id"])
    op.create_table(
        "answers",
        *_fact("answers"),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("respondents", sa.Integer(), nullable=False),
        sa.CheckConstraint("respondents > 0", name=op.f("ck_answers_respondents")),
        _refers("answers", "wave_id", "waves"),
    )
    op.create_index("uq_answers_standing", "answers", ["wave_id"], unique=True, postgresql_where=STANDING)
    op.create_table(
        "respondents",
        sa.Column("answers_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(11), nullable=False),
        sa.Column("cluster", sa.String(20), nullable=True),
        sa.Column("stratum", sa.String(20), nullable=True),
        sa.Column("sex", _codes("sex", "female", "male", "not_stated"), nullable=False),
        sa.Column("age_band", _codes("respondent_age", "18-24", "25-35", "36-59", "60+", "not_stated"), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("choices", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.CheckConstraint("weight > 0 AND weight < 'Infinity'", name=op.f("ck_respondents_weight")),
        _refers("respondents", "answers_id", "answers"),
        sa.PrimaryKeyConstraint("answers_id", "line", name=op.f("pk_respondents")),
    )
    for table, function in HELD.items():
        op.execute(
            f"CREATE TRIGGER {function} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
        )
        op.execute(
            f"CREATE TRIGGER {function}_whole BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )


def downgrade() -> None:
    for table in reversed(HELD):
        op.drop_table(table)


def _refers(table: str, column: str, referred: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{referred}.id"], name=op.f(f"fk_{table}_{column}_{referred}"))


def _codes(name: str, *codes: str) -> sa.Enum:
    return sa.Enum(*codes, name=name, native_enum=False, create_constraint=True, length=40)


def _fact(table: str) -> Iterator[sa.Column[object] | sa.Constraint]:
    yield sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("recorded_now()"), nullable=False)
    yield sa.Column("recorded_by", sa.Text(), nullable=False)
    yield sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True)
    yield sa.Column("voided_by", sa.Text(), nullable=True)
    yield sa.Column("void_reason", _codes("void_reason", "entered_in_error", "duplicate", "corrected"), nullable=True)
    yield sa.Column("id", sa.Integer(), nullable=False)
    yield sa.CheckConstraint(
        "num_nonnulls(voided_at, voided_by, void_reason) IN (0, 3)", name=op.f(f"ck_{table}_void_whole")
    )
    yield sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))
