"""Who sits in a forum on a day, and what of it is not as the standing procedures want it: told, never in the way."""

from collections.abc import Iterator
from datetime import date

from services.forums.forums.reads import FORUM
from services.forums.members import reads
from services.forums.members.views import (
    COMPOSITION,
    CompositionFinding,
    CompositionView,
    FindingView,
    MemberRole,
    SeatsView,
    Sex,
    Voice,
)
from shared.database import Reader
from shared.facts import require_reached
from shared.mandate import Mandate

_POLICE = {MemberRole.POLICE_FOCAL, MemberRole.LOCAL_POLICE}
_YOUTH = {MemberRole.MEMBER_YOUTH}
_CAME = {Voice.DISPLACED, Voice.RETURNEE}
MOST_POLICE, FEWEST_WOMEN = 1 / 3, 0.3
"""Shares of the members. With more police it is no forum of the community, and with fewer women it does not hear half
of it."""


async def composition(reader: Reader, id: int, day: date, mandate: Mandate) -> CompositionView:
    """How a forum is made up on a day, as it is known now."""
    fields = COMPOSITION.readable(mandate.scope(COMPOSITION.name), tuple(CompositionView.model_fields))
    await require_reached(reader, FORUM, id, mandate)
    seats = await reads.seated(reader, id, day)
    told = {"on": day, "members": sum(seat.seats for seat in seats), "seats": seats, "findings": findings(seats)}
    return CompositionView.model_validate({name: told[name] for name in fields})


def findings(seats: list[SeatsView]) -> list[FindingView]:
    """What is not as it should be, with what there is and what there should be; of a forum without members nothing."""
    return list(_findings(seats)) if seats else []


def _findings(seats: list[SeatsView]) -> Iterator[FindingView]:
    members = sum(seat.seats for seat in seats)
    police = sum(seat.seats for seat in seats if seat.role in _POLICE)
    women = sum(seat.seats for seat in seats if seat.sex is Sex.FEMALE)
    if police > members * MOST_POLICE:
        yield _finding(CompositionFinding.POLICE_ABOVE_THIRD, police, int(members * MOST_POLICE))
    if women < members * FEWEST_WOMEN:
        yield _finding(CompositionFinding.WOMEN_BELOW_SHARE, women, -int(-members * FEWEST_WOMEN // 1))
    if not any(seat.role in _YOUTH for seat in seats):
        yield _finding(CompositionFinding.NO_YOUTH, 0, 1)
    if not any(seat.role is MemberRole.MEMBER_IDP or seat.voice in _CAME for seat in seats):
        yield _finding(CompositionFinding.NO_DISPLACED_OR_RETURNEE, 0, 1)


def _finding(finding: CompositionFinding, there_are: int, should_be: int) -> FindingView:
    return FindingView(finding=finding, there_are=there_are, should_be=should_be)
