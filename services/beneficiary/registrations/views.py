"""What a field team states of a whole visit, and is told: under which numbers everybody is registered now."""

from typing import Annotated

from pydantic import Field

from services.beneficiary.consents.views import CONSENTS, ConsentPart
from services.beneficiary.displacements.views import DISPLACEMENTS, DisplacementPart
from services.beneficiary.documents.views import DocumentPart
from services.beneficiary.duplicates.views import Possible
from services.beneficiary.functioning.views import FunctioningPart
from services.beneficiary.households.views import HOUSEHOLDS, HouseholdDraft, Relation
from services.beneficiary.people.numbers import RegistrationNumber
from services.beneficiary.people.views import PEOPLE, PersonDraft
from services.beneficiary.phones.views import PhonePart
from shared.callers import DatasetName
from shared.classification import HIGH, MODERATE, Dataset, classified
from shared.drafts import Day, Draft, Identifier
from shared.examples import example
from shared.views import View

MOST_PEOPLE = 30
MOST_OF_EACH = 20
"""Documents, phones and consents of one person, at the most."""

REGISTRATIONS = Dataset(
    DatasetName.PEOPLE,
    {
        **PEOPLE.levels,
        "household": HOUSEHOLDS.levels["place"],
        "household_id": HOUSEHOLDS.levels["household_id"],
        "displacement": DISPLACEMENTS.levels["status"],
        "relation": HOUSEHOLDS.levels["relation"],
        "joined_on": HOUSEHOLDS.levels["joined_on"],
        "documents": HIGH,
        "phones": HIGH,
        "functioning": HIGH,
        "consents": MODERATE,
        "people": MODERATE,
        "possible_duplicates": MODERATE,
    },
)

PROXIES = Dataset(DatasetName.CONSENTS, {**CONSENTS.levels, "proxy_at": CONSENTS.levels["proxy"]})

VISITED = Dataset(DatasetName.HOUSEHOLDS, {**HOUSEHOLDS.levels, "displacement": DISPLACEMENTS.levels["status"]})


@classified(PROXIES)
class VisitConsentPart(ConsentPart):
    """A decision. Who gives for a child is named by `proxy_at`, their place among the people of this visit, from 0, or
    by `proxy`, where they were registered before."""

    proxy: RegistrationNumber | None = None
    proxy_at: Annotated[int, Field(strict=True, ge=0, lt=MOST_PEOPLE)] | None = None


@classified(VISITED)
class VisitHouseholdPart(HouseholdDraft):
    """A household that is recorded with this visit, and its displacement status."""

    displacement: DisplacementPart | None = None


@classified(REGISTRATIONS)
class VisitPersonPart(PersonDraft):
    """Somebody who is registered with this visit, and what is known of them. `relation` and `joined_on` go with a
    household; nobody needs a document, a phone or a consent to be registered."""

    relation: Relation | None = None
    joined_on: Day | None = None
    documents: Annotated[tuple[DocumentPart, ...], Field(max_length=MOST_OF_EACH)] = ()
    phones: Annotated[tuple[PhonePart, ...], Field(max_length=MOST_OF_EACH)] = ()
    functioning: FunctioningPart | None = None
    consents: Annotated[tuple[VisitConsentPart, ...], Field(max_length=MOST_OF_EACH)] = ()


@classified(REGISTRATIONS)
@example(
    household={"place": "IQG15Q08N01", "displacement": {"status": "returnee", "since": "2018-03-12"}},
    people=[
        {
            "given_native": "زينب",
            "father_native": "أحمد",
            "sex": "female",
            "birth_date": "1990-07-01",
            "birth_precision": "year",
            "place": "IQG15Q08N01",
            "relation": "head",
            "joined_on": "2018-03-12",
            "phones": [{"number": "0770 123 4567", "owner": "self", "safe_to_call": True}],
            "consents": [
                {
                    "purpose": "livelihood-support",
                    "recipient_class": "authority",
                    "decision": "given",
                    "decided_on": "2019-11-05",
                    "language": "ar",
                    "witnessed": "thumbprint",
                    "notice_id": 3,
                    "given_by": "self",
                }
            ],
        },
        {
            "given_native": "علي",
            "sex": "male",
            "birth_date": "2012-05-09",
            "birth_precision": "day",
            "place": "IQG15Q08N01",
            "relation": "child",
            "joined_on": "2018-03-12",
        },
    ],
)
class RegistrationDraft(Draft):
    """A visit: people who are registered, and the household that they live in: a new one, one that is recorded already
    (`household_id`), or none. All of it is recorded, or nothing."""

    household: VisitHouseholdPart | None = None
    household_id: Identifier | None = None
    people: Annotated[list[VisitPersonPart], Field(min_length=1, max_length=MOST_PEOPLE)]


@classified(REGISTRATIONS)
@example(registration_number="4821-7730-5142")
class RegisteredView(View):
    """Somebody who was registered, and who else may be that person."""

    registration_number: str | None = None
    possible_duplicates: Possible = None


@classified(REGISTRATIONS)
@example(household_id=41, people=[{"registration_number": "4821-7730-5142"}])
class RegistrationView(View):
    """The household of a visit, null for none, and the people who were registered, in the order of the request."""

    household_id: int | None = None
    people: list[RegisteredView] | None = None
