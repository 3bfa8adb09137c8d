"""Faults of grants, planted by patches and, where the database holds a rule as well, by taking its constraint away."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from grants_office import Office
from sqlalchemy import false

from services.grants.funding.funds import rules as funds
from services.grants.funding.funds.tables import Fund
from services.grants.granting.applications import moving
from services.grants.granting.applications import reads as applications_read
from services.grants.granting.applications import rules as applications
from services.grants.granting.applications.stages import FORWARD, Stage
from services.grants.granting.applications.tables import Application
from services.grants.granting.awards import rules as awards
from services.grants.granting.sittings import reads, rules
from shared.errors import Conflict

Plant = Callable[[Office, pytest.MonkeyPatch], None]


def dropped(*statements: str) -> Plant:
    """What the database holds to no more."""

    def plant(office: Office, patch: pytest.MonkeyPatch) -> None:
        for statement in statements:
            office.run(office.connection.execute(statement))

    return plant


def put(module: Any, name: str, change: Callable[[Any], Any]) -> Plant:
    """Something else in the place of a function."""

    def plant(office: Office, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(module, name, change(getattr(module, name)))

    return plant


def said(module: Any, names: tuple[str, ...], right: str, wrong: str) -> Plant:
    """Another part in statements."""

    def plant(office: Office, patch: pytest.MonkeyPatch) -> None:
        for name in names:
            sql = getattr(module, name)
            assert right in sql
            patch.setattr(module, name, sql.replace(right, wrong))

    return plant


def together(*plants: Plant) -> Plant:
    """A rule that code and database both hold, in neither."""

    def plant(office: Office, patch: pytest.MonkeyPatch) -> None:
        for each in plants:
            each(office, patch)

    return plant


def gives(value: Any) -> Callable[[Any], Any]:
    """What looks at nothing."""

    async def given(*_: Any) -> Any:
        return value

    return lambda real: given


def unlocked(table: Any) -> Callable[[Any], Any]:
    """What is read and not held."""

    async def read(write: Any, id: int, mandate: Any) -> Any:
        return await write.session.get(table, id, populate_existing=True)

    return lambda real: read


def not_refused(type: str) -> Callable[[Any], Any]:
    """What would be refused for this reason is not."""

    def change(real: Callable[..., Awaitable[Any]]) -> Any:
        async def lenient(*args: Any) -> Any:
            try:
                return await real(*args)
            except Conflict as refusal:
                if refusal.type != type:
                    raise

        return lenient

    return change


def with_no_quorum(real: Any) -> Any:
    async def sitting(*args: Any) -> Any:
        return (await real(*args)).model_copy(update={"quorum": 0})

    return sitting


class Generous(int):
    """A number that is more than its equal."""

    def __gt__(self, other: int) -> bool:
        return self >= other


def tie_carries(real: Any) -> Any:
    async def tally(*args: Any) -> Any:
        votes = dict(await real(*args))
        return votes | {"votes_for": Generous(votes["votes_for"])}

    return tally


def never_closing(real: Any) -> Any:
    async def call(*args: Any) -> Any:
        found = await real(*args)
        return SimpleNamespace(
            id=found.id,
            currency=found.currency,
            opens_at=found.opens_at,
            closes_at=datetime.max.replace(tzinfo=UTC),
        )

    return call


def one_further(real: Any) -> Any:
    """Whoever waited goes on behind where they were."""

    async def resume(write: Any, application: Any, reason: Any) -> Any:
        last = await applications_read.last(await write.reader(), application.id)
        held = Stage(last["holds"])
        after = Stage.EOI if held is Stage.BUSINESS_PLAN else FORWARD[held][0]
        return await moving._taken(write, application, last, after, reason)

    return resume


def whoever_was_last(real: Any) -> Any:
    async def who(reader: Any, id: int, stage: Stage) -> Any:
        query = (
            "SELECT recorded_by FROM transitions WHERE application_id = $1 AND stage = $2 ORDER BY number DESC LIMIT 1"
        )
        return await reader.fetchval(query, id, stage)

    return who


def own_number_only(real: Any) -> Any:
    def ids(owning: Any, mandate: Any) -> Any:
        return [id for id in real(owning, mandate) if id in owning]

    return ids


FAULTS: Mapping[str, Plant] = {
    "whoever verified decides": said(reads, ("_WHY_ASIDE", "_TALLY"), "THEN 'verified-it'", "THEN NULL"),
    "whoever stands aside decides": said(reads, ("_WHY_ASIDE", "_TALLY"), "THEN 'recused'", "THEN NULL"),
    "standing aside ends with the application": said(
        reads, ("_WHY_ASIDE", "_TALLY"), "other.enterprise_id = application.enterprise_id", "other.id = application.id"
    ),
    "no quorum is needed": put(rules, "_sitting", with_no_quorum),
    "a tie approves": together(
        put(reads, "tally", tie_carries), dropped("ALTER TABLE rulings DROP CONSTRAINT ck_rulings_by_its_votes")
    ),
    "a call gives more than it has": dropped("ALTER TABLE balances DROP CONSTRAINT ck_balances_not_below_zero"),
    "a waiting one goes on elsewhere": together(
        put(applications, "resume", one_further),
        dropped("ALTER TABLE transitions DROP CONSTRAINT fk_transitions_resumes"),
    ),
    "somebody approves their own work": put(applications, "_who", gives(None)),
    "somebody approves their own work that another let back": put(applications, "_who", whoever_was_last),
    "whoever verified decides on what else it applies for": said(
        reads, ("_WHY_ASIDE", "_TALLY"), "its.enterprise_id = application.enterprise_id", "its.id = application.id"
    ),
    "what is not cleared is approved": put(rules, "_require_approvable", not_refused("not-cleared")),
    "more is approved than was asked for": put(rules, "_require_approvable", not_refused("more-than-asked")),
    "a call never closes": put(applications, "require_call", never_closing),
    "an owner has an award by each registration": put(awards, "_with_all_ids", own_number_only),
    "a form is saved over another's": put(applications, "require_state", gives(None)),
    "a voided award stays its owners'": put(awards, "update", lambda real: lambda table: real(table).where(false())),
    "a visit before it applied counts": said(
        applications_read, ("_VISITED_SINCE",), "AND visit.recorded_at > received.recorded_at", ""
    ),
    "an enterprise applies twice": dropped("DROP INDEX uq_applications_standing"),
    "somebody votes twice": dropped("ALTER TABLE votes DROP CONSTRAINT pk_votes"),
    "a sitting decides twice": dropped("ALTER TABLE rulings DROP CONSTRAINT pk_rulings"),
    "whoever voted stands aside": put(reads, "has_voted", gives(False)),
    "the ranking goes by who applied first": said(reads, ("_RANKED",), "ORDER BY screening.score DESC,", "ORDER BY"),
    "an application is not held": together(
        put(applications, "hold", unlocked(Application)), put(moving, "hold", unlocked(Application))
    ),
    "the fund is not held": put(funds, "hold", unlocked(Fund)),
}
