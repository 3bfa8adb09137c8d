"""Who asks, and as what: a member of staff in some of their roles, or a partner."""

from dataclasses import dataclass

from shared.callers import CallerClass, Purpose, Role

ROLE, PURPOSE, REASON = "nexus-role", "nexus-purpose", "nexus-reason"
"""Headers in which a caller says as what, for what and why they ask."""
BREAK_GLASS = "nexus-break-glass"
"""The header in which a member of staff names the break-glass under which they read; it takes the others' place."""


@dataclass(frozen=True)
class Known:
    """Somebody with a name, which is theirs alone among those of their class."""

    name: str
    caller_class: CallerClass

    @property
    def signature(self) -> str:
        """How they are named in what they record and in what they were told."""
        return f"{self.caller_class}:{self.name}"


@dataclass(frozen=True)
class Holder(Known):
    """Whom a token belongs to: a partner, or a member of staff with the areas that each of their roles is held in."""

    held: tuple[tuple[Role, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Caller(Known):
    """Someone known, as they act in one request.

    Staff act in `roles` over `areas`, for a purpose; `reason` says why they read what is severe, and `break_glass` is
    the number of that under which they do, if under one. A partner has neither roles nor areas of its own, and of
    `purpose` only what it stated: its agreements say the rest.
    """

    roles: tuple[Role, ...] = ()
    areas: tuple[str, ...] = ()
    purpose: Purpose | None = None
    reason: str | None = None
    break_glass: int | None = None

    @property
    def is_staff(self) -> bool:
        return self.caller_class is CallerClass.STAFF
