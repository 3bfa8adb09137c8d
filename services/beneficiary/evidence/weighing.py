"""How likely two registrations are one person, by all that they state: the model of Fellegi and Sunter, with its table.

Each field adds the binary logarithm of how much likelier its outcome is for one person than for two. The shares are
those that linkage states; how frequent a name is, the register says. Two whose births exclude each other, or whose
given names are two names, are two people whatever else agrees: brothers and sisters agree in nearly everything.
"""

from collections.abc import Iterable, Mapping
from math import log2

from services.beneficiary.evidence.judging import Compared, Stated
from services.beneficiary.evidence.views import Evidence
from services.beneficiary.names import forms
from services.beneficiary.people import signs
from services.beneficiary.people.frequencies import Frequencies
from services.beneficiary.people.signs import GIVEN, MOTHERS
from services.beneficiary.people.views import BirthPrecision

AGAIN = 0.03
"""How many of a register's records are expected to be of somebody who has one already."""
SMALLEST = 100_000
"""A smaller register is taken to be as large: in it few people are alike, and it grows."""

NAMES: Mapping[str, str] = {
    "father": GIVEN,
    "grandfather": GIVEN,
    "great_grandfather": GIVEN,
    "nisba": "",
    "mother_given": MOTHERS,
    "mother_father": GIVEN,
    "mother_grandfather": GIVEN,
}
"""Parts of a name, and the mark of the signs that tell how frequent it is: fathers are named as others are."""

SAME_NAME = {Evidence.AGREES: 0.75, Evidence.NEAR: 0.2}
"""How often the same part of one person's name is written the same way, and how often another way."""
OTHER_NAME = log2(0.003 / 0.98)
OTHER_NISBA = log2(0.05 / 0.98)
"""A nisba changes with marriage, or from the family's to the tribe's."""

SEX = {Evidence.AGREES: log2(0.997 / 0.5), Evidence.DIFFERS: log2(0.003 / 0.5)}
PLACE = {Evidence.AGREES: log2(0.86 / 0.06), Evidence.NEAR: log2(0.08 / 0.1), Evidence.DIFFERS: log2(0.06 / 0.84)}
BORN_THAT_DAY, BORN_THEN = log2(0.63 / 0.00006), log2(0.16 / 0.004)
"""Of births that are known to the day, and of ones that may be the same."""
BORN_TURNED, BORN_NEAR = log2(0.02 / 0.00002), log2(0.003 / 0.03)
"""Of a day and a month in each other's place, and of births that lie near each other."""


def probability(both: Compared, known: Frequencies) -> float:
    """How likely the two are one person, between 0 and 1."""
    if _apart(both):
        return 0.0
    registered = max(known.registered, SMALLEST)
    bits = log2(2 * AGAIN / registered) + _given(both, known) + _born(both)
    bits += SEX.get(both.evidence("sex"), 0.0) + PLACE.get(both.evidence("place"), 0.0)
    bits += sum(_name(both, part, mark, known) for part, mark in NAMES.items())
    return float(1 / (1 + 2.0**-bits))


def frequent(stated: Stated) -> Iterable[str]:
    """The signs whose frequency counts when somebody is compared."""
    for part, mark in {"given": GIVEN, **NAMES}.items():
        yield from signs.of_part(stated, part, mark)


def _apart(both: Compared) -> bool:
    if both.evidence("birth_date") is Evidence.DIFFERS:
        return True
    return not _called(both) and both.evidence("given") is not Evidence.AGREES and not _across_scripts(both)


def _called(both: Compared) -> bool:
    """Whether one of them is registered under a kunya alone, so that the given name is not known."""
    return any(forms.is_kunya(side["given_native"]) for side in (both.one, both.other))


def _across_scripts(both: Compared) -> bool:
    """Whether the given names are alike, and written in two scripts."""
    one, other = (side["given_native"].isascii() for side in (both.one, both.other))
    return one is not other and both.evidence("given") is Evidence.NEAR


def _given(both: Compared, known: Frequencies) -> float:
    return 0.0 if _called(both) else log2(0.99 / known.of(_shared(both, "given", GIVEN)))


def _name(both: Compared, part: str, mark: str, known: Frequencies) -> float:
    evidence = both.evidence(part)
    if evidence is Evidence.UNKNOWN:
        return 0.0
    if evidence is Evidence.DIFFERS:
        return OTHER_NISBA if part == "nisba" else OTHER_NAME
    return log2(SAME_NAME[evidence] / known.of(_shared(both, part, mark)))


def _born(both: Compared) -> float:
    evidence = both.evidence("birth_date")
    one, other = both.one["birth_date"], both.other["birth_date"]
    if evidence is Evidence.UNKNOWN:
        return 0.0
    to_the_day = {both.one["birth_precision"], both.other["birth_precision"]} == {BirthPrecision.DAY}
    if evidence is Evidence.AGREES:
        return BORN_THAT_DAY if to_the_day else BORN_THEN
    turned = (one.year, one.month, one.day) == (other.year, other.day, other.month)
    return BORN_TURNED if to_the_day and turned else BORN_NEAR


def _shared(both: Compared, part: str, mark: str) -> frozenset[str]:
    return signs.of_part(both.one, part, mark) & signs.of_part(both.other, part, mark)
