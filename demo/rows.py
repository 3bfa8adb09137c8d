"""The rows of the invented world, one tuple type for each table, columns in the tables' order.

The last five columns are those of every fact: when and by whom it was recorded and, where it proved wrong, voided.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar


class Person(NamedTuple):
    id: int
    registration_number: str
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Particulars(NamedTuple):
    id: int
    person_id: int
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
    mother_given_native: str | None
    mother_given_latin: str | None
    mother_father_native: str | None
    mother_father_latin: str | None
    mother_grandfather_native: str | None
    mother_grandfather_latin: str | None
    known_as_native: str | None
    known_as_latin: str | None
    sex: str
    birth_date: date | None
    birth_precision: str
    place: str
    languages: list[str] | None
    signs: list[str]
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Document(NamedTuple):
    """An identity document with its number as printed, which the tables never hold: see `SealedDocument`."""

    id: int
    person_id: int
    type: str
    number: str
    valid_until: date | None
    authority: str | None
    valid_from: date | None
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class SealedDocument(NamedTuple):
    """A document as it is kept."""

    id: int
    person_id: int
    type: str
    number_index: bytes
    last_three: str
    valid_until: date | None
    authority: str | None
    valid_from: date | None
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Phone(NamedTuple):
    id: int
    person_id: int
    number: str
    owner: str
    safe_to_call: bool
    voice_only: bool
    call_from: int | None
    call_until: int | None
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Functioning(NamedTuple):
    """What somebody answered on a day; nothing where a question was not asked."""

    id: int
    person_id: int
    asked_on: date
    seeing: str | None
    hearing: str | None
    walking: str | None
    remembering: str | None
    self_care: str | None
    communicating: str | None
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Notice(NamedTuple):
    id: int
    purpose: str
    recipient_class: str
    version: int
    text_en: str
    text_ar: str
    text_ckb: str
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Consent(NamedTuple):
    """A decision; the latest of one person about one purpose and class of recipients counts."""

    id: int
    person_id: int
    purpose: str
    recipient_class: str
    decision: str
    decided_on: date
    language: str
    witnessed: str
    notice_id: int | None
    given_by: str
    proxy_person_id: int | None
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Household(NamedTuple):
    id: int
    place: str
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Membership(NamedTuple):
    id: int
    household_id: int
    person_id: int
    relation: str
    joined_on: date
    left_on: date | None
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Displacement(NamedTuple):
    """A dated status, of a household or of one person whose status is another than the household's."""

    id: int
    household_id: int | None
    person_id: int | None
    status: str
    since: date
    until: date | None
    origin: str | None
    arrived_on: date | None
    shelter: str | None
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Activity(NamedTuple):
    id: int
    project: str
    type: str
    place: str
    starts_on: date
    ends_on: date
    facilitator: str | None
    capacity: int | None
    by_enrolment: bool
    certificate_share: int | None
    mhpss_code: str | None
    mhpss_layer: str | None
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Session(NamedTuple):
    id: int
    activity_id: int
    held_on: date
    hours: Decimal | None
    place: str | None
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Enrolment(NamedTuple):
    id: int
    activity_id: int
    person_id: int
    enrolled_on: date
    withdrawn_on: date | None
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Attendance(NamedTuple):
    id: int
    person_id: int
    session_id: int
    outcome: str
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Certificate(NamedTuple):
    id: int
    activity_id: int
    person_id: int
    number: str
    issued_on: date
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Project(NamedTuple):
    id: int
    code: str
    title: str
    donor: str
    starts_on: date
    ends_on: date
    budget: Decimal
    currency: str
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Enterprise(NamedTuple):
    """An enterprise as it is declared, without the forms by which the tables find it: see `StoredEnterprise`."""

    id: int
    name: str
    sector: str
    place: str
    legal_name: str | None
    registry_number: str | None
    phone: str | None
    founded: int | None
    staff_women: int | None
    staff_men: int | None
    revenue: Decimal | None
    currency: str | None
    registration: str | None
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class StoredEnterprise(NamedTuple):
    """An enterprise as it is kept."""

    id: int
    name: str
    sector: str
    place: str
    legal_name: str | None
    registry_number: str | None
    phone: str | None
    founded: int | None
    staff_women: int | None
    staff_men: int | None
    revenue: Decimal | None
    currency: str | None
    registration: str | None
    registry_form: str | None
    legal_name_form: str | None
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Owner(NamedTuple):
    id: int
    enterprise_id: int
    person_id: int
    sex: str
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Verification(NamedTuple):
    """What was found in an enterprise; nobody looked at the rest."""

    id: int
    enterprise_id: int
    declared_by: str
    visited_on: date
    founded: int | None
    staff_women: int | None
    staff_men: int | None
    registration: str | None
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Award(NamedTuple):
    id: int
    enterprise_id: int
    project: str
    place: str
    owner_sex: str
    amount: Decimal
    currency: str
    approved_on: date
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Assistance(NamedTuple):
    id: int
    project: str
    person_id: int
    sex: str
    modality: str
    place: str
    amount: Decimal
    currency: str
    approved_on: date
    household_id: int | None
    """Where the person lived then, if nobody else there has assistance of the same project."""
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Party(NamedTuple):
    """How somebody assisted is paid."""

    id: int
    enterprise_id: int | None
    assistance_id: int | None
    fund_id: int | None
    means: str
    name: str
    iban: str | None
    account: str | None
    bic: str | None
    exchange_house: str | None
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Payment(NamedTuple):
    """A tranche paid against an award or a part against an assistance, never both."""

    id: int
    award_id: int | None
    assistance_id: int | None
    reference: str
    amount: Decimal
    currency: str
    paid_on: date
    tranche: int | None
    part: int | None
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Forum(NamedTuple):
    id: int
    project: str
    name: str
    level: str
    place: str
    established_on: date
    set_up_by: str
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Status(NamedTuple):
    """What became of a forum on a day."""

    id: int
    forum_id: int
    status: str
    since: date
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Charter(NamedTuple):
    """What a forum goes by from a day on."""

    id: int
    forum_id: int
    since: date
    procedure: str
    catchment: list[str]
    police_office: str
    police_place: str
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


class Member(NamedTuple):
    """A seat taken in a forum: never a reference to a person."""

    id: int
    forum_id: int
    role: str
    sex: str
    age_band: str
    joined_on: date
    left_on: date | None
    voice: str
    recorded_at: datetime
    recorded_by: str
    voided_at: datetime | None = None
    voided_by: str | None = None
    void_reason: str | None = None


Row = TypeVar(
    "Row",
    Person,
    Particulars,
    Document,
    Phone,
    Functioning,
    Consent,
    Household,
    Membership,
    Displacement,
    Activity,
    Session,
    Enrolment,
    Attendance,
    Certificate,
    Project,
    Enterprise,
    Owner,
    Verification,
    Award,
    Assistance,
    Party,
    Payment,
    Forum,
    Status,
    Charter,
    Member,
)


def in_order(rows: list[Row]) -> list[Row]:
    """The rows in the order of their recording, numbered from 1."""
    rows.sort(key=lambda row: row.recorded_at)
    return [_numbered(number, row) for number, row in enumerate(rows, start=1)]


def _numbered(number: int, row: Any) -> Any:
    return row._make((number, *row[1:]))  # three times as fast as _replace


TABLES: Mapping[str, type[Any]] = {
    "people": Person,
    "particulars": Particulars,
    "notices": Notice,
    "documents": Document,
    "phones": Phone,
    "functioning": Functioning,
    "consents": Consent,
    "households": Household,
    "memberships": Membership,
    "displacements": Displacement,
    "activities": Activity,
    "sessions": Session,
    "enrolments": Enrolment,
    "attendances": Attendance,
    "certificates": Certificate,
    "projects": Project,
    "enterprises": Enterprise,
    "owners": Owner,
    "verifications": Verification,
    "awards": Award,
    "assistances": Assistance,
    "parties": Party,
    "payments": Payment,
    "forums": Forum,
    "statuses": Status,
    "charters": Charter,
    "members": Member,
}
"""What the rows of each table are, by its name."""
