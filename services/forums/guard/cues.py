"""What words around hint at: kin, titles, houses, vehicles, papers. The table is `data/cues.csv`, and its forms follow.

A word stands in the table once, and is met with what its language puts before and after it.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from io import StringIO

from services.forums.guard.letters import form, plain

BEFORE = {"ar": "- و ف ب ل ك ال وال بال لل فال كال", "ckb": "- لە بە و"}
AFTER = {
    "ar": "- ه ها هم ي نا ك كم هن",
    "ckb": "- ی ە ەکە ەکەی ێک ێکی ێکە ەکان ەکانی م مان یان ییە یەک یەکی ان ێ ا ەوە دا یەکە یەکەی ەکەم ەکەیان کەی ش یش",
    "kmr": "- ê a î ek eke ekî eka ên an ya yê yên yan yek ekê yekî o",
}
"""What a language writes as one with the word: articles and prepositions, whose it is, how many and of what."""
UNCHANGED = frozenset(
    ["kunya", "kunya_umm", "title_strong", "digit", "place_filler", "nobody", "title", "person", "speech"]
)
"""Cues that nothing is put before or after but what Arabic puts before any word."""
ARTICLES = ("ال", "لل")
COUNTED = "unit"
"""Things that are counted have no article in Arabic: `20 families`, and not `20 the families`."""


@cache
def hinted() -> Mapping[str, frozenset[str]]:
    """What each form of a word hints at."""
    hints: dict[str, set[str]] = defaultdict(set)
    for row in csv.DictReader(StringIO(files(__package__).joinpath("data", "cues.csv").read_text(encoding="utf-8"))):
        for word in row["words"].split():
            for met in _met(row["cue"], row["language"], word):
                hints[form(plain(met).text)].add(row["cue"])
    return {word: frozenset(cues) for word, cues in hints.items()}


def _met(cue: str, language: str, word: str) -> Iterator[str]:
    """The forms in which a word is met."""
    before = _parts(BEFORE, language)
    if cue in UNCHANGED or (cue == COUNTED and language == "ar"):
        yield from (start + word for start in before if not any(article in start for article in ARTICLES))
        return
    for start in before:
        for after in _parts(AFTER, language):
            stem = f"{word[:-1]}ت" if after and word.endswith("ة") else word
            yield f"{start}{stem}{after}"
            if start.endswith("ل") and word.startswith("ال"):
                yield f"{start}{word[2:]}"


def _parts(table: Mapping[str, str], language: str) -> list[str]:
    """What a language puts before or after a word; a dash is nothing."""
    return table.get(language, "-").replace("-", "").split(" ")
