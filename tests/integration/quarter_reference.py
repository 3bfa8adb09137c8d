"""A project's results by quarter, found out the slow way: every row of three databases in memory, each looked at alone.

Written from what is promised and not from how it is done.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import asyncpg

from shared.callers import Service
from shared.days import day_of

TABLES: Mapping[Service, tuple[str, ...]] = {
    Service.BENEFICIARY: ("people", "particulars", "identities", "activities", "sessions", "attendances"),
    Service.GRANTS: (
        *("enterprises", "awards", "assistances", "payments", "employments", "employment_ends", "visits"),
    ),
    Service.FORUMS: ("forums", "plans", "plan_reviews"),
}
MARKS = {"after_3_months": 3, "after_6_months": 6, "after_12_months": 12}
SURVIVAL = ("after_6_months", "after_12_months")
Row = Mapping[str, Any]
Rows = Mapping[str, list[Row]]
Told = dict[str, dict[str, Any]]


async def standing(urls: Mapping[str, str], as_of: datetime) -> Rows:
    """What three databases held at a moment."""
    rows: dict[str, list[Row]] = {}
    for service, tables in TABLES.items():
        connection = await asyncpg.connect(urls[service])
        try:
            for table in tables:
                found = [dict(row) for row in await connection.fetch(f"SELECT * FROM {table}")]
                rows[table] = [row for row in found if _stood(row, as_of)]
        finally:
            await connection.close()
    return rows


def _stood(row: Row, as_of: datetime) -> bool:
    voided_at: datetime | None = row.get("voided_at")
    recorded_at: datetime = row["recorded_at"]
    return recorded_at <= as_of and (voided_at is None or voided_at > as_of)


def quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"


def later(day: date, months: int) -> date:
    """So many months of the calendar later, or on the last day of a month that is too short."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def expected(rows: Rows, project: str, areas: tuple[str, ...], as_of: datetime) -> dict[str, Any]:
    """By section, line and quarter: how much there is; only what there is."""

    def here(table: str) -> dict[int, Row]:
        return {
            row["id"]: row
            for row in rows[table]
            if row["project"] == project and any(row["place"].startswith(area) for area in areas)
        }

    one = {row["person_id"]: row["survivor_id"] for row in rows["identities"]}
    return {
        "people_reached": _people(rows, here("activities"), one),
        **_support(rows, here("awards"), here("assistances"), one),
        **_became(rows, here("awards"), day_of(as_of)),
        **_forums(rows, here("forums")),
    }


def _firsts(of: Iterable[tuple[Any, Any, date]]) -> Counter[tuple[str, Any]]:
    """Of (who, of what, on which day): in how many quarters how many were of that first."""
    days: dict[tuple[Any, Any], date] = {}
    for who, what, day in of:
        days[who, what] = min(day, days.get((who, what), day))
    return Counter((quarter(day), what) for (_, what), day in days.items())


def _people(rows: Rows, activities: Mapping[int, Row], one: Mapping[int, int]) -> dict[str, Any]:
    sessions = {row["id"]: row for row in rows["sessions"] if row["activity_id"] in activities}
    registered = {row["id"] for row in rows["people"]}
    came = [
        (person, activities[session["activity_id"]], session["held_on"])
        for row in rows["attendances"]
        if row["outcome"] == "present"
        and (session := sessions.get(row["session_id"]))
        and (person := one.get(row["person_id"], row["person_id"])) in registered
    ]
    stated = {row["person_id"]: row for row in rows["particulars"]}
    first = {person: min(day for who, _, day in came if who == person) for person in {who for who, _, _ in came}}
    return {
        "total": _firsts((who, None, day) for who, _, day in came),
        "by_sex": _firsts((who, stated[who]["sex"] if who in stated else "not_stated", day) for who, _, day in came),
        "by_age_band": _firsts((who, _band(stated.get(who), first[who]), day) for who, _, day in came),
        "by_activity_type": _firsts((who, activity["type"], day) for who, activity, day in came),
        "by_place": _firsts((who, activity["place"][:8], day) for who, activity, day in came),
    }


def _band(stated: Row | None, day: date) -> str:
    if stated is None or stated["birth_date"] is None:
        return "not_stated"
    born = stated["birth_date"]
    years = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    return "0-5" if years < 6 else "6-17" if years < 18 else "18-59" if years < 60 else "60+"


def _support(
    rows: Rows, awards: Mapping[int, Row], assistances: Mapping[int, Row], one: Mapping[int, int]
) -> dict[str, Any]:
    money: dict[str, Counter[Any]] = {"committed": Counter(), "paid": Counter()}
    for row in (*awards.values(), *assistances.values()):
        money["committed"][quarter(row["approved_on"]), row["currency"]] += row["amount"]
    for row in rows["payments"]:
        if row["award_id"] in awards or row["assistance_id"] in assistances:
            money["paid"][quarter(row["paid_on"]), row["currency"]] += row["amount"]

    def enterprises(of: str | None) -> Counter[Any]:
        return _firsts(
            (row["enterprise_id"], None if of is None else row[of][:8], row["approved_on"]) for row in awards.values()
        )

    def recipients(of: str | None) -> Counter[Any]:
        return _firsts(
            (one.get(row["person_id"], row["person_id"]), None if of is None else row[of], row["approved_on"])
            for row in assistances.values()
        )

    return {
        "enterprises_supported": {
            "total": enterprises(None),
            "by_place": enterprises("place"),
            "by_owner_sex": enterprises("owner_sex"),
        },
        "livelihoods_supported": {
            "total": recipients(None),
            "by_modality": recipients("modality"),
            "by_sex": recipients("sex"),
        },
        "money": money,
    }


def _became(rows: Rows, awards: Mapping[int, Row], today: date) -> dict[str, Any]:
    ends = {row["employment_id"]: row["ends_on"] for row in rows["employment_ends"]}
    jobs: dict[str, dict[str, Counter[Any]]] = {
        kind: {
            line: Counter() for line in ("total", "fte", "by_sex", "by_age_band", "by_displacement_status", "by_mark")
        }
        for kind in ("created", "improved")
    }
    for row in rows["employments"]:
        if row["award_id"] not in awards:
            continue
        lines = jobs["created" if row["kind"] == "new" else "improved"]
        last = min(ends.get(row["id"], today), today)
        # ends_on is the last day at work, so a job has lasted for months when the day after is that far
        lasted = {
            mark: later(row["starts_on"], months)
            for mark, months in MARKS.items()
            if later(row["starts_on"], months)
            <= (date.fromordinal(last.toordinal() + 1) if row["id"] in ends else today)
            and later(row["starts_on"], months) <= today
        }
        if "after_3_months" not in lasted:
            continue
        when = quarter(lasted["after_3_months"])
        lines["total"][when, None] += 1
        lines["fte"][when, None] += row["fte"]
        for line, column in (
            ("by_sex", "sex"),
            ("by_age_band", "age_band"),
            ("by_displacement_status", "displacement_status"),
        ):
            lines[line][when, row[column]] += 1
        for mark, day in lasted.items():
            lines["by_mark"][quarter(day), mark] += 1
    return {"jobs": jobs, "survival": _survival(rows, awards, today)}


def _survival(rows: Rows, awards: Mapping[int, Row], today: date) -> dict[str, Any]:
    begun: dict[int, date] = {}
    for row in rows["payments"]:
        if row["award_id"] in awards:
            begun[row["award_id"]] = min(row["paid_on"], begun.get(row["award_id"], row["paid_on"]))
    first: dict[int, date] = {}
    for award, day in begun.items():
        enterprise = awards[award]["enterprise_id"]
        first[enterprise] = min(day, first.get(enterprise, day))
    lines: dict[str, Counter[Any]] = {line: Counter() for line in ("due", "running", "paused", "closed", "not_visited")}
    for enterprise, day in first.items():
        for mark in SURVIVAL:
            due = later(day, MARKS[mark])
            if due > today:
                continue
            seen = [
                row
                for row in rows["visits"]
                if begun.get(row["award_id"]) == day
                and awards[row["award_id"]]["enterprise_id"] == enterprise
                and row["mark"] == mark
            ]
            last = max(seen, key=lambda row: (row["visited_on"], row["id"]), default=None)
            lines["due"][quarter(due), mark] += 1
            lines["not_visited" if last is None else last["operation"]][quarter(due), mark] += 1
    return lines


def _forums(rows: Rows, forums: Mapping[int, Row]) -> dict[str, Any]:
    plans = {row["id"]: row for row in rows["plans"] if row["forum_id"] in forums}
    looked = [row for row in rows["plan_reviews"] if row["plan_id"] in plans]
    return {
        "forums_established": {
            "total": Counter((quarter(row["established_on"]), None) for row in forums.values()),
            "by_governorate": Counter((quarter(row["established_on"]), row["place"][:5]) for row in forums.values()),
        },
        "safety_plans": {
            "adopted": Counter((quarter(row["adopted_on"]), None) for row in plans.values()),
            "reviewed": Counter((quarter(row["reviewed_on"]), None) for row in looked),
        },
    }


# --- what is told, in the same form -----------------------------------------------------------------------------------


def found(quarters: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """What an answer by quarter says, as `expected` has it."""
    told: dict[str, Any] = {}
    for each in quarters:
        for section, part in each.items():
            lines = part
            if section in ("survival", "money"):
                key = "mark" if section == "survival" else "currency"
                names = [name for name in (part[0] if part else ()) if name != key]
                lines = {name: {entry[key]: entry[name] for entry in part} for name in names}
            if section == "jobs":
                for kind, counted in part.items():
                    _take(told, (section, kind), counted, each["quarter"])
            elif isinstance(lines, dict) and section not in ("so_far", "project"):
                _take(told, (section,), lines, each["quarter"])
    return told


def _take(told: dict[str, Any], path: tuple[str, ...], part: Mapping[str, Any], when: str) -> None:
    for name in path:
        told = told.setdefault(name, {})
    for line, value in part.items():
        counts = value if isinstance(value, dict) else {None: value}
        if isinstance(value, list):
            counts = {entry["pcode"]: entry.get("total", entry.get("people")) for entry in value}
        for code, many in counts.items():
            told.setdefault(line, Counter())[when, code] += Decimal(many) if isinstance(many, str) else many


def occurring(told: Mapping[str, Any]) -> dict[str, Any]:
    """The same without what nothing is of."""
    kept = {
        name: {key: many for key, many in part.items() if many} if isinstance(part, Counter) else occurring(part)
        for name, part in told.items()
    }
    return {name: part for name, part in kept.items() if part}
