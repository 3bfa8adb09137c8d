"""How forums work, counted in one statement over those within a mandate, which looks at each kind of record once,
over one period or several.

Its best plan depends on how much lies in the period and in reach, so it is planned each time.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from services.forums.indicators import perception
from services.forums.indicators.views import COUNTS, INDICATORS, By, IndicatorsAsked, IndicatorsRow, IndicatorsView
from shared.database import Reader
from shared.days import today
from shared.errors import Invalid
from shared.facts import standing
from shared.mandate import Mandate

USUALLY = timedelta(days=89)
"""From the first day to the last of a period, where only the last is stated."""

_KEYS = {By.GOVERNORATE: "left(forum.place, 5)", By.DISTRICT: "left(forum.place, 8)", By.FORUM: "forum.id::text"}
_IN = "BETWEEN reach.since AND reach.until"


def _of(table: str, alias: str, joined: str = "forum_id = reach.id") -> str:
    """SQL: what stood of a table at the moment, of the forums in reach."""
    return f"JOIN {table} AS {alias} ON {alias}.{joined} AND {standing(alias, '$1')}"


def _if(condition: str) -> str:
    return f"count(*) FILTER (WHERE {condition})"


_STATUS = f"""LEFT JOIN LATERAL (
    SELECT stated.status FROM statuses AS stated
    WHERE stated.forum_id = reach.id AND stated.since <= reach.until AND {standing("stated", "$1")}
    ORDER BY stated.since DESC LIMIT 1
) AS state ON true"""  # noqa: S608 - no value in it
_HELD = f"{_of('meetings', 'meeting')} LEFT {_of('holdings', 'held', 'meeting_id = meeting.id')}"
_THERE = (
    f"{_of('meetings', 'meeting')} {_of('holdings', 'held', 'meeting_id = meeting.id')} AND held.held_on {_IN}"
    " JOIN attendees AS there ON there.holding_id = held.id"
)
_LEADERS = (
    f"{_of('terms', 'term')} AND term.begins_on <= reach.until AND (term.ends_on IS NULL OR term.ends_on > reach.until)"
    " JOIN members AS member ON member.id = term.member_id"
)
_STATED = (
    f"JOIN kept ON kept.forum_id = reach.id {_of('concern_states', 'stated', 'concern_id = kept.id')}"
    f" AND stated.since {_IN}"
)
_ENDED = f"{_of('actions', 'action')} LEFT {_of('action_ends', 'ending', 'action_id = action.id')}"
_ANSWERED = (
    f"{_of('referrals', 'referral')} AND referral.referred_on {_IN}"
    f" LEFT {_of('referral_answers', 'given', 'referral_id = referral.id')}"
)
_LOOKED = f"{_of('plans', 'plan')} {_of('plan_reviews', 'looked', 'plan_id = plan.id')} AND looked.reviewed_on {_IN}"
_TRAINED = (
    f"{_of('trainings', 'training')} AND training.ends_on {_IN}"
    " JOIN trained AS there ON there.training_id = training.id"
)
_DAYS = "percentile_cont(0.5) WITHIN GROUP (ORDER BY stated.since - kept.raised_on)"

_FIGURES: Mapping[str, Mapping[str, str]] = {
    _STATUS: {"place": "min(reach.place)", "forums": "count(*)", "forums_active": _if("state.status = 'active'")},
    _HELD: {
        "meetings_planned": _if(f"meeting.scheduled_on {_IN}"),
        "meetings_held": _if(f"held.held_on {_IN}"),
    },
    _THERE: {
        "attendance_women": "sum(there.people) FILTER (WHERE there.sex = 'female')",
        "attendance_men": "sum(there.people) FILTER (WHERE there.sex = 'male')",
    },
    _LEADERS: {"leaders": "count(*)", "leaders_women": _if("member.sex = 'female'")},
    _STATED: {
        "concerns_accepted": _if("stated.status = 'accepted'"),
        "concerns_resolved": _if("stated.status = 'resolved'"),
        "concerns_reopened": _if("stated.status = 'reopened'"),
        "median_days_to_resolve": f"{_DAYS} FILTER (WHERE stated.status = 'resolved')",
    },
    _ENDED: {
        "actions_agreed": _if(f"action.agreed_on {_IN}"),
        "actions_done": _if(f"ending.result = 'done' AND ending.ended_on {_IN}"),
    },
    _ANSWERED: {"referrals_made": "count(*)", "referrals_answered": "count(given.id)"},
    f"{_of('plans', 'plan')} AND plan.adopted_on {_IN}": {"plans_adopted": "count(*)"},
    _LOOKED: {"plans_reviewed": "count(*)"},
    _TRAINED: {
        "police_trained": "sum(there.people) FILTER (WHERE there.trainee = 'police')",
        "members_trained": "sum(there.people) FILTER (WHERE there.trainee = 'member')",
    },
}
"""By what is looked at, which is looked at once: the figures that follow from it."""


@lru_cache(maxsize=8)
def _statement(by: By) -> str:
    """Moment, first and last days, areas, projects in reach or none, project and place asked for or none."""
    reach = f"""SELECT forum.id, forum.place, {_KEYS[by]} AS key, period.since, period.until
        FROM forums AS forum CROSS JOIN unnest($2::date[], $3::date[]) AS period (since, until)
        WHERE {standing("forum", "$1")} AND forum.place LIKE ANY ($4)
            AND ($5::text[] IS NULL OR forum.project = ANY ($5)) AND ($6::text IS NULL OR forum.project = $6)
            AND ($7::text IS NULL OR forum.place LIKE $7 || '%')"""  # noqa: S608 - no value in it
    kept = f"""SELECT concern.id, concern.forum_id, concern.category, concern.raised_on FROM concerns AS concern
        WHERE {standing("concern", "$1")} AND NOT EXISTS (
            SELECT FROM concern_merges AS merged WHERE merged.concern_id = concern.id AND {standing("merged", "$1")}
        )"""  # noqa: S608 - no value in it
    figures = (
        f"SELECT reach.key, reach.since, {_object(told)} FROM reach {looked} GROUP BY reach.key, reach.since"  # noqa: S608 - our own names
        for looked, told in _FIGURES.items()
    )
    raised = (
        "SELECT key, since, json_build_object('raised_by_category', json_object_agg(category, raised)) FROM ("  # noqa: S608
        "SELECT reach.key, reach.since, kept.category, count(*) AS raised FROM reach"
        f" JOIN kept ON kept.forum_id = reach.id AND kept.raised_on {_IN} GROUP BY 1, 2, 3"
        ") AS each GROUP BY key, since"
    )
    return (
        f"WITH reach AS MATERIALIZED ({reach}), kept AS MATERIALIZED ({kept}) {' UNION ALL '.join((*figures, raised))}"
    )


def _object(figures: Mapping[str, str]) -> str:
    named = ", ".join(f"'{name}', {count}" for name, count in figures.items())
    return f"json_build_object({named})"


def nothing() -> dict[str, Any]:
    """The figures of where nothing is."""
    return dict.fromkeys(COUNTS, 0) | {"raised_by_category": {}, "median_days_to_resolve": None}


Period = tuple[date, date]
"""The first and the last day of one."""


async def counted(
    reader: Reader, asked: IndicatorsAsked, periods: Sequence[Period], as_of: datetime, mandate: Mandate
) -> dict[tuple[str, date], dict[str, Any]]:
    """The figures of forums within a mandate as they were known at `as_of`: by what they are asked by, and the first
    day of each of several periods, of which no two begin on one day."""
    sinces, untils = [since for since, _ in periods], [until for _, until in periods]
    values = (as_of, sinces, untils, mandate.area_patterns, mandate.projects, asked.project, asked.place)
    found: dict[tuple[str, date], dict[str, Any]] = {}
    for key, since, figures in await reader.fetch(_statement(asked.by), *values):
        row = found.setdefault((key, since), nothing())
        row.update((name, value) for name, value in json.loads(figures).items() if value is not None)
    for row in found.values():
        row["concerns_raised"] = sum(row["raised_by_category"].values())
    return found


async def indicators(reader: Reader, asked: IndicatorsAsked, as_of: datetime, mandate: Mandate) -> IndicatorsView:
    """The figures of forums within a mandate, as they were known at `as_of`."""
    scope = mandate.scope(INDICATORS.name)
    until = asked.until or today()
    since = asked.since or until - USUALLY
    if until < since:
        raise Invalid("period-backwards", "The period ends before it begins.", field="until")
    found = {key: row for (key, _), row in (await counted(reader, asked, [(since, until)], as_of, mandate)).items()}
    for key, row in found.items():
        row["perception"] = []
        row["forum_id"] = int(key) if asked.by is By.FORUM else None
        row["place"] = row["place"] if asked.by is By.FORUM else key
    for key, moved in (await perception.moved(reader, list(found), asked, until, as_of, mandate)).items():
        found[key]["perception"] = moved
    shown = INDICATORS.readable(scope, tuple(IndicatorsRow.model_fields))
    ordered = sorted(found.values(), key=lambda row: (row["place"], row["forum_id"] or 0))
    told = {
        "by": asked.by,
        "since": since,
        "until": until,
        "rows": [IndicatorsRow.model_validate({name: row[name] for name in shown}) for row in ordered],
    }
    fields = INDICATORS.readable(scope, tuple(IndicatorsView.model_fields))
    return IndicatorsView.model_validate({name: told[name] for name in fields})
