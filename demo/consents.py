"""What people allowed to be shared: each is asked when registered, and nothing is written down of those who decline.

Rates. Of those of working age 62 % allow that an authority for labour is told of them, of all grown-ups 55 % that they
are referred to an aid organisation; of children a parent allows the one for 25 % of those over 15, the other for 45 %.
One decision in sixteen is taken back within two years. Grown-ups sign (55 %), leave a thumbprint (30 %; 70 % of those
over 50) or say so before a witness.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from demo import clock
from demo.families import age_on
from demo.notices import LIVELIHOODS, REFERRALS, Asking
from demo.registering import Registration
from demo.rows import Consent, Notice
from shared.days import day_of

OF_AGE, WORKS_FROM, WORKS_UNTIL = 18, 15, 65
GIVEN = {LIVELIHOODS: 0.62, REFERRALS: 0.55}
GIVEN_FOR_A_CHILD = {LIVELIHOODS: 0.25, REFERRALS: 0.45}
WITHDRAWN = 1 / 16
MOTHER_SPEAKS = 0.6

_WITNESSED = {"signature": 55, "thumbprint": 30, "verbal_before_witness": 15}
_WITNESSED_OF_OLDER = {"signature": 15, "thumbprint": 70, "verbal_before_witness": 15}
_OLDER = 50
_TO_CONSENT = {LIVELIHOODS: timedelta(seconds=105), REFERRALS: timedelta(seconds=112)}
_WITHDRAWN_UNTIL = date(2021, 3, 31)


class _Speaker(NamedTuple):
    """Who decides: somebody themselves, or for a child somebody who may be registered too."""

    given_by: str
    proxy_id: int | None
    birth: date | None


def consent_rows(random: Random, registrations: Sequence[Registration], notices: Iterable[Notice]) -> list[Consent]:
    """The decisions of all of them, not yet in order."""
    read_out = {Asking(row.purpose, row.recipient_class): row.id for row in notices}
    families: dict[int, list[Registration]] = defaultdict(list)
    for one in registrations:
        if not one.again:
            families[id(one.family)].append(one)
    rows: list[Consent] = []
    for one in registrations:
        day = day_of(one.at)
        speaker = _speaker(random, one, day, families[id(one.family)])
        for asking in _asked(random, one, day):
            rows += _decisions(random, one, day, speaker, asking, read_out)
    return rows


def _asked(random: Random, one: Registration, day: date) -> Iterator[Asking]:
    """What somebody allows of what they are asked."""
    years = _years(one, day)
    shares = GIVEN_FOR_A_CHILD if _is_child(one, day) else GIVEN
    for asking, share in shares.items():
        asked = asking != LIVELIHOODS or years is None or WORKS_FROM <= years < WORKS_UNTIL
        if random.random() < share and asked:
            yield asking


def _decisions(
    random: Random, one: Registration, asked_on: date, speaker: _Speaker, asking: Asking, read_out: Mapping[Asking, int]
) -> Iterator[Consent]:
    at = one.at + _TO_CONSENT[asking]
    given = Consent(
        0,
        one.id,
        *asking,
        "given",
        asked_on,
        one.family.language,
        _witnessed(random, speaker, asked_on),
        read_out[asking],
        speaker.given_by,
        speaker.proxy_id,
        at,
        one.by,
    )
    yield given
    if random.random() >= WITHDRAWN:
        return
    day = clock.office_day(asked_on + timedelta(days=random.randint(30, 700)))
    if day <= _WITHDRAWN_UNTIL:
        grown = one.writing.birth.date is not None and age_on(one.writing.birth.date, day) >= OF_AGE
        if grown:
            given = given._replace(given_by="self", proxy_person_id=None)
        yield given._replace(
            decision="withdrawn",
            decided_on=day,
            witnessed=_witnessed(random, speaker, day),
            notice_id=None,
            recorded_at=clock.within(random, day),
        )


def _speaker(random: Random, one: Registration, day: date, family: Sequence[Registration]) -> _Speaker:
    if not _is_child(one, day):
        return _Speaker("self", None, one.writing.birth.date)
    grown = [each for each in family if age_on(each.person.birth, day) >= OF_AGE]
    mother = next((each for each in grown if _is_mother(each, one)), None)
    father = next((each for each in grown if _is_father(each, one)), None)
    parents = [("mother", mother), ("father", father)]
    if random.random() >= MOTHER_SPEAKS:
        parents.reverse()
    for relation, parent in parents:
        if parent is not None and parent.at < one.at:
            return _Speaker(relation, parent.id, parent.person.birth)
    for relation, parent in parents:
        if parent is not None:
            return _Speaker(relation, None, parent.person.birth)
    guardian = min((each for each in grown if each.at < one.at), key=lambda each: each.person.birth, default=None)
    if guardian is None:
        return _Speaker("guardian", None, None)
    return _Speaker("guardian", guardian.id, guardian.person.birth)


def _is_mother(other: Registration, one: Registration) -> bool:
    mother, person = one.person.mother, other.person
    line = (person.given, person.lineage.father, person.lineage.grandfather)
    return person.sex == "female" and line == (mother.given, mother.father, mother.grandfather)


def _is_father(other: Registration, one: Registration) -> bool:
    line, person = one.person.lineage, other.person
    own = (person.given, person.lineage.father, person.lineage.grandfather)
    return person.sex == "male" and own == (line.father, line.grandfather, line.great_grandfather)


def _witnessed(random: Random, speaker: _Speaker, day: date) -> str:
    older = speaker.birth is not None and age_on(speaker.birth, day) > _OLDER
    ways = _WITNESSED_OF_OLDER if older else _WITNESSED
    return random.choices(list(ways), list(ways.values()))[0]


def _is_child(one: Registration, day: date) -> bool:
    years = _years(one, day)
    return years is not None and years < OF_AGE


def _years(one: Registration, day: date) -> int | None:
    """Completed years by what is written down, which is all that the clerk has."""
    birth = one.writing.birth.date
    return None if birth is None else age_on(birth, day)
