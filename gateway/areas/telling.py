"""What a partner is told of an area: each section under the agreement of its that opens it, and nothing counted for it.

What forums did is told as the policing routes tell it. Of projects it is told what was sealed, and which of them are at
work in an area their sealed results say by themselves: so nothing that happens to a person changes the answer, and no
service is asked that knows one.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from time import time

from gateway.access import mandates
from gateway.access.agreements.judging import Asked, Standing, refusals
from gateway.access.callers import Caller
from gateway.answers.moments import chosen, or_none
from gateway.areas.composing import described
from gateway.areas.views import AreaSection, AreaSectionView, AreaToldView, WithheldReason
from gateway.clients import areas
from gateway.clients.area_counts import AreaForumsTold
from gateway.clients.upstream import Upstream
from gateway.ledger.rules import Told
from gateway.profiles.views import Section
from gateway.releases.seals import reads as seals
from gateway.releases.seals.views import SealedResultsView
from shared.callers import DatasetName, Service
from shared.database import Database
from shared.days import today
from shared.errors import Forbidden
from shared.mandate import COUNTRY, Mandate
from shared.places import Place, inside

UNRELEASED = (AreaSection.PEOPLE, AreaSection.ACTIVITIES, AreaSection.GRANTS, AreaSection.JOBS)
"""What partners read as released statistics and in no other way."""


@dataclass(frozen=True)
class Agreed:
    """The agreements of a partner that open something of an area now: what forums did there, and by its code each
    project whose sealed results are the partner's."""

    policing: Standing | None
    results: Mapping[str, Standing]


def agreed(standings: Sequence[Standing], partner: Caller, area: Place) -> Agreed:
    """What opens what; refused where nothing does."""
    forums = Asked(DatasetName.INDICATORS, purpose=partner.purpose, areas=(area.pcode,))
    found = Agreed(
        policing=next((standing for standing in standings if not refusals(standing, forums, today())), None),
        results={
            project: standing
            for standing in reversed(standings)  # of several the first counts, as elsewhere
            for project in (standing.terms.projects if standing.terms is not None else ())
            if not refusals(standing, _results(partner, project), today())
        },
    )
    if found.policing is None and not found.results:
        raise Forbidden("not-in-agreement", "No agreement in force gives this partner what it asks for.")
    return found


def _results(partner: Caller, project: str) -> Asked:
    """Sealed results are of the whole country, wherever they are read."""
    return Asked(DatasetName.RESULTS, purpose=partner.purpose, areas=(COUNTRY,), projects=(project,))


@dataclass(frozen=True)
class Answer:
    """What the partner is told, and what of it is written down under which agreement."""

    view: AreaToldView
    told: list[tuple[Standing, Told]]


async def tell(
    database: Database, upstream: Upstream, agreed: Agreed, area: Place, as_of: datetime | None, request_id: str
) -> Answer:
    """An area as the partner is told it, now or as of an earlier moment: `upstream` is the way to the forums."""
    deadline = time() + mandates.PATIENCE
    own = await database.moments.agreed(as_of)
    if as_of is None:
        as_of = own if agreed.policing is None else await _moment(upstream, agreed.policing, own, request_id)
    forums = None
    if agreed.policing is not None:
        mandate = _mandate(agreed.policing, request_id, deadline, as_of)
        forums = await or_none(areas.policed(upstream, mandate, area.pcode))
    sealed = await seals.approved_by(database.reading, agreed.results, as_of)
    results = [each for each in sealed.values() if is_at_work(each, area)]
    away = agreed.policing is not None and forums is None
    view = AreaToldView(
        **described(area, as_of),
        status="partial" if away else "complete",
        missing=[Service.FORUMS.value] if away else [],
        sections=[
            *(_withheld(section, WithheldReason.NOT_RELEASED) for section in UNRELEASED),
            _section(AreaSection.FORUMS, opened=agreed.policing is not None, away=away),
            _section(AreaSection.RESULTS, opened=bool(agreed.results)),
        ],
        forums=forums,
        results=results if agreed.results else None,
    )
    return Answer(view, list(_written(agreed, forums, results)))


def is_at_work(results: SealedResultsView, area: Place) -> bool:
    """Whether a project is at work in an area as its sealed results have it: in a place inside it, or, of what these
    tell of a larger place alone, in one that it lies in."""
    named = (*results.enterprises_supported.by_place, *results.forums_established.by_governorate)
    return any(inside(line.pcode, area.pcode) or inside(area.pcode, line.pcode) for line in named)


async def _moment(upstream: Upstream, policing: Standing, own: datetime, request_id: str) -> datetime:
    """The earlier one of the forums' moment and the gateway's own; the latter alone where forums cannot be reached."""
    soon = time() + mandates.PATIENCE / 2
    fixed = await or_none(chosen({Service.FORUMS: upstream}, lambda _: _mandate(policing, request_id, soon)))
    return own if fixed is None else min(own, fixed)


def _mandate(policing: Standing, request_id: str, deadline: float, as_of: datetime | None = None) -> Mandate:
    opened = [DatasetName.INDICATORS]
    return mandates.for_partner(policing, Service.FORUMS, opened, request_id, deadline=deadline, as_of=as_of)


def _section(section: AreaSection, *, opened: bool, away: bool = False) -> AreaSectionView:
    if not opened:
        return _withheld(section, WithheldReason.NOT_IN_AGREEMENT)
    return AreaSectionView(section=section, status=Section.UNAVAILABLE if away else Section.TOLD, reason=None)


def _withheld(section: AreaSection, reason: WithheldReason) -> AreaSectionView:
    return AreaSectionView(section=section, status=Section.WITHHELD, reason=reason)


def _written(
    agreed: Agreed, forums: AreaForumsTold | None, results: Sequence[SealedResultsView]
) -> Iterator[tuple[Standing, Told]]:
    """That there are no results is an answer as well, which tells no field."""
    if agreed.policing is not None and forums is not None:
        yield agreed.policing, Told(DatasetName.INDICATORS.value, tuple(sorted(forums.model_fields_set)))
    for each in results:
        code = each.project.code
        yield agreed.results[code], Told("sealed project results", tuple(SealedResultsView.model_fields), project=code)
    if agreed.results and not results:
        yield next(iter(agreed.results.values())), Told("sealed project results", ())
