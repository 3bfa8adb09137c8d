"""What is told in one language: sentences whose English stands in the code, filled with their values.

Catalogues are gettext's `.po` files, read once when an application is made.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel.messages.pofile import read_po

from shared.errors import Word
from shared.languages.choosing import Language

SHARED = Path(__file__).parent.parent / "refusals"
"""The catalogues of what `shared` itself refuses."""

_COMMAS = {Language.ENGLISH: ", ", Language.ARABIC: "، ", Language.KURDISH: "، "}
_SEMICOLONS = {Language.ENGLISH: "; ", Language.ARABIC: "؛ ", Language.KURDISH: "؛ "}


@dataclass(frozen=True)
class Tongue:
    """A language, and what English sentences are in it; what it does not know it says in English."""

    language: Language = Language.ENGLISH
    words: Mapping[str, str] = field(default_factory=dict, repr=False)

    def say(self, sentence: str, values: Mapping[str, object] | None = None) -> str:
        """The sentence, with its values in the place of `{name}`; one without values is taken as it is."""
        said = self.words.get(sentence, sentence)
        return said.format_map({name: self._word(value) for name, value in values.items()}) if values else said

    def chain(self, sentences: list[str]) -> str:
        """Some sentences in one line."""
        return _SEMICOLONS[self.language].join(sentences)

    def _word(self, value: object) -> str:
        if isinstance(value, Word):
            return self.words.get(value, value)
        if isinstance(value, (tuple, list)):
            return _COMMAS[self.language].join(self._word(each) for each in value)
        return str(value)


Tongues = Mapping[Language, Tongue]

ENGLISH = Tongue()

SPOKEN: ContextVar[Tongue] = ContextVar("SPOKEN", default=ENGLISH)
"""The language of the request that is being answered; outside of requests it is English."""


@cache
def tongues(folder: Path) -> Tongues:
    """All languages, with the catalogues of `shared` and of the application whose `folder` this is."""
    return MappingProxyType(
        {
            Language.ENGLISH: ENGLISH,
            **{
                language: Tongue(language, {**catalogue(SHARED, language), **catalogue(folder, language)})
                for language in (Language.ARABIC, Language.KURDISH)
            },
        }
    )


@cache
def catalogue(folder: Path, language: Language) -> Mapping[str, str]:
    """What the sentences of a folder's catalogue are in this language."""
    with (folder / f"{language}.po").open("rb") as file:
        read = read_po(file, abort_invalid=True)
    return {str(message.id): str(message.string) for message in read if message.id and message.string}
