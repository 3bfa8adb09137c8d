"""What partners and staff are told of recalls."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from gateway.access.agreements.views import AgreementCode
from gateway.access.pseudonyms import LENGTH
from shared.callers import CallerClass, DatasetName, Purpose
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.drafts import Draft
from shared.examples import example
from shared.views import View

MOST = 1_000
"""People of one agreement that a partner is recalled about, or confirms, at once."""

RECALLS = Dataset(
    DatasetName.READS,
    {
        "id": LOW,
        "agreement": LOW,
        "agreement_id": LOW,
        "purpose": LOW,
        "destruction": LOW,
        "pseudonyms": MODERATE,
        "recalls": MODERATE,
        "confirmed": LOW,
        "person_id": MODERATE,
        "partner": MODERATE,
        "caller_class": MODERATE,
        "fields": LOW,
        "times": LOW,
        "first_at": LOW,
        "last_at": LOW,
        "disclosures": MODERATE,
        "destroyed": MODERATE,
        "recorded_at": MODERATE,
        "recorded_by": MODERATE,
    },
)


@classified(RECALLS)
@example(
    agreement="molsa-livelihoods",
    purpose="livelihood-support",
    destruction="certificate of destruction",
    pseudonyms=["F6Y1W2HJeJNnKs-YBIG1Qc-h7NG8C6MN"],
)
class RecallView(View):
    """People about whom the partner was told under an agreement and who do not consent any more: what it keeps of them
    has to be destroyed as the agreement says, and confirmed."""

    agreement: str
    purpose: Purpose
    destruction: str
    pseudonyms: list[str]


@classified(RECALLS)
class RecallsView(View):
    """What a partner has to destroy; empty once it has confirmed everything."""

    recalls: list[RecallView]


@classified(RECALLS)
@example(agreement="molsa-livelihoods", pseudonyms=["F6Y1W2HJeJNnKs-YBIG1Qc-h7NG8C6MN"])
class ConfirmationDraft(Draft):
    """What the partner has destroyed, by its pseudonyms under one agreement."""

    agreement: AgreementCode
    pseudonyms: Annotated[
        list[Annotated[str, Field(pattern=rf"^[A-Za-z0-9_-]{{{LENGTH}}}$")]], Field(min_length=1, max_length=MOST)
    ]


@classified(RECALLS)
@example(confirmed=1)
class ConfirmationView(View):
    """How many of the pseudonyms stand for people whom the partner was told about, and are confirmed now."""

    confirmed: int


@classified(RECALLS)
@example(
    partner="molsa",
    caller_class="authority",
    agreement="molsa-livelihoods",
    purpose="livelihood-support",
    fields=["given_native", "sex", "place", "pseudonym"],
    times=2,
    first_at="2026-02-03T07:10:27.456784Z",
    last_at="2026-02-09T09:44:34.341317Z",
)
class DisclosureView(View):
    """What one partner was told about a person under one agreement, how often and when; `destroyed` is when it last
    confirmed that it keeps nothing of it."""

    partner: str
    caller_class: CallerClass
    agreement: str
    purpose: Purpose
    fields: list[str]
    times: int
    first_at: datetime
    last_at: datetime
    destroyed: datetime | None


@classified(RECALLS)
class DisclosuresView(View):
    """What partners were told about a person, the latest first."""

    disclosures: list[DisclosureView]
