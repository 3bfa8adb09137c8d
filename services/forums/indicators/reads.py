"""How forums work, counted in one statement over those within a mandate."""

from collections.abc import Mapping
from datetime import datetime, timedelta
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
_IN_PERIOD = "BETWEEN $2 AND $3"


def _of(table: str, alias: str, joined: str = "forum_id = reach.id") -> str:
    """SQL: what stood of a table at the moment, of the forums in reach."""
    return f"JOIN {table} AS {alias} ON {alias}.{joined} AND {standing(alias, '$1')}"


_STATUS = f"""CROSS JOIN LATERAL (
    SELECT stated.status FROM statuses AS stated
    WHERE stated.forum_id = reach.id AND stated.since <= $3 AND {standing("stated", "$1")}
    ORDER BY stated.since DESC LIMIT 1
) AS state"""  # noqa: S608 - no value in it
_MEETINGS = _of("meetings", "meeting")
_HELD = f"{_MEETINGS} {_of('holdings', 'held', 'meeting_id = meeting.id')} AND held.held_on {_IN_PERIOD}"
_THERE = f"{_HELD} JOIN attendees AS there ON there.holding_id = held.id"
_LEADERS = (
    f"{_of('terms', 'term')} AND term.begins_on <= $3 AND (term.ends_on IS NULL OR term.ends_on > $3)"
    " JOIN members AS member ON member.id = term.member_id"
)
_CONCERNS = f"""{_of("concerns", "concern")} AND NOT EXISTS (
    SELECT FROM concern_merges AS merged WHERE merged.concern_id = concern.id AND {standing("merged", "$1")}
)"""
_RAISED = f"{_CONCERNS} AND concern.raised_on {_IN_PERIOD}"
_STATED = f"{_CONCERNS} {_of('concern_states', 'stated', 'concern_id = concern.id')} AND stated.since {_IN_PERIOD}"
_REFERRED = f"{_of('referrals', 'referral')} AND referral.referred_on {_IN_PERIOD}"
_TRAINED = (
    f"{_of('trainings', 'training')} AND training.ends_on {_IN_PERIOD}"
    " JOIN trained AS there ON there.training_id = training.id"
)
_DAYS = "percentile_cont(0.5) WITHIN GROUP (ORDER BY stated.since - concern.raised_on)"

_FIGURES: Mapping[str, tuple[str, str]] = {
    "forums": ("count(*)", ""),
    "forums_active": ("count(*)", f"{_STATUS} WHERE state.status = 'active'"),
    "meetings_planned": ("count(*)", f"{_MEETINGS} AND meeting.scheduled_on {_IN_PERIOD}"),
    "meetings_held": ("count(*)", _HELD),
    "attendance_women": ("sum(there.people)", f"{_THERE} AND there.sex = 'female'"),
    "attendance_men": ("sum(there.people)", f"{_THERE} AND there.sex = 'male'"),
    "leaders": ("count(*)", _LEADERS),
    "leaders_women": ("count(*)", f"{_LEADERS} AND member.sex = 'female'"),
    "concerns_raised": ("count(*)", _RAISED),
    "concerns_accepted": ("count(*)", f"{_STATED} AND stated.status = 'accepted'"),
    "concerns_resolved": ("count(*)", f"{_STATED} AND stated.status = 'resolved'"),
    "median_days_to_resolve": (_DAYS, f"{_STATED} AND stated.status = 'resolved'"),
    "concerns_reopened": ("count(*)", f"{_STATED} AND stated.status = 'reopened'"),
    "actions_agreed": ("count(*)", f"{_of('actions', 'action')} AND action.agreed_on {_IN_PERIOD}"),
    "actions_done": (
        "count(*)",
        f"{_of('actions', 'action')} {_of('action_ends', 'ending', 'action_id = action.id')}"
        f" AND ending.result = 'done' AND ending.ended_on {_IN_PERIOD}",
    ),
    "referrals_made": ("count(*)", _REFERRED),
    "referrals_answered": (
        "count(*)",
        f"{_REFERRED} {_of('referral_answers', 'given', 'referral_id = referral.id')}",
    ),
    "plans_adopted": ("count(*)", f"{_of('plans', 'plan')} AND plan.adopted_on {_IN_PERIOD}"),
    "plans_reviewed": (
        "count(*)",
        f"{_of('plans', 'plan')} {_of('plan_reviews', 'looked', 'plan_id = plan.id')}"
        f" AND looked.reviewed_on {_IN_PERIOD}",
    ),
    "police_trained": ("sum(there.people)", f"{_TRAINED} AND there.trainee = 'police'"),
    "members_trained": ("sum(there.people)", f"{_TRAINED} AND there.trainee = 'member'"),
}


@lru_cache(maxsize=8)
def _statement(by: By) -> str:
    """Moment, first and last day, areas, projects in reach or none, project and place asked for or none."""
    reach = f"""SELECT forum.id, forum.place, {_KEYS[by]} AS key FROM forums AS forum
        WHERE {standing("forum", "$1")} AND forum.place LIKE ANY ($4)
            AND ($5::text[] IS NULL OR forum.project = ANY ($5)) AND ($6::text IS NULL OR forum.project = $6)
            AND ($7::text IS NULL OR forum.place LIKE $7 || '%')"""  # noqa: S608 - no value in it
    figures = (
        f"SELECT reach.key, '{name}' AS figure, NULL::text AS part, {count}::float8 AS value"  # noqa: S608 - our own names
        f" FROM reach {joined} GROUP BY reach.key"
        for name, (count, joined) in _FIGURES.items()
    )
    by_category = (
        "SELECT reach.key, 'raised_by_category', concern.category, count(*)::float8"  # noqa: S608 - our own names
        f" FROM reach {_RAISED} GROUP BY reach.key, concern.category"
    )
    places = "SELECT reach.key, 'place', min(reach.place), NULL::float8 FROM reach GROUP BY reach.key"
    return f"WITH reach AS MATERIALIZED ({reach}) {' UNION ALL '.join((*figures, by_category, places))}"


async def indicators(reader: Reader, asked: IndicatorsAsked, as_of: datetime, mandate: Mandate) -> IndicatorsView:
    """The figures of forums within a mandate, as they were known at `as_of`."""
    scope = mandate.scope(INDICATORS.name)
    until = asked.until or today()
    since = asked.since or until - USUALLY
    if until < since:
        raise Invalid("period-backwards", "The period ends before it begins.", field="until")
    values = (as_of, since, until, mandate.area_patterns, mandate.projects, asked.project, asked.place)
    found: dict[str, dict[str, Any]] = {}
    for key, figure, part, value in await reader.fetch(_statement(asked.by), *values):
        row = found.setdefault(key, {**dict.fromkeys(COUNTS, 0), "raised_by_category": {}})
        if figure == "raised_by_category":
            row[figure][part] = int(value)
        elif figure == "place":
            row["place"] = part if asked.by is By.FORUM else key
        else:
            row[figure] = value if figure == "median_days_to_resolve" or value is None else int(value)
    for key, row in found.items():
        row.setdefault("median_days_to_resolve", None)
        row["forum_id"] = int(key) if asked.by is By.FORUM else None
        row["perception"] = []
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
