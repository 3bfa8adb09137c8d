"""How what two registrations state goes together, field by field. Nothing here reads anything."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.beneficiary.documents.views import DocumentType
from services.beneficiary.evidence.views import Evidence, Together
from services.beneficiary.names import forms, keys
from services.beneficiary.people.births import born
from services.beneficiary.people.views import NAME_PARTS, BirthPrecision, Sex

Stated = Mapping[str, Any]
"""What somebody stated of themselves, by field."""

DISTRICT = len("IQG15Q08")
YEAR = 366
"""Days that two births may lie apart and still be near: people say the year before, or the one after."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    **{part: (f"{part}_native", f"{part}_latin") for part in NAME_PARTS},
    "sex": ("sex",),
    "birth_date": ("birth_date", "birth_precision"),
    "place": ("place",),
    "languages": ("languages",),
}
"""What two registrations are compared in, and where it stands."""


@dataclass(frozen=True)
class Compared:
    """Two registrations side by side: what each states and how it goes together, and what the two people share."""

    one: Stated
    other: Stated
    documents: tuple[DocumentType, ...] = ()
    phone: bool = False
    household: Together = Together.NOT_KNOWN
    registrations: tuple[int, int] = (1, 1)
    """How many each of the two has, itself among them."""

    def evidence(self, field: str) -> Evidence:
        """How the two go together in one of `FIELDS`."""
        return _judge(field)(self.one, self.other)


def _judge(field: str) -> Callable[[Stated, Stated], Evidence]:
    match field:
        case "sex":
            return _sex
        case "birth_date":
            return _birth
        case "place":
            return _place
        case "languages":
            return _languages
    return lambda one, other: _name(_words(one, field), _words(other, field))


def _words(stated: Stated, part: str) -> list[list[str]]:
    """A part of a name as it is written in each script, in words of one form."""
    written = (stated[field] for field in FIELDS[part])
    return [words for text in written if text is not None and (words := forms.words(text))]


def _name(one: list[list[str]], other: list[list[str]]) -> Evidence:
    if not one or not other:
        return Evidence.UNKNOWN
    pairs = [(mine, theirs) for mine in one for theirs in other]
    if any(mine == theirs for mine, theirs in pairs):
        return Evidence.AGREES
    return Evidence.NEAR if any(_sounds_alike(*pair) for pair in pairs) else Evidence.DIFFERS


def _sounds_alike(mine: list[str], theirs: list[str]) -> bool:
    """Every word of the shorter one may be a word of the longer one, spelt otherwise or in the other script."""
    short, long = sorted((mine, theirs), key=len)
    heard = [keys.of(word) for word in long]
    return all(any(keys.of(word) & other for other in heard) for word in short)


def _sex(one: Stated, other: Stated) -> Evidence:
    if Sex.NOT_STATED in {one["sex"], other["sex"]}:
        return Evidence.UNKNOWN
    return Evidence.AGREES if one["sex"] == other["sex"] else Evidence.DIFFERS


def _birth(one: Stated, other: Stated) -> Evidence:
    mine, theirs = (born(side["birth_date"], BirthPrecision(side["birth_precision"])) for side in (one, other))
    if mine is None or theirs is None:
        return Evidence.UNKNOWN
    apart = (max(mine.first, theirs.first) - min(mine.last, theirs.last)).days
    if apart <= 0:
        return Evidence.AGREES
    swapped = _turned(one["birth_date"]) == other["birth_date"]
    return Evidence.NEAR if apart <= YEAR or swapped else Evidence.DIFFERS


def _turned(day: date) -> date | None:
    """The day that is meant where day and month are written in the other order."""
    return date(day.year, day.day, day.month) if day.day <= 12 else None


def _place(one: Stated, other: Stated) -> Evidence:
    mine, theirs = str(one["place"]), str(other["place"])
    if mine.startswith(theirs) or theirs.startswith(mine):
        return Evidence.AGREES
    return Evidence.NEAR if mine[:DISTRICT] == theirs[:DISTRICT] else Evidence.DIFFERS


def _languages(one: Stated, other: Stated) -> Evidence:
    mine, theirs = (set(side["languages"] or ()) for side in (one, other))
    if not mine or not theirs:
        return Evidence.UNKNOWN
    if mine == theirs:
        return Evidence.AGREES
    return Evidence.NEAR if mine & theirs else Evidence.DIFFERS
