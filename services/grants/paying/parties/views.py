"""What callers state about parties to payments, and are told."""

from services.grants.paying.banking import AccountNumber, BankName, Bic, Iban, Means
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.drafts import Draft, Identifier, Line, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked, Flag
from shared.views import FactView

PARTIES = Dataset(
    DatasetName.PARTIES,
    {
        "id": LOW,
        "party_id": LOW,
        "enterprise_id": LOW,
        "assistance_id": LOW,
        "fund_id": LOW,
        "means": LOW,
        "name": HIGH,
        "iban": HIGH,
        "account": HIGH,
        "bic": HIGH,
        "exchange_house": HIGH,
        "in_force": LOW,
        "confirmed": LOW,
        "stated_by": MODERATE,
        "confirmed_by": MODERATE,
        **RECORD_KEEPING,
    },
)

_PARTY = {
    "enterprise_id": 9,
    "means": "bank_transfer",
    "name": "Al-Noor Bakery",
    "iban": "IQ98NBIQ850123456789012",
    "bic": "NBIQIQBA850",
}


@classified(PARTIES)
@example(**_PARTY)
class PartyDraft(Draft):
    """How one of three is paid, or pays: an enterprise, somebody by their assistance, or a fund, which pays.

    A bank transfer takes the `bic` of the bank and either an `iban` or the `account` as that bank numbers it; an
    exchange house takes its name, cash neither. From now on this counts and nothing stated before, and once somebody
    else has confirmed it, money goes there.
    """

    enterprise_id: Identifier | None = None
    assistance_id: Identifier | None = None
    fund_id: Identifier | None = None
    means: Means
    name: BankName
    iban: Iban | None = None
    account: AccountNumber | None = None
    bic: Bic | None = None
    exchange_house: Line | None = None


class PartiesAsked(Asked):
    """What is asked of the list of parties: of all, or of an enterprise, an assistance or a fund; of those that are
    `confirmed` or not."""

    enterprise_id: PathIdentifier | None = None
    assistance_id: PathIdentifier | None = None
    fund_id: PathIdentifier | None = None
    confirmed: Flag | None = None


@classified(PARTIES)
@example(id=12, **_PARTY, in_force=True, confirmed=True, confirmed_by="staff:noor", **RECORDED)
class PartyView(FactView):
    """A party to payments. The last that was stated of an enterprise, an assistance or a fund is the one `in_force`;
    nothing is paid to it, or by it, before it is confirmed."""

    id: int | None = None
    enterprise_id: int | None = None
    assistance_id: int | None = None
    fund_id: int | None = None
    means: Means | None = None
    name: str | None = None
    iban: str | None = None
    account: str | None = None
    bic: str | None = None
    exchange_house: str | None = None
    in_force: bool | None = None
    confirmed: bool | None = None
    confirmed_by: str | None = None
