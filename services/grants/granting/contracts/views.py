"""What callers state about contracts and their tranches, and are told."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import Field, field_serializer

from services.grants.amounts import AmountView, told
from shared.callers import DatasetName
from shared.classification import LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Amount, Day, Draft, Identifier, Line, PathIdentifier, ProjectCode
from shared.examples import RECORDED, example
from shared.money import Currency
from shared.pages import Asked, Flag
from shared.views import View

MOST = 12
"""Tranches that a contract has at the most."""

CONTRACTS = Dataset(
    DatasetName.CONTRACTS,
    {
        "id": LOW,
        "contract_id": LOW,
        "award_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "amends": LOW,
        "version": LOW,
        "signed_on": LOW,
        "amount": MODERATE,
        "currency": LOW,
        "outstanding": MODERATE,
        "tranches": MODERATE,
        "versions": LOW,
        **RECORD_KEEPING,
    },
)

TRANCHES = Dataset(
    DatasetName.TRANCHES,
    {
        "id": LOW,
        "contract_id": LOW,
        "version_id": LOW,
        "project": LOW,
        "place": MODERATE,
        "number": LOW,
        "milestone": MODERATE,
        "due_on": LOW,
        "amount": MODERATE,
        "currency": LOW,
        "milestone_id": LOW,
        "due": LOW,
        "payable": LOW,
        **RECORD_KEEPING,
    },
)

_TRANCHE = {"milestone": "The oven is installed and works", "due_on": "2019-12-01", "amount": "7500.00"}
_FIRST = {"milestone": "The contract is signed", "due_on": "2019-09-20", "amount": "5000.00"}
_SIGNED = {"signed_on": "2019-09-15", "amount": "12500.00"}


@classified(TRANCHES)
@example(**_TRANCHE)
class TranchePart(Draft):
    """What is paid when a milestone is reached, and by when that is due; numbered from 1 in the order of the list."""

    milestone: Line
    due_on: Day
    amount: Amount


Tranches = Annotated[list[TranchePart], Field(min_length=1, max_length=MOST)]


@classified(CONTRACTS)
@example(award_id=17, **_SIGNED, currency="USD", tranches=[_FIRST, _TRANCHE])
class ContractDraft(Draft):
    """A contract about an award, as it was signed: its value, in the currency of the award, is what its tranches add
    up to."""

    award_id: Identifier
    signed_on: Day
    amount: Amount
    currency: Currency
    tranches: Tranches


@classified(CONTRACTS)
@example(amends=1, signed_on="2019-11-02", amount="12500.00", tranches=[_FIRST, _TRANCHE])
class AmendmentDraft(Draft):
    """A new version of a contract: the whole of it, and which version it amends. Of tranches whose milestone somebody
    has prepared nothing changes."""

    amends: Identifier
    signed_on: Day
    amount: Amount
    tranches: Tranches


class ContractsAsked(Asked):
    """What is asked of the list of contracts: of all, or of an award or a project."""

    award_id: PathIdentifier | None = None
    project: ProjectCode | None = None


class TranchesAsked(Asked):
    """What is asked of the list of tranches: of all, or of a contract or a project, of those that are `due` to be
    visited, or `payable`."""

    contract_id: PathIdentifier | None = None
    project: ProjectCode | None = None
    due: Flag | None = None
    payable: Flag | None = None


@classified(CONTRACTS)
@example(
    id=8,
    award_id=17,
    project="JPN-SDN-2019",
    place="IQG15Q08",
    version=1,
    currency="USD",
    **_SIGNED,
    outstanding="0.00",
    **RECORDED,
)
class ContractView(AmountView):
    """A contract in its latest version. Project and place are those of the award; `signed_on` and `amount` those of the
    version; `outstanding` is what is demanded back and has not come back."""

    id: int | None = None
    award_id: int | None = None
    project: str | None = None
    place: str | None = None
    version: int | None = None
    signed_on: date | None = None
    amount: Decimal | None = None
    outstanding: Decimal | None = None


@classified(TRANCHES)
@example(
    id=23,
    contract_id=8,
    project="JPN-SDN-2019",
    place="IQG15Q08",
    number=2,
    currency="USD",
    milestone_id=4,
    due=False,
    payable=True,
    **_TRANCHE,
    **RECORDED,
)
class TrancheView(AmountView):
    """A tranche of the latest version of a contract. `milestone_id` is the number under which its milestone was
    prepared; it is `payable` when somebody else has verified that, and `due` when its day has come and nobody has."""

    id: int | None = None
    contract_id: int | None = None
    project: str | None = None
    place: str | None = None
    number: int | None = None
    milestone: str | None = None
    due_on: date | None = None
    amount: Decimal | None = None
    milestone_id: int | None = None
    due: bool | None = None
    payable: bool | None = None


@classified(CONTRACTS)
class VersionView(View):
    """A version of a contract, with when and by whom it was recorded. It is never voided by itself."""

    version: int | None = None
    signed_on: date | None = None
    amount: Decimal | None = None
    currency: Currency | None = None
    recorded_at: datetime | None = None
    recorded_by: str | None = None

    @field_serializer("amount")
    def _written(self, amount: Decimal | None) -> str | None:
        return told(amount, self.currency)


@classified(CONTRACTS)
class VersionsView(View):
    """All versions of a contract, the first before the others."""

    versions: list[VersionView] | None = None
