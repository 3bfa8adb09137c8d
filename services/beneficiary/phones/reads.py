"""Phones within a mandate: they lie where the person lives."""

from services.beneficiary.people import reads as people
from services.beneficiary.phones.tables import Phone
from services.beneficiary.phones.views import PHONES, PhonesView, PhoneView
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.facts import Found, Source
from shared.mandate import Mandate

MOST = 200

PHONE = Source(
    "phone",
    PHONES,
    Phone,
    PhoneView,
    joins=f"{people.LIVING} JOIN {people.WHO_LIVES}",
    place=people.WHERE,
    apart=people.LIVES,
    person="fact.person_id",
    columns={"person": "person.registration_number"},
)


async def phones(reader: Reader, number: str, mandate: Mandate) -> Found[PhonesView]:
    """The phones that stand for a person, the one that was stated last first."""
    about = await people.about(reader, PHONE, number, mandate, order="fact.id DESC", most=MOST)
    offered = PHONES.readable(mandate.scope(PHONES.name), tuple(PhonesView.model_fields))
    fields = (*offered, *about.fields) if offered else ()
    return Found(
        PhonesView.model_validate(dict.fromkeys(offered, about.rows)),
        Disclosed(dataset=PHONES.name, fields=fields, people=about.people),
    )
