"""What people can be asked for by, in SQL: what was approved for them up to a day, as it was known at a moment."""

from services.grants.assisting.assistances.views import ASSISTANCES, Modality
from services.grants.granting.awards.views import AWARDS
from services.grants.telling.cohorts.views import GrantsCriterion
from shared.callers import Service
from shared.cohorts.criteria import Ask, Criterion, Declared, Rows, always, any_of
from shared.cohorts.views import Kind


def _awards(ask: Ask) -> str:
    """As `given` tells them: of those who owned the enterprise when it was approved, and of those who own it now."""
    return f"""(
    SELECT awardee.person_id, awardee.award_id FROM awardees AS awardee
    WHERE {ask.stands("awardee")} AND {ask.within("awardee.person_id")}
    UNION ALL
    SELECT owner.person_id, owned.id
    FROM owners AS owner JOIN awards AS owned ON owned.enterprise_id = owner.enterprise_id
    WHERE {ask.stands("owner")} AND {ask.within("owner.person_id")}
) AS whose JOIN awards AS award ON award.id = whose.award_id"""  # noqa: S608 - no value in it


AWARD_ROWS = Rows(
    _awards,
    person="whose.person_id",
    where=lambda ask: (
        f"{ask.stands('award')} AND award.approved_on <= {ask.day}"
        f" AND {ask.inside('award.place')} AND {ask.of_projects('award.project')}"
    ),
)

ASSISTANCE_ROWS = Rows(
    lambda _: "assistances AS assistance",
    person="assistance.person_id",
    where=lambda ask: (
        f"{ask.stands('assistance')} AND assistance.approved_on <= {ask.day}"
        f" AND {ask.inside('assistance.place')} AND {ask.of_projects('assistance.project')}"
        f" AND {ask.within('assistance.person_id')}"
    ),
)

_AWARDED = ("person_id", "project", "place", "approved_on")
_ASSISTED = ("person_id", "project", "modality", "place", "approved_on")

DECLARED = Declared.of(
    Service.GRANTS,
    [
        Criterion(GrantsCriterion.AWARDED, AWARDS, _AWARDED, Kind.YES_OR_NO, AWARD_ROWS, always),
        Criterion(GrantsCriterion.AWARD_PROJECT, AWARDS, _AWARDED, Kind.PROJECTS, AWARD_ROWS, any_of("award.project")),
        Criterion(
            GrantsCriterion.ASSISTED,
            ASSISTANCES,
            _ASSISTED,
            Kind.CODES,
            ASSISTANCE_ROWS,
            any_of("assistance.modality"),
            codes=Modality,
        ),
        Criterion(
            GrantsCriterion.ASSISTANCE_PROJECT,
            ASSISTANCES,
            _ASSISTED,
            Kind.PROJECTS,
            ASSISTANCE_ROWS,
            any_of("assistance.project"),
        ),
    ],
)
