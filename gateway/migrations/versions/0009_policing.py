"""Policing: an agreement with the interior ministry may open what forums do, and no agreement who sits in them."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_LOW, _HIGH = "'low', 'moderate'", "'low', 'moderate', 'high'"
_PEOPLE = ("people", "households", "displacements", "activities", "attendances", "assistances")
_AT_WORK = ("forums", "indicators", "meetings", "minutes", "concerns", "plans", "actions", "referrals")


def _hold(caller_class: str, low: tuple[str, ...], high: tuple[str, ...]) -> None:
    """The most that an agreement with a class may open, by dataset."""
    most = [f"(dataset = '{dataset}' AND ceiling IN ({_LOW}))" for dataset in low]
    most += [f"(dataset = '{dataset}' AND ceiling IN ({_HIGH}))" for dataset in high]
    name = op.f(f"ck_agreement_grants_{caller_class}_ceiling")
    op.drop_constraint(name, "agreement_grants", type_="check")
    op.create_check_constraint(name, "agreement_grants", f"caller_class <> '{caller_class}' OR {' OR '.join(most)}")


def upgrade() -> None:
    _hold("security", ("results", *_AT_WORK), ())
    _hold("authority", ("results",), _PEOPLE)
    _hold("aid", ("results",), _PEOPLE)


def downgrade() -> None:
    _hold("security", ("results", "forums", "members"), ())
    _hold("authority", ("results", "forums", "members"), _PEOPLE)
    _hold("aid", ("results", "forums", "members"), _PEOPLE)
