"""Jobs over HTTP, the same in every application: asking for one, following it, cancelling it."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from shared.drafts import Draft
from shared.errors import Forbidden, Invalid
from shared.jobs import reads, rules
from shared.jobs.kinds import Kind, Kinds, open_to
from shared.jobs.reads import Asker
from shared.jobs.views import JobDraft, JobView
from shared.pages import Asked, Page
from shared.routes import Listing, Reading, StrictRoute, Writing, shown

Id = Annotated[str, Path(pattern=r"^[0-9a-z]{1,40}$", examples=["3f1c07a9be5524d1c860"])]


def router(prefix: str, kinds: Kinds, door: Callable[..., Any], asker: Callable[[Any], Asker]) -> APIRouter:
    """The routes of an application's jobs.

    `door` makes the dependency that admits the roles named to it, and `asker` says who came in.
    """
    jobs = APIRouter(route_class=StrictRoute, prefix=prefix, tags=["jobs"])
    starters = dict.fromkeys(role for kind in kinds.values() for role in kind.starters)
    Starter = Annotated[Any, door(*starters)]

    @jobs.post("", status_code=202, response_model=JobView)
    async def ask(draft: JobDraft, caller: Starter, write: Writing) -> Response:
        """Ask for long work of a kind. It is done by and by; `Location` says where to follow it. Refused:
        `unknown-kind`, which names the kinds there are; and `not-found` where it is about what the caller does not
        reach."""
        who = asker(caller)
        kind = _kind(kinds, draft.kind, who)
        parameters = _parameters(kind, draft)
        if kind.reached is not None:
            await kind.reached(await write.reader(), parameters, caller)
        id = await write.once(lambda: rules.ask(write, kind, parameters))
        answer = shown(await reads.job(await write.reader(), kinds, who, id), 202)
        answer.headers["location"] = f"{prefix}/{id}"
        return answer

    @jobs.get("", response_model=Page[JobView])
    async def listed(asked: Annotated[Asked, Query()], caller: Starter, listing: Listing) -> Response:
        """The jobs of the kinds that the caller may start, newest first."""
        return shown(await reads.listed(listing, kinds, asker(caller), asked))

    @jobs.get("/{id}", response_model=JobView)
    async def job(id: Id, caller: Starter, reading: Reading) -> Response:
        """A job: its state, and how far it is."""
        return shown(await reads.job(reading, kinds, asker(caller), id))

    @jobs.post("/{id}/cancel", response_model=JobView)
    async def cancel(id: Id, caller: Starter, write: Writing) -> Response:
        """Cancel a job. It holds when this has answered: what was done of it stays, and nothing more is done.
        Refused: `job-ended`."""
        who = asker(caller)
        await reads.job(await write.reader(), kinds, who, id)
        await write.once(lambda: rules.cancel(write, id))
        return shown(await reads.job(await write.reader(), kinds, who, id))

    return jobs


def _kind(kinds: Kinds, name: str, who: Asker) -> Kind:
    if name not in kinds:
        raise Invalid("unknown-kind", "One of {kinds}.", field="kind", kinds=tuple(kinds))
    if name not in open_to(kinds, who.roles):
        raise Forbidden("not-your-role", "Only for the roles {roles}.", field="kind", roles=kinds[name].starters)
    return kinds[name]


def _parameters(kind: Kind, draft: JobDraft) -> Draft:
    """What a kind of job was given to go by, as that kind declares it."""
    try:
        return kind.parameters.model_validate(draft.parameters)
    except ValidationError as error:
        parts = [{**part, "loc": ("body", "parameters", *part["loc"])} for part in error.errors(include_url=False)]
        raise RequestValidationError(parts) from None
