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
    "ckb": "- ی ە ەکە ەکەی ێک ێکی ێکە ەکان ەکانی م مان یان ییە یەک یەکی ان ێ ا ەوە دا یەکە یەکەی ەکەم ەکەیان کەی ش یش"
    " ەی ەیە ەکەیە ەیەتی یە",
    "kmr": "- ê a î ek eke ekî eka ên an ya yê yên yan yek ekê yekî o",
}
"""What a language writes as one with the word: articles and prepositions, whose it is, how many and of what."""
UNCHANGED = frozenset(
    {"kunya", "kunya_umm", "title", "title_strong", "title_behind", "person", "speech"}
    | {"digit", "place_filler", "institution", "nobody", "skipped"}
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
        cue, language = row["cue"], row["language"]
        before, after = _parts(BEFORE, language), _parts(AFTER, language)
        if cue in UNCHANGED or (cue == COUNTED and language == "ar"):
            before, after = [start for start in before if not start.endswith(ARTICLES)], [""]
        for word in row["words"].split():
            for met in _met(word, before, after):
                hints[met].add(cue)
    together: dict[frozenset[str], frozenset[str]] = {}
    return {word: together.setdefault(alike := frozenset(cues), alike) for word, cues in hints.items()}


def _met(word: str, before: list[str], after: list[str]) -> Iterator[str]:
    """The forms in which a word is met."""
    bare = plain(word).text
    construct = f"{bare[:-1]}ت" if word.endswith("ة") else bare
    for start in before:
        yield form(start + bare)
        yield from (form(f"{start}{construct}{end}") for end in after if end)
        if start.endswith(ARTICLES) and word.startswith("ال"):
            yield form(start + bare[2:])


def _parts(table: Mapping[str, str], language: str) -> list[str]:
    """What a language puts before or after a word, in plain letters; a dash is nothing."""
    return plain(table.get(language, "-").replace("-", "")).text.split(" ")
