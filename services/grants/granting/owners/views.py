"""What callers state about owners, and are told: never who they are."""

from services.grants.people import PersonNumber, Sex
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView

MOST = 10
"""Owners that an enterprise has at the most."""

OWNERS = Dataset(
    DatasetName.OWNERS,
    {
        "id": LOW,
        "enterprise_id": LOW,
        "person_id": MODERATE,
        "person": MODERATE,
        "sex": MODERATE,
        **RECORD_KEEPING,
    },
)


@classified(OWNERS)
@example(person="4821-7730-5142", sex="female")
class OwnerPart(Draft):
    """An owner of the enterprise that is recorded: the person's registration number, which is a subject of the
    mandate, and the sex that they state."""

    person: PersonNumber
    sex: Sex


@classified(OWNERS)
@example(enterprise_id=9, person="4821-7730-5142", sex="female")
class OwnerDraft(OwnerPart):
    """Somebody who owns an enterprise besides those who were stated before."""

    enterprise_id: Identifier


class OwnersAsked(Asked):
    """What is asked of the list of owners: of all, or of an enterprise."""

    enterprise_id: PathIdentifier | None = None


@classified(OWNERS)
@example(id=14, enterprise_id=9, sex="female", **RECORDED)
class OwnerView(FactView):
    """That an enterprise has an owner of this sex, without the person."""

    id: int | None = None
    enterprise_id: int | None = None
    sex: Sex | None = None
