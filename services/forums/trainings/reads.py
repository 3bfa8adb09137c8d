"""Trainings within a mandate: they lie where their forum does, and under its project."""

from services.forums.members.reads import OF_A_FORUM
from services.forums.trainings.tables import Training
from services.forums.trainings.views import TRAININGS, TrainingView
from shared.facts import Source

_TRAINED = """(
    SELECT json_agg(
        json_build_object('trainee', there.trainee, 'sex', there.sex, 'people', there.people)
        ORDER BY there.trainee, there.sex
    ) FROM trained AS there WHERE there.training_id = fact.id
)"""

TRAINING = Source(
    "training",
    TRAININGS,
    Training,
    TrainingView,
    joins=OF_A_FORUM,
    place="forum.place",
    project="forum.project",
    columns={"trained": _TRAINED},
)
