"""Sessions with the community within a mandate: they lie where their list does."""

from services.grants.assisting.validations.tables import Validation
from services.grants.assisting.validations.views import VALIDATIONS, ValidationView
from shared.facts import Source

_ATTENDED = """(
    SELECT json_agg(json_build_object('role', came.role, 'women', came.women, 'men', came.men) ORDER BY came.role)
    FROM validation_groups AS came WHERE came.validation_id = fact.id
)"""
_OPINIONS = """(
    SELECT json_agg(json_build_object('candidate_id', said.candidate_id, 'opinion', said.opinion,
        'reason', said.reason) ORDER BY said.candidate_id)
    FROM opinions AS said WHERE said.validation_id = fact.id
)"""

VALIDATION = Source(
    "validation",
    VALIDATIONS,
    Validation,
    ValidationView,
    joins="JOIN selections AS selection ON selection.id = fact.selection_id",
    place="selection.place",
    project="selection.project",
    told_apart=True,
    columns={
        "project": "selection.project",
        "place": "selection.place",
        "attended": _ATTENDED,
        "opinions": _OPINIONS,
    },
)
