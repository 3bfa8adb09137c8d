"""The notices that people are read before they are asked: one for each purpose and class of recipients."""

from datetime import date
from importlib.resources import files
from typing import NamedTuple

from demo import clock
from demo.rows import Notice

ISSUED_ON = date(2019, 4, 1)
"""A day before the first family is registered."""


class Asking(NamedTuple):
    """What somebody is asked for, and for whom."""

    purpose: str
    recipient_class: str


LIVELIHOODS, REFERRALS = Asking("livelihood-support", "authority"), Asking("case-referral", "aid")


def notice_rows() -> list[Notice]:
    """The first version of each."""
    return [
        Notice(
            number,
            *asking,
            1,
            _text(asking, "en"),
            _text(asking, "ar"),
            _text(asking, "ckb"),
            clock.at(ISSUED_ON, clock.OPENING + 60 + number),
            "data-protection-officer",
        )
        for number, asking in enumerate((LIVELIHOODS, REFERRALS), start=1)
    ]


def _text(asking: Asking, language: str) -> str:
    file = files("demo") / "data" / "notices" / f"{asking.purpose}.{language}.md"
    return file.read_text(encoding="utf-8").strip()
