"""What staff are told of a member of a forum who consents to be named."""

from gateway.access.words import LEVELS
from shared.callers import DatasetName
from shared.classification import Dataset, classified
from shared.examples import example
from shared.views import View

PEOPLE = Dataset(DatasetName.PEOPLE, LEVELS[DatasetName.PEOPLE].levels)


@classified(PEOPLE)
@example(registration_number="4821-7730-5142", given_native="زينب", father_native="حسن")
class NamedView(View):
    """Who sits in a seat."""

    registration_number: str
    given_native: str | None
    given_latin: str | None
    father_native: str | None
    father_latin: str | None
    grandfather_native: str | None
    grandfather_latin: str | None
    great_grandfather_native: str | None
    great_grandfather_latin: str | None
    nisba_native: str | None
    nisba_latin: str | None
