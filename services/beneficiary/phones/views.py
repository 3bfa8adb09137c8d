"""What callers state about phones, and are told."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from services.beneficiary.people.numbers import RegistrationNumber
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Draft
from shared.examples import RECORDED, example
from shared.phones import PhoneNumber
from shared.views import FactView, View


@listed_as("phone-owner")
class PhoneOwner(StrEnum):
    """What the owner of a phone is to the person who can be reached under it; phones are shared, and lent."""

    SELF = "self"
    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    OTHER_RELATIVE = "other_relative"
    NEIGHBOUR = "neighbour"
    OTHER = "other"


PHONES = Dataset(
    DatasetName.PHONES,
    {
        "id": LOW,
        "person_id": MODERATE,
        "person": MODERATE,
        "number": HIGH,
        "owner": HIGH,
        "safe_to_call": HIGH,
        "voice_only": HIGH,
        "call_from": HIGH,
        "call_until": HIGH,
        **RECORD_KEEPING,
        "phones": HIGH,
    },
)

Hour = Annotated[int, Field(strict=True, ge=0, le=24)]
"""An hour of the day in Asia/Baghdad, from 0 to 24."""
YesOrNo = Annotated[bool, Field(strict=True)]

_PHONE = {
    "number": "+9647701234567",
    "owner": "spouse",
    "safe_to_call": True,
    "voice_only": True,
    "call_from": 9,
    "call_until": 13,
}


@classified(PHONES)
@example(**_PHONE)
class PhonePart(Draft):
    """A phone under which a person can be reached. `safe_to_call` has no default: it has to be asked. With
    `voice_only` nothing is written to the phone; the best hours are from `call_from` until `call_until`."""

    number: PhoneNumber
    owner: PhoneOwner
    safe_to_call: YesOrNo
    voice_only: YesOrNo = False
    call_from: Hour | None = None
    call_until: Hour | None = None


@classified(PHONES)
@example(person="4821-7730-5142", **_PHONE)
class PhoneDraft(PhonePart):
    """A phone, and the person who can be reached under it."""

    person: RegistrationNumber


@classified(PHONES)
@example(id=31, person="4821-7730-5142", **_PHONE, **RECORDED)
class PhoneView(FactView):
    """A phone under which a person can be reached."""

    id: int | None = None
    person: str | None = None
    number: str | None = None
    owner: PhoneOwner | None = None
    safe_to_call: bool | None = None
    voice_only: bool | None = None
    call_from: int | None = None
    call_until: int | None = None


@classified(PHONES)
class PhonesView(View):
    """The phones under which a person can be reached, the one that was stated last before the others."""

    phones: list[PhoneView] | None = None
