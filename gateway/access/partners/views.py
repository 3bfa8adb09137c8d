"""What is stated and told of a partner, and how sensitive each part is."""

from typing import Annotated, Literal

from pydantic import Field

from gateway.access.decisions.views import DecisionView
from gateway.access.endings.views import EndableView
from gateway.access.suspensions.views import SuspensionView
from shared.callers import CallerClass, DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import CODELIST
from shared.drafts import Draft, Line
from shared.examples import example

PARTNERS = Dataset(
    DatasetName.PARTNERS,
    {
        "id": LOW,
        "code": LOW,
        "name": LOW,
        "caller_class": MODERATE,
        "sandbox": LOW,
        "jwks_url": LOW,
        "contacts": MODERATE,
        "requests_per_minute": LOW,
        "lookups_per_day": LOW,
        "decision_id": LOW,
        "onboarding": MODERATE,
        "suspensions": MODERATE,
        **RECORD_KEEPING,
    },
)

USAGE = Dataset(DatasetName.PARTNERS, {"partner_id": LOW, "minute": LOW, "requests": LOW, "day": LOW, "lookups": LOW})

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=40)]
"""What a partner or an agreement is called in paths and tokens."""

Contact = Annotated[Line, Field(max_length=100)]
"""A mailbox or a telephone."""

PartnerClass = Annotated[
    Literal[CallerClass.SECURITY, CallerClass.AUTHORITY, CallerClass.AID, CallerClass.DONOR],
    Field(json_schema_extra={CODELIST: "partner-class"}),
]


@classified(PARTNERS)
@example(
    code="molsa",
    name="Ministry of Labour and Social Affairs",
    caller_class="authority",
    jwks_url="https://labour.example/jwks.json",
    contacts=["systems@labour.example"],
    requests_per_minute=300,
    lookups_per_day=1000,
)
class PartnerDraft(Draft):
    """An organisation whose systems are to ask.

    `jwks_url` is where its public keys stand (RFC 7517), fixed for good: another place takes a new onboarding. A
    partner without one has its credentials uploaded. `contacts` are mailboxes or telephones of functions, for
    incidents. A `sandbox` partner has agreements over synthetic projects only.
    """

    code: Code
    name: Line
    caller_class: PartnerClass
    sandbox: Annotated[bool, Field(strict=True)] = False
    jwks_url: Annotated[str, Field(pattern=r"^https?://[^\s#]{1,500}$")] | None = None
    contacts: Annotated[list[Contact], Field(min_length=1, max_length=10)]
    requests_per_minute: Annotated[int, Field(strict=True, ge=1, le=60_000)] = 300
    lookups_per_day: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] = 1_000


@classified(PARTNERS)
class PartnerView(EndableView):
    """A partner; it may sign in once its `onboarding` is taken, and while no suspension lasts."""

    code: str
    name: str
    caller_class: CallerClass
    sandbox: bool
    jwks_url: str | None
    contacts: list[str]
    requests_per_minute: int
    lookups_per_day: int
    onboarding: DecisionView
    suspensions: list[SuspensionView]
