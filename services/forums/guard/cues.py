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

BEFORE = {"ar": ("", "و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "لل", "فال", "كال"), "ckb": ("", "لە", "بە", "و")}
AFTER = {
    "ar": ("", "ه", "ها", "هم", "ي", "نا", "ك", "كم", "هن"),
    "ckb": ("", "ی", "ە", "ەکە", "ەکەی", "ێک", "ێکی", "ێکە", "ەکان", "ەکانی", "م", "مان", "یان", "ییە", "یەک", "یەکی", "ان")
    + ("ێ", "ەوە", "دا", "یەکە", "یەکەی", "ەکەم", "ەکەیان", "کەی", "ش", "یش"),
    "kmr": ("", "ê", "a", "î", "ek", "eke", "ekî", "eka", "ên", "an", "ya", "yê", "yên", "yan", "yek", "ekê", "yekî", "o"),
}
UNCHANGED = frozenset(["kunya", "kunya_umm", "title_strong", "digit", "holy", "place_filler", "title", "person", "speech"])
"""Cues that nothing is put before or after but what is put before any word of Arabic."""


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
    before = BEFORE.get(language, ("",))
    if cue in UNCHANGED:
        yield from (start + word for start in before if "ال" not in start and not start.startswith("لل"))
        return
    for start in before:
        for after in AFTER.get(language, ("",)):
            stem = f"{word[:-1]}ت" if after and word.endswith("ة") else word
            yield f"{start}{stem}{after}"
            if start.endswith("ل") and word.startswith("ال"):
                yield f"{start}{word[2:]}"
