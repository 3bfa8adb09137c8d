"""Moving an application that is held from one stage to the next; who may, and when, `rules` say.

Whoever moves an application holds it first, so that two who decide at once decide one after the other.
"""

from collections.abc import Mapping
from typing import Any

from services.grants.granting.applications import reads
from services.grants.granting.applications.assessment import Reason
from services.grants.granting.applications.reads import APPLICATION
from services.grants.granting.applications.stages import BACK, ENDINGS, HOLDING, STEPS, UNDER_CONTRACT, Stage
from services.grants.granting.applications.tables import Application, Transition
from shared import facts
from shared.database import Reader
from shared.errors import Conflict
from shared.mandate import Mandate
from shared.write import Write


async def hold(write: Write, id: int, mandate: Mandate) -> Application:
    """An application that stands and that the mandate reaches, locked: whoever moves it follows whoever did before."""
    return await facts.hold(write, APPLICATION, Application, id, mandate)


async def require_stage(reader: Reader, id: int, stage: Stage) -> None:
    """Refuse an application that is at another stage than this."""
    found = Stage((await reads.last(reader, id))["stage"])
    if found is not stage:
        raise elsewhere(found)


async def require_under_contract(reader: Reader, id: int) -> None:
    """Refuse an application whose grant is not under contract any more; one that is suspended is."""
    found = Stage((await reads.last(reader, id))["stage"])
    if found not in (*UNDER_CONTRACT, Stage.SUSPENDED):
        raise elsewhere(found)


async def step(
    write: Write, application: Application, to: Stage, reason: Reason | None = None, *, milestone: int | None = None
) -> Transition:
    """One step of an application that is held, if there is such a step from where it is. Where it waits it only ends:
    to go on it takes `resume`, and to go back `put_back`."""
    last = await reads.last(await write.reader(), application.id)
    stage = Stage(last["stage"])
    if (stage, to) not in STEPS or (stage in HOLDING and to not in ENDINGS) or BACK.get(stage) is to:
        raise elsewhere(stage)
    return await _taken(write, application, last, to, reason, milestone)


async def resume(write: Write, application: Application, reason: Reason) -> Transition:
    """Let an application that is held and waits go on at the stage at which it was."""
    last = await reads.last(await write.reader(), application.id)
    if last["holds"] is None:
        raise elsewhere(Stage(last["stage"]))
    return await _taken(write, application, last, Stage(last["holds"]), reason)


async def put_back(write: Write, application: Application, to: Stage, reason: Reason) -> Transition:
    """Put an application that is held back to where it was before what is voided now."""
    last = await reads.last(await write.reader(), application.id)
    if BACK.get(Stage(last["stage"])) is not to:
        raise elsewhere(Stage(last["stage"]))
    return await _taken(write, application, last, to, reason)


async def _taken(
    write: Write,
    application: Application,
    last: Mapping[str, Any],
    to: Stage,
    reason: Reason | None,
    milestone: int | None = None,
) -> Transition:
    stage, number = Stage(last["stage"]), last["number"]
    taken = Transition(
        application_id=application.id,
        number=number + 1,
        after=number,
        came_from=stage,
        stage=to,
        holds=stage if to in HOLDING else None,
        resumes=to if stage in HOLDING and to not in ENDINGS else None,
        milestone=milestone if milestone is not None else last["milestone"],
        reason=reason,
        recorded_by=write.caller,
    )
    write.session.add(taken)
    await write.session.flush()
    write.trail(
        "application.moved",
        application.id,
        stage=to,
        came_from=stage,
        call=application.call_id,
        enterprise=application.enterprise_id,
    )
    return taken


def elsewhere(stage: Stage) -> Conflict:
    return Conflict("other-stage", "At the stage {stage} this is not done.", stage=stage)
