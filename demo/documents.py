"""The identity documents that people showed when they were registered; that somebody showed none says nothing.

Rates. 38 % show none. Of the others 75 % have a civil status ID, 45 % of those over 12 a nationality certificate, 35 %
the national card, 40 % of grown-ups a voter card, 6 % of those over 16 a passport; of heads of household 60 % the
ration card, 35 % the residence card, and of those displaced 30 % the card of their registration as such. Refugees have
that of the United Nations and some a passport. Somebody registered again shows the same documents, each with 70 %
chance. One number in 70 has a digit wrong. Of six in ten it is written down who issued it, and of those that end, when
it was issued.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import NamedTuple

from demo.families import RealPerson, age_on
from demo.registering import Home, Registration
from demo.rows import Displacement, Document, SealedDocument
from services.beneficiary.documents import numbers
from services.beneficiary.documents.views import DocumentType
from shared import places

NONE = 0.38
SHOWN_AGAIN = 0.7
MISTYPED = 1 / 70
ISSUER_WRITTEN = 0.6

DISTRICT = len("IQG15Q08")
_AWAY = {"idp_camp", "idp_out_of_camp", "secondary_displaced", "returnee"}
_TO_DOCUMENTS, _EACH = timedelta(seconds=75), timedelta(seconds=4)


class _Kind(NamedTuple):
    share: float
    number: str
    """Each # is a digit."""
    least_age: int = 0
    of_heads: bool = False
    valid_until: tuple[date, date] | None = None
    years: int = 0
    """How long it is valid."""
    issuer: str | None = None
    """Who issues it, of which place."""


_REGISTRAR = "دائرة الأحوال المدنية في {}"

_KINDS = {
    "civil_status_id": _Kind(0.75, "########", issuer=_REGISTRAR),
    "nationality_certificate": _Kind(0.45, "#######", least_age=12, issuer="مديرية الجنسية في {}"),
    "national_card": _Kind(
        0.35, "19##########", valid_until=(date(2025, 10, 1), date(2029, 3, 1)), years=10, issuer=_REGISTRAR
    ),
    "voter_card": _Kind(0.4, "########", least_age=18),
    "passport": _Kind(
        0.06,
        "A########",
        least_age=16,
        valid_until=(date(2018, 6, 1), date(2027, 1, 1)),
        years=8,
        issuer="مديرية الجوازات في {}",
    ),
    "pds_card": _Kind(0.6, "########", of_heads=True, issuer="مركز تموين {}"),
    "residence_card": _Kind(0.35, "######", of_heads=True, issuer="مكتب معلومات {}"),
}
_OF_DISPLACED = {"momd_card": _Kind(0.3, "#######", of_heads=True, issuer="وزارة الهجرة والمهجرين")}
_OF_REFUGEES = {
    "unhcr": _Kind(0.9, "###-##C#####", valid_until=(date(2019, 6, 1), date(2021, 6, 1)), years=2, issuer="UNHCR"),
    "passport": _Kind(0.2, "N########", least_age=16, valid_until=(date(2016, 1, 1), date(2022, 1, 1)), years=6),
}


class Card(NamedTuple):
    """A document as somebody has it."""

    type: str
    number: str
    valid_until: date | None
    authority: str | None
    valid_from: date | None


def document_rows(
    random: Random,
    registrations: Sequence[Registration],
    homes: Iterable[Home],
    displacements: Iterable[Displacement],
    held: dict[int, list[Card]],
    printed: Collection[tuple[str, str]],
) -> list[Document]:
    """What everybody showed, with the numbers as printed, not yet in order.

    `held` says which cards a real person has; whoever is not in it is added. No card is drawn whose type and number are
    among the `printed`.
    """
    statuses: dict[int, set[str]] = defaultdict(set)
    for status in displacements:
        if status.household_id is not None:
            statuses[status.household_id].add(status.status)
    of_family = {id(home.family): statuses[home.id] for home in homes if not home.again}
    rows = []
    for one in registrations:
        cards = held.get(one.person.number)
        if cards is None:
            cards = held[one.person.number] = _cards(
                random, one.person, of_family[id(one.family)], one.family.place, printed
            )
            shown = cards
        else:
            shown = [card for card in cards if random.random() < SHOWN_AGAIN]
        for place, card in enumerate(shown):
            at = one.at + _TO_DOCUMENTS + place * _EACH
            rows.append(
                Document(0, one.id, card.type, _typed(random, card.number), *card[2:], at, one.by),
            )
    return rows


def sealed(row: Document, key: bytes) -> SealedDocument:
    """The row as it is kept: what the number is recognised by instead of the number."""
    type = DocumentType(row.type)
    index, last = numbers.index(key, type, row.number), numbers.ending(numbers.normalised(type, row.number))
    return SealedDocument(row.id, row.person_id, row.type, index, last, *row[4:])


def _cards(
    random: Random, person: RealPerson, statuses: set[str], place: str, printed: Collection[tuple[str, str]]
) -> list[Card]:
    kinds = _OF_REFUGEES if "refugee" in statuses else _KINDS | (_OF_DISPLACED if statuses & _AWAY else {})
    if random.random() < NONE:
        return []
    years, head = age_on(person.birth), person.relation == "head"
    return [
        _card(random, type, kind, place, printed)
        for type, kind in kinds.items()
        if random.random() < kind.share and years >= kind.least_age and (head or not kind.of_heads)
    ]


def _card(random: Random, type: str, kind: _Kind, place: str, printed: Collection[tuple[str, str]]) -> Card:
    number, until = _drawn(random, type, kind.number, printed), _until(random, kind)
    issuer = kind.issuer and _issuer(kind.issuer, place[:DISTRICT]) if random.random() < ISSUER_WRITTEN else None
    since = until and until.replace(year=until.year - kind.years, day=min(until.day, 28))
    return Card(type, number, until, issuer, since)


@cache
def _issuer(of: str, district: str) -> str:
    return of.format(places.place(district).name_ar)


def _drawn(random: Random, type: str, pattern: str, printed: Collection[tuple[str, str]]) -> str:
    while True:
        number = "".join([random.choice("0123456789") if character == "#" else character for character in pattern])
        if (type, number) not in printed:
            return number


def _typed(random: Random, number: str) -> str:
    if random.random() >= MISTYPED:
        return number
    return number[:-1] + str((int(number[-1]) + random.randint(1, 9)) % 10)


def _until(random: Random, kind: _Kind) -> date | None:
    if kind.valid_until is None:
        return None
    first, last = kind.valid_until
    return first + timedelta(days=random.randrange((last - first).days))
