"""What a name that is sought is made of: its words, and for each the signs of which whoever is meant has one."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.beneficiary.names import forms, keys
from services.beneficiary.people import signs
from services.beneficiary.search.views import SearchDraft
from shared.errors import Invalid

MOST = 12
"""Words of a name that is sought; Iraqi names have five, and the mother's three."""
AROUND = 5
"""Years that a birth may lie from the one that is stated: so far off are estimates."""


@dataclass(frozen=True)
class Terms:
    """What is known of whoever is sought: the words of a name and of the mother's, and a year of birth. For each there
    are the signs of which whoever is meant shows one."""

    own: tuple[str, ...]
    mothers: tuple[str, ...]
    typing: bool
    birth_year: int | None

    @property
    def shown_by_name(self) -> list[list[str]]:
        """One entry for each word of the name; the last may be unfinished, and counts from its second sound."""
        if not self.typing or not self.own:
            return [sorted(keys.of(word)) for word in self.own]
        *whole, last = self.own
        begun = signs.unfinished(last)
        return [*(sorted(keys.of(word)) for word in whole), *([sorted(begun)] if begun or not whole else [])]

    @property
    def shown_by_mother(self) -> list[list[str]]:
        """One entry for each word of the mother's name."""
        return [sorted(f"{signs.MOTHERS}{key}" for key in keys.of(word)) for word in self.mothers]

    @property
    def shown(self) -> list[list[str]]:
        """One entry for each thing that is known, each once."""
        born = [] if self.birth_year is None else [signs.born_about(self.birth_year, AROUND)]
        known = {tuple(each): each for each in (*self.shown_by_name, *self.shown_by_mother, *born) if each}
        return list(known.values())

    @property
    def given(self) -> list[str]:
        """The signs of a given name that the name begins with."""
        return sorted(f"{signs.GIVEN}{key}" for key in keys.of(self.own[0])) if self.own else []


def terms(draft: SearchDraft) -> Terms:
    """The terms of a search by name. Refused: a name without a letter, and one of too many words."""
    return Terms(_words(draft.name, "name"), _words(draft.mother, "mother"), draft.typing, draft.birth_year)


def _words(name: str | None, field: str) -> tuple[str, ...]:
    if name is None:
        return ()
    words: Sequence[str] = forms.written(name)
    if not any(keys.of(word) for word in words):
        raise Invalid("no-name", "There is no letter in this name.", field=field)
    if len(words) > MOST:
        raise Invalid("too-many-words", "No name has so many words.", field=field)
    return tuple(words)
