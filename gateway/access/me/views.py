"""What callers are told of themselves."""

from datetime import date

from gateway.access.agreements.views import Status
from gateway.access.break_glass.views import BreakGlassView
from shared.callers import CallerClass, DatasetName, Purpose, Role
from shared.classification import LOW, MODERATE, Dataset, Sensitivity, classified
from shared.views import View

ME = Dataset(
    DatasetName.AGREEMENTS,
    {
        "name": MODERATE,
        "caller_class": MODERATE,
        "acting": MODERATE,
        "held": MODERATE,
        "role": MODERATE,
        "roles": MODERATE,
        "areas": MODERATE,
        "purpose": LOW,
        "purposes": LOW,
        "break_glass": MODERATE,
        "reads": LOW,
        "dataset": LOW,
        "ceiling": LOW,
        "fields": LOW,
        "in_words": LOW,
        "headers": LOW,
        "does": LOW,
        "pcode": LOW,
        "name_en": LOW,
        "name_ar": LOW,
        "agreements": LOW,
        "agreement": LOW,
        "status": LOW,
        "projects": LOW,
        "opens": LOW,
        "starts_on": LOW,
        "ends_on": LOW,
        "limits": LOW,
        "requests_per_minute": LOW,
        "requests_this_minute": LOW,
        "lookups_per_day": LOW,
        "lookups_today": LOW,
    },
)


@classified(ME)
class AreaView(View):
    """A place with everything inside it."""

    pcode: str
    name_en: str
    name_ar: str


@classified(ME)
class ReadableView(View):
    """A dataset and what of it can be read; `in_words` says the same to people."""

    dataset: DatasetName
    ceiling: Sensitivity
    fields: list[str]
    in_words: str


@classified(ME)
class HeaderView(View):
    """A header that may be sent with a request, and what it does."""

    name: str
    does: str


@classified(ME)
class HeldView(View):
    """A role, where it is held, and for which purposes it asks."""

    role: Role
    areas: list[AreaView]
    purposes: list[Purpose]


@classified(ME)
class ActingView(View):
    """As what this very request was made."""

    roles: list[Role]
    areas: list[AreaView]
    purpose: Purpose


@classified(ME)
class StaffView(View):
    """A member of staff: every role they hold, as what they act with the headers of this request, and what they can
    read so."""

    name: str
    caller_class: CallerClass
    held: list[HeldView]
    acting: ActingView
    reads: list[ReadableView]
    purposes: list[Purpose]
    headers: list[HeaderView]
    break_glass: list[BreakGlassView]


@classified(ME)
class OwnAgreementView(View):
    """An agreement of the partner, and what it opens while its status is `in_force`."""

    agreement: str
    purpose: Purpose
    status: Status
    opens: list[ReadableView]
    areas: list[AreaView]
    projects: list[str]
    starts_on: date | None
    ends_on: date | None


@classified(ME)
class LimitsView(View):
    """How much the partner may ask, and how much it has: this request counts."""

    requests_per_minute: int
    requests_this_minute: int
    lookups_per_day: int
    lookups_today: int


@classified(ME)
class OrganisationView(View):
    """A partner: its agreements that have not ended, and its limits."""

    name: str
    caller_class: CallerClass
    agreements: list[OwnAgreementView]
    limits: LimitsView
    headers: list[HeaderView]
