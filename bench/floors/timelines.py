"""What a page of a timeline is made of, as three reads that anyone would write with FastAPI: of each service one route
for somebody and one for an area, with a model for what it tells, over its own database.

    BENEFICIARY_DATABASE_URL=... GRANTS_DATABASE_URL=... FORUMS_DATABASE_URL=... python -m bench.floors.timelines

Prints its address and serves it as Nexus is served. A read tells the latest fifty of what that service knows to have
happened, as things stand now, in one statement with an arm for each kind, which makes JSON of them. That somebody was
looked at is written down before each answer.
"""

import os
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date
from typing import Any

import asyncpg
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel

from bench.floors.person import TABLE, WRITTEN
from embedded.instance import address, free_port

OF = ("beneficiary", "grants", "forums")


class Happening(BaseModel):
    on: date
    kind: str
    dataset: str
    id: int | None
    fields: dict[str, Any]


class Page(BaseModel):
    happened: list[Happening]


def _kind(kind: str, dataset: str, on: str, told: str, rest: str, id: str = "fact.id") -> str:
    """An arm: its kind, of which dataset, on which day, what is told of each, and `FROM` what and where."""
    fields = ", ".join(f"'{name.rpartition('.')[2]}', {name}" for name in told.split())
    return (
        f"(SELECT {on} AS \"on\", '{kind}' AS kind, '{dataset}' AS dataset, {id} AS id,"
        f' json_build_object({fields}) AS fields FROM {rest} ORDER BY "on" DESC, fact.id DESC LIMIT 50)'
    )


def _page(kinds: Iterable[str]) -> str:
    return (
        "SELECT json_build_object('happened', coalesce(json_agg(page), '[]')) FROM ("
        f' SELECT * FROM ({" UNION ALL ".join(kinds)}) AS happened ORDER BY "on" DESC, kind DESC, id DESC LIMIT 50'
        ") AS page"
    )


_STANDS = "fact.voided_at IS NULL"
_MINE = f"fact.person_id = $1 AND {_STANDS}"
_ACTIVITY = "JOIN activities AS activity ON activity.id = fact.activity_id"
_OPEN = "(activity.mhpss_layer IN ('3', '4')) IS NOT TRUE"
_STATUS = "fact.status fact.household_id fact.until fact.shelter"
_OF_ACTIVITY = "activity.project activity.type activity.place"
_LIVED = "memberships AS member JOIN displacements AS fact ON fact.household_id = member.household_id"
_LIVED_THERE = f"""{_LIVED} WHERE member.person_id = $1 AND member.voided_at IS NULL AND {_STANDS}
    AND (member.left_on IS NULL OR member.left_on > fact.since)
    AND (fact.until IS NULL OR fact.until > member.joined_on) AND NOT EXISTS (
        SELECT FROM displacements AS later WHERE later.household_id = fact.household_id AND later.voided_at IS NULL
        AND (later.since, later.id) > (fact.since, fact.id) AND later.since <= member.joined_on
    )"""
_SESSION = "JOIN sessions AS session ON session.id = fact.session_id"
_ATTENDED = f"{_SESSION} JOIN activities AS activity ON activity.id = session.activity_id"
_HERE = "activity.place LIKE $1"

REGISTER_OF_A_PERSON = _page(
    [
        _kind(
            "registered",
            "people",
            "(fact.recorded_at AT TIME ZONE 'Asia/Baghdad')::date",
            "fact.registration_number",
            "people AS fact WHERE fact.id = $1",
            id="NULL::int",
        ),
        _kind("status_began", "displacements", "since", _STATUS, f"displacements AS fact WHERE {_MINE}"),
        _kind("household_status_began", "displacements", "since", _STATUS, _LIVED_THERE),
        _kind(
            "household_joined",
            "households",
            "joined_on",
            "fact.household_id fact.relation",
            f"memberships AS fact WHERE {_MINE}",
        ),
        _kind(
            "household_left",
            "households",
            "left_on",
            "fact.household_id",
            f"memberships AS fact WHERE {_MINE} AND left_on IS NOT NULL",
        ),
        _kind(
            "enrolled",
            "enrolments",
            "enrolled_on",
            f"fact.activity_id {_OF_ACTIVITY}",
            f"enrolments AS fact {_ACTIVITY} WHERE {_MINE} AND {_OPEN}",
        ),
        _kind(
            "enrolment_withdrawn",
            "enrolments",
            "withdrawn_on",
            f"fact.activity_id {_OF_ACTIVITY}",
            f"enrolments AS fact {_ACTIVITY} WHERE {_MINE} AND {_OPEN} AND withdrawn_on IS NOT NULL",
        ),
        _kind(
            "attended",
            "attendances",
            "session.held_on",
            f"fact.session_id session.activity_id fact.outcome {_OF_ACTIVITY}",
            f"attendances AS fact {_ATTENDED} WHERE {_MINE} AND {_OPEN}",
        ),
        _kind(
            "certified",
            "certificates",
            "issued_on",
            f"fact.activity_id fact.number {_OF_ACTIVITY}",
            f"certificates AS fact {_ACTIVITY} WHERE {_MINE} AND {_OPEN}",
        ),
    ]
)
REGISTER_IN_AN_AREA = _page(
    [
        _kind(
            "activity_began",
            "activities",
            "activity.starts_on",
            "activity.type activity.project activity.place activity.ends_on",
            f"activities AS fact JOIN activities AS activity ON activity.id = fact.id WHERE {_HERE} AND {_STANDS}",
        ),
        _kind(
            "session_held",
            "sessions",
            "held_on",
            f"fact.activity_id fact.hours {_OF_ACTIVITY}",
            f"sessions AS fact {_ACTIVITY} WHERE {_HERE} AND {_STANDS}",
        ),
    ]
)

_GIVEN = "JOIN assistances AS given ON given.id = fact.assistance_id"
_THEIRS = f"given.person_id = $1 AND {_STANDS}"
_OF = "given.project given.place"
_JOB = "JOIN awards AS award ON award.id = fact.award_id"
_DELIVERED = (
    "deliveries AS fact JOIN provisions AS provision ON provision.id = fact.provision_id"
    " JOIN assistances AS given ON given.id = provision.assistance_id"
    " LEFT JOIN delivery_returns AS back ON back.delivery_id = fact.id"
)
_PLACED = f"placements AS fact {_GIVEN} LEFT JOIN placement_ends AS ending ON ending.placement_id = fact.id"
_TAUGHT = f"courses AS fact {_GIVEN} LEFT JOIN course_ends AS ending ON ending.course_id = fact.id"
_LISTED = (
    "candidates AS fact JOIN selections AS selection ON selection.id = fact.selection_id"
    " JOIN selection_decisions AS decision ON decision.selection_id = selection.id"
    " JOIN candidate_outcomes AS decided ON decided.candidate_id = fact.id"
    " LEFT JOIN candidate_lapses AS lapsed ON lapsed.candidate_id = fact.id"
    " LEFT JOIN candidate_replacements AS moved_up ON moved_up.candidate_id = fact.id"
)
_ON_A_LIST = f"{_MINE} AND selection.voided_at IS NULL"
_CHOSEN = "fact.selection_id fact.phase_id selection.project selection.place"
_MONEY = "fact.amount fact.currency"

GRANTS_OF_A_PERSON = _page(
    [
        _kind(
            "award_made",
            "awards",
            "approved_on",
            f"fact.enterprise_id fact.project fact.place {_MONEY}",
            "owners AS owner JOIN awards AS fact ON fact.enterprise_id = owner.enterprise_id"
            f" WHERE owner.person_id = $1 AND owner.voided_at IS NULL AND {_STANDS}",
        ),
        _kind(
            "assistance_approved",
            "assistances",
            "approved_on",
            f"fact.modality fact.project fact.place {_MONEY}",
            f"assistances AS fact WHERE {_MINE}",
        ),
        _kind(
            "delivered",
            "deliveries",
            "delivered_on",
            f"provision.assistance_id {_OF}",
            f"{_DELIVERED} WHERE {_THEIRS}",
        ),
        _kind(
            "delivery_returned",
            "deliveries",
            "returned_on",
            f"provision.assistance_id {_OF} back.return_reason",
            f"{_DELIVERED} WHERE {_THEIRS} AND returned_on IS NOT NULL",
        ),
        _kind(
            "paid", "payments", "paid_on", f"fact.assistance_id {_MONEY}", f"payments AS fact {_GIVEN} WHERE {_THEIRS}"
        ),
        _kind(
            "refunded",
            "refunds",
            "refunded_on",
            f"fact.assistance_id fact.recovery_id {_OF} {_MONEY}",
            f"refunds AS fact {_GIVEN} JOIN postings AS booked ON booked.refund_id = fact.id AND kind = 'refunded'"
            f" WHERE {_THEIRS}",
        ),
        _kind(
            "recovery_demanded",
            "recoveries",
            "demanded_on",
            f"fact.assistance_id {_OF} fact.reason {_MONEY}",
            f"recoveries AS fact {_GIVEN} JOIN recovery_approvals AS approval ON approval.recovery_id = fact.id"
            f" WHERE {_THEIRS}",
        ),
        _kind(
            "wage_confirmed",
            "wages",
            "(confirmation.recorded_at AT TIME ZONE 'Asia/Baghdad')::date",
            f"fact.assistance_id {_OF} period.begins_on period.ends_on fact.days {_MONEY}",
            f"wages AS fact {_GIVEN} JOIN periods AS period ON period.id = fact.period_id"
            f" JOIN period_confirmations AS confirmation ON confirmation.period_id = period.id WHERE {_THEIRS}",
        ),
        _kind(
            "selection_decided",
            "candidates",
            "(decision.recorded_at AT TIME ZONE 'Asia/Baghdad')::date",
            f"{_CHOSEN} decided.outcome decided.reason",
            f"{_LISTED} WHERE {_ON_A_LIST}",
        ),
        _kind(
            "selection_lapsed",
            "candidates",
            "(lapsed.recorded_at AT TIME ZONE 'Asia/Baghdad')::date",
            f"{_CHOSEN} lapsed.reason",
            f"{_LISTED} WHERE {_ON_A_LIST} AND lapsed.recorded_at IS NOT NULL",
        ),
        _kind(
            "selection_moved_up",
            "candidates",
            "(moved_up.recorded_at AT TIME ZONE 'Asia/Baghdad')::date",
            _CHOSEN,
            f"{_LISTED} WHERE {_ON_A_LIST} AND moved_up.recorded_at IS NOT NULL",
        ),
        _kind(
            "placement_began",
            "placements",
            "starts_on",
            f"fact.assistance_id {_OF} fact.host fact.months",
            f"{_PLACED} WHERE {_THEIRS}",
        ),
        _kind(
            "placement_ended",
            "placements",
            "ended_on",
            f"fact.assistance_id {_OF} ending.retained",
            f"{_PLACED} WHERE {_THEIRS} AND ended_on IS NOT NULL",
        ),
        _kind(
            "course_began",
            "courses",
            "starts_on",
            f"fact.assistance_id {_OF} fact.subject fact.hours",
            f"{_TAUGHT} WHERE {_THEIRS}",
        ),
        _kind(
            "course_ended",
            "courses",
            "ended_on",
            f"fact.assistance_id {_OF} ending.attended ending.certificate",
            f"{_TAUGHT} WHERE {_THEIRS} AND ended_on IS NOT NULL",
        ),
        _kind(
            "followed_up",
            "followups",
            "followed_on",
            f"fact.assistance_id {_OF} fact.mark fact.state",
            f"followups AS fact {_GIVEN} WHERE {_THEIRS}",
        ),
        _kind(
            "employed",
            "employments",
            "starts_on",
            "fact.award_id award.enterprise_id award.project award.place fact.kind fact.fte",
            f"employments AS fact {_JOB} WHERE {_MINE}",
        ),
        _kind(
            "employment_ended",
            "employments",
            "ends_on",
            "fact.award_id award.enterprise_id award.project award.place",
            f"employments AS fact {_JOB} JOIN employment_ends AS ended ON ended.employment_id = fact.id WHERE {_MINE}",
        ),
    ]
)
_THERE = f"award.place LIKE $1 AND {_STANDS}"
_WHERE = "award.project award.place"
GRANTS_IN_AN_AREA = _page(
    [
        _kind(
            "enterprise_verified",
            "verifications",
            "visited_on",
            "fact.enterprise_id",
            "verifications AS fact JOIN enterprises AS enterprise ON enterprise.id = fact.enterprise_id"
            f" WHERE enterprise.place LIKE $1 AND {_STANDS}",
        ),
        _kind(
            "award_made",
            "awards",
            "approved_on",
            f"fact.enterprise_id fact.project fact.place {_MONEY}",
            f"awards AS fact WHERE fact.place LIKE $1 AND {_STANDS}",
        ),
        _kind(
            "contract_signed",
            "contracts",
            "signed_on",
            f"fact.award_id {_WHERE} first.amount fact.currency",
            f"contracts AS fact {_JOB} JOIN contract_versions AS first ON first.contract_id = fact.id AND version = 1"
            f" WHERE {_THERE}",
        ),
        _kind(
            "milestone_verified",
            "milestones",
            "verified_on",
            f"fact.contract_id fact.tranche {_WHERE}",
            "milestones AS fact JOIN contracts AS contract ON contract.id = fact.contract_id"
            " JOIN awards AS award ON award.id = contract.award_id"
            f" JOIN milestone_verifications AS verification ON verification.milestone_id = fact.id WHERE {_THERE}",
        ),
        _kind(
            "tranche_paid",
            "payments",
            "paid_on",
            f"fact.award_id fact.tranche {_MONEY}",
            f"payments AS fact {_JOB} WHERE {_THERE}",
        ),
        _kind(
            "enterprise_visited",
            "visits",
            "visited_on",
            f"fact.award_id award.enterprise_id {_WHERE} fact.mark fact.operation",
            f"visits AS fact {_JOB} WHERE {_THERE}",
        ),
        _kind(
            "call_opened",
            "calls",
            "(fact.opens_at AT TIME ZONE 'Asia/Baghdad')::date",
            "fact.fund_id fund.project fact.variant fact.districts fact.budget fact.currency fact.closes_at",
            "calls AS fact JOIN funds AS fund ON fund.id = fact.fund_id"
            f" WHERE EXISTS (SELECT FROM unnest(fact.districts) AS part WHERE part LIKE $1) AND {_STANDS}",
        ),
        _kind(
            "work_began",
            "works",
            "starts_on",
            "fact.project fact.place fact.kind fact.places fact.ends_on",
            f"works AS fact WHERE fact.place LIKE $1 AND {_STANDS}",
        ),
    ]
)

FORUMS_OF_A_PERSON = _page(
    _kind(
        kind,
        "members",
        on,
        "fact.forum_id fact.role",
        "namings AS naming JOIN members AS fact ON fact.id = naming.member_id"
        f" WHERE naming.person_id = $1 AND naming.voided_at IS NULL AND {_STANDS} AND {on} IS NOT NULL",
    )
    for kind, on in (("seat_taken", "joined_on"), ("seat_left", "left_on"))
)
_FORUM = "JOIN forums AS forum ON forum.id = fact.forum_id"
_IN_FORUM = f"forum.place LIKE $1 AND {_STANDS}"


def _became(table: str, whole: str, called: str) -> str:
    return (
        f"{table} AS fact JOIN {whole} AS {called} ON {called}.id = fact.{called}_id"
        f" JOIN forums AS forum ON forum.id = {called}.forum_id"
    )


FORUMS_IN_AN_AREA = _page(
    [
        _kind(
            "forum_set_up",
            "forums",
            "established_on",
            "fact.name fact.level fact.place fact.project fact.set_up_by",
            f"forums AS fact WHERE fact.place LIKE $1 AND {_STANDS}",
        ),
        _kind(
            "forum_changed",
            "forums",
            "since",
            "fact.forum_id fact.status",
            f"statuses AS fact {_FORUM} WHERE {_IN_FORUM}",
        ),
        _kind(
            "election_held",
            "elections",
            "held_on",
            "fact.forum_id fact.method fact.voters",
            f"elections AS fact {_FORUM} WHERE {_IN_FORUM}",
        ),
        _kind(
            "meeting_held",
            "meetings",
            "held_on",
            "fact.meeting_id meeting.forum_id meeting.kind fact.members fact.present",
            f"{_became('holdings', 'meetings', 'meeting')} WHERE {_IN_FORUM}",
        ),
        _kind(
            "concern_raised",
            "concerns",
            "raised_on",
            "fact.forum_id fact.category fact.place fact.raised_by",
            f"concerns AS fact WHERE fact.place LIKE $1 AND {_STANDS}",
        ),
        _kind(
            "concern_moved",
            "concerns",
            "since",
            "fact.concern_id concern.forum_id concern.category fact.status",
            "concern_states AS fact JOIN concerns AS concern ON concern.id = fact.concern_id"
            f" WHERE concern.place LIKE $1 AND {_STANDS}",
        ),
        _kind(
            "plan_adopted",
            "plans",
            "adopted_on",
            "fact.forum_id fact.version fact.review_on",
            f"plans AS fact {_FORUM} WHERE {_IN_FORUM}",
        ),
        _kind(
            "plan_reviewed",
            "plans",
            "reviewed_on",
            "fact.plan_id plan.forum_id plan.version fact.outcome",
            f"{_became('plan_reviews', 'plans', 'plan')} WHERE {_IN_FORUM}",
        ),
        _kind(
            "action_agreed",
            "actions",
            "agreed_on",
            "fact.forum_id fact.concern_id fact.kind fact.owner fact.due_on",
            f"actions AS fact {_FORUM} WHERE {_IN_FORUM}",
        ),
        _kind(
            "action_ended",
            "actions",
            "ended_on",
            "fact.action_id action.forum_id action.kind fact.result",
            f"{_became('action_ends', 'actions', 'action')} WHERE {_IN_FORUM}",
        ),
        _kind(
            "referral_made",
            "referrals",
            "referred_on",
            "fact.forum_id fact.concern_id fact.target fact.answer_due_on",
            f"referrals AS fact {_FORUM} WHERE {_IN_FORUM}",
        ),
        _kind(
            "referral_answered",
            "referrals",
            "answered_on",
            "fact.referral_id referral.forum_id referral.target fact.answer",
            f"{_became('referral_answers', 'referrals', 'referral')} WHERE {_IN_FORUM}",
        ),
        _kind(
            "training_began",
            "trainings",
            "begins_on",
            "fact.forum_id fact.topic fact.facilitator fact.ends_on",
            f"trainings AS fact {_FORUM} WHERE {_IN_FORUM}",
        ),
        _kind(
            "survey_began",
            "waves",
            "begins_on",
            "fact.forum_id fact.place fact.project fact.design fact.method fact.ends_on",
            f"waves AS fact WHERE fact.place LIKE $1 AND {_STANDS}",
        ),
    ]
)

STATEMENTS = {
    "beneficiary": (REGISTER_OF_A_PERSON, REGISTER_IN_AN_AREA),
    "grants": (GRANTS_OF_A_PERSON, GRANTS_IN_AN_AREA),
    "forums": (FORUMS_OF_A_PERSON, FORUMS_IN_AN_AREA),
}


def create_app(urls: dict[str, str]) -> FastAPI:
    pools: dict[str, Any] = {}

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for name, url in urls.items():
                pools[name] = await stack.enter_async_context(asyncpg.create_pool(url, min_size=1, max_size=8))
                await pools[name].execute(TABLE)
            yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/{service}/people/{person_id}")
    async def of_a_person(service: str, person_id: int) -> Page:
        found = await pools[service].fetchval(STATEMENTS[service][0], person_id)
        await pools[service].execute(WRITTEN, str(person_id), "timeline")
        return Page.model_validate_json(found)

    @app.get("/{service}/areas/{pcode}")
    async def in_an_area(service: str, pcode: str) -> Page:
        return Page.model_validate_json(await pools[service].fetchval(STATEMENTS[service][1], f"{pcode}%"))

    return app


if __name__ == "__main__":
    listener = free_port(8230)
    print(address(listener), flush=True)
    app = create_app({name: os.environ[f"{name.upper()}_DATABASE_URL"] for name in OF})
    uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, proxy_headers=False)).run([listener])
