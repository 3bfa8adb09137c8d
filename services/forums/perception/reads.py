"""What a wave says, and how that differs from what the one before said, within a mandate and as known at a moment."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from services.forums.perception import sums as summing
from services.forums.perception.estimation import Interval, change, estimate
from services.forums.perception.hiding import hidden
from services.forums.perception.sums import EVERYBODY, FAVOURABLE, InCommon, Pair, Sums, Worded
from services.forums.perception.views import (
    PERCEPTION,
    DifferenceView,
    Division,
    PerceptionChangedView,
    PerceptionChangeView,
    PerceptionView,
    ResultView,
    ShareView,
)
from services.forums.questions.scales import Choice, Scale
from shared.classification import Scope, opened
from shared.database import Reader
from shared.errors import Forbidden, Invalid, NotFound, nothing_here
from shared.facts import standing
from shared.mandate import Mandate

_REACHED = f"""
wave.place LIKE ANY ($2) AND ($3::text[] IS NULL OR wave.project = ANY ($3)) AND {standing("wave", "$4")}
"""
_WAVE = f"SELECT id, forum_id, place, begins_on FROM waves AS wave WHERE id = $1 AND {_REACHED}"  # noqa: S608
_BEFORE = f"""
SELECT id, forum_id, place, begins_on FROM waves AS wave
WHERE place = $1 AND {_REACHED} AND forum_id IS NOT DISTINCT FROM $5 AND begins_on < $6
    AND EXISTS (
        SELECT FROM asked JOIN asked AS later USING (question_id) WHERE asked.wave_id = wave.id AND later.wave_id = $7
    )
ORDER BY begins_on DESC, id DESC LIMIT 1
"""  # noqa: S608 - no value in it
_QUESTIONS = """
SELECT wave_id, question.id, code, version, scale, reversed
FROM asked JOIN questions AS question ON question.id = question_id
WHERE wave_id = ANY ($1) ORDER BY wave_id, position
"""


class Held(NamedTuple):
    """A wave, as far as it matters here."""

    id: int
    forum_id: int | None
    place: str
    begins_on: date


async def perception(
    reader: Reader, wave_id: int, by: Division | None, as_of: datetime, mandate: Mandate
) -> PerceptionView:
    """What was answered to each question of a wave."""
    scope = mandate.scope(PERCEPTION.name)
    _require_told(by, scope)
    wave = await _wave(reader, wave_id, as_of, mandate)
    questions = (await _questions(reader, {wave.id}))[wave.id]
    sums = await summing.summed(reader, [wave.id], questions, by, as_of)
    results = [result for question in questions for result in _results(sums, wave.id, question, by)]
    return opened(PerceptionView(wave_id=wave.id, as_of=as_of, by=by, results=results), PERCEPTION, scope)


async def changed(
    reader: Reader, wave_id: int, before_id: int | None, by: Division | None, as_of: datetime, mandate: Mandate
) -> PerceptionChangeView:
    """How the answers changed to those questions that a wave and one before it ask alike."""
    scope = mandate.scope(PERCEPTION.name)
    _require_told(by, scope)
    after = await _wave(reader, wave_id, as_of, mandate)
    before = await _before(reader, after, before_id, as_of, mandate)
    told: dict[str, Any] = {"before_id": None, "paired": None, "changes": []}
    if before is not None:
        pair = before.id, after.id
        paired, changes = (await compared(reader, [pair], by, as_of))[pair]
        told = {"before_id": before.id, "paired": paired, "changes": changes}
    return opened(PerceptionChangeView(wave_id=after.id, as_of=as_of, by=by, **told), PERCEPTION, scope)


async def compared(
    reader: Reader, pairs: Sequence[Pair], by: Division | None, as_of: datetime
) -> dict[Pair, tuple[bool, list[PerceptionChangedView]]]:
    """What changed between two waves, and whether they were held in the same clusters, for many at once."""
    asked = await _questions(reader, {wave for pair in pairs for wave in pair})
    shared = {pair: [question for question in asked[pair[1]] if question in asked[pair[0]]] for pair in pairs}
    questions = list({question.id: question for alike in shared.values() for question in alike}.values())
    sums = await summing.summed(reader, list(asked), questions, by, as_of)
    together = await summing.together(reader, sums, pairs, questions, by, as_of)
    return {
        pair: (
            pair in together,
            [each for question in alike for each in _changes(sums, pair, question, by, together.get(pair))],
        )
        for pair, alike in shared.items()
    }


def _results(sums: Sums, wave: int, question: Worded, by: Division | None) -> list[ResultView]:
    sizes = sums.groups(wave, question.id)
    return [
        ResultView(
            **_named(question, by, part),
            hidden=away,
            n=None if away else sizes[part],
            shares=None if away else [_share(sums, wave, question, part, answer) for answer in question.answers],
        )
        for part, away in _parts(sizes)
    ]


def _share(sums: Sums, wave: int, question: Worded, part: str, answer: str) -> ShareView:
    found = estimate(sums.sample(wave, question.id, part, answer))
    return ShareView(
        answer=_choice(answer),
        share=_rounded(found.share),
        effective_n=round(found.effective, 1),
        **_bounds(found.interval),
    )


def _changes(
    sums: Sums, pair: Pair, question: Worded, by: Division | None, in_common: InCommon | None
) -> list[PerceptionChangedView]:
    earlier, later = (sums.groups(wave, question.id) for wave in pair)
    away = {part for sizes in (earlier, later) for part, is_hidden in _parts(sizes) if is_hidden}
    away |= earlier.keys() ^ later.keys()  # who was asked in one wave alone
    changes = []
    for part in sorted(earlier.keys() | later.keys()):
        if EVERYBODY in away or part in away:
            told: dict[str, Any] = {"hidden": True, "n_before": None, "n_after": None, "shares": None}
        else:
            shares = [_difference(sums, pair, question, part, answer, in_common) for answer in question.answers]
            told = {"hidden": False, "n_before": earlier[part], "n_after": later[part], "shares": shares}
        changes.append(PerceptionChangedView(**_named(question, by, part), **told))
    return changes


def _difference(
    sums: Sums, pair: Pair, question: Worded, part: str, answer: str, in_common: InCommon | None
) -> DifferenceView:
    one, other = (sums.sample(wave, question.id, part, answer) for wave in pair)
    together = None if in_common is None else in_common.get((question.id, part, answer))
    difference, interval = change(one, other, together)
    return DifferenceView(
        answer=_choice(answer),
        before=_rounded(one.share),
        after=_rounded(other.share),
        change=_rounded(difference),
        **_bounds(interval),
    )


def _parts(sizes: dict[str, int]) -> list[tuple[str, bool]]:
    """Everybody and the groups, and whether they are hidden."""
    groups = {part: n for part, n in sizes.items() if part != EVERYBODY}
    everybody = {EVERYBODY: sizes[EVERYBODY]} if EVERYBODY in sizes else {}
    away = hidden(everybody) | hidden(groups)
    return [(part, part in away) for part in sorted(sizes)]


def _named(question: Worded, by: Division | None, part: str) -> dict[str, Any]:
    asked = {"question_id": question.id, "code": question.code, "version": question.version, "scale": question.scale}
    who: dict[str, Any] = dict.fromkeys(each.value for each in Division)
    if by is not None and part != EVERYBODY:
        who[by] = part
    return {**asked, **who}


def _choice(answer: str) -> Choice | None:
    return None if answer == FAVOURABLE else Choice(answer)


def _bounds(interval: Interval | None) -> dict[str, float | None]:
    if interval is None:
        return {"low": None, "high": None}
    return {"low": _rounded(interval.low), "high": _rounded(interval.high)}


def _rounded(share: float) -> float:
    return round(share, 4)


async def _wave(reader: Reader, id: int, as_of: datetime, mandate: Mandate) -> Held:
    row = await reader.fetchrow(_WAVE, id, mandate.area_patterns, mandate.projects, as_of)
    if row is None:
        raise nothing_here()
    return Held(*row)


async def _before(reader: Reader, after: Held, stated: int | None, as_of: datetime, mandate: Mandate) -> Held | None:
    """The wave that is stated, or the last one before that is about the same and asks something alike; if any."""
    if stated is None:
        reach = (after.place, mandate.area_patterns, mandate.projects, as_of)
        row = await reader.fetchrow(_BEFORE, *reach, after.forum_id, after.begins_on, after.id)
        return None if row is None else Held(*row)
    row = await reader.fetchrow(_WAVE, stated, mandate.area_patterns, mandate.projects, as_of)
    if row is None:
        raise NotFound("unknown-wave", "There is no such wave.", field="before_id")
    before = Held(*row)
    if before.begins_on >= after.begins_on or before.place != after.place:
        raise Invalid("not-a-wave-before", "This is no earlier wave in the same place.", field="before_id")
    return before


async def _questions(reader: Reader, waves: Collection[int]) -> dict[int, list[Worded]]:
    """By wave, the questions that it asks, in order."""
    found: dict[int, list[Worded]] = {wave: [] for wave in waves}
    for wave, id, code, version, scale, reversed in await reader.fetch(_QUESTIONS, list(waves)):
        found[wave].append(Worded(id, code, version, Scale(scale), reversed))
    return found


def _require_told(by: Division | None, scope: Scope) -> None:
    """Refuse to divide respondents by what is withheld: the rows would tell it."""
    if by is not None and not PERCEPTION.readable(scope, (by.value,)):
        raise Forbidden("not-in-mandate", "This caller does not see what this divides by.", field="by")
