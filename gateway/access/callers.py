"""Who asks, and as what: a member of staff in some of their roles, or a partner."""

from dataclasses import dataclass

from shared.callers import CallerClass, Purpose, Role


@dataclass(frozen=True)
class Caller:
    """Someone known, as they act in one request.

    Staff act in `roles` over `areas`, for a purpose; `reason` says why they read what is severe. A partner has neither
    roles nor areas of its own, and of `purpose` only what it stated: its agreements say the rest.
    """

    name: str
    caller_class: CallerClass
    roles: tuple[Role, ...] = ()
    areas: tuple[str, ...] = ()
    purpose: Purpose | None = None
    reason: str | None = None

    @property
    def is_staff(self) -> bool:
        return self.caller_class is CallerClass.STAFF
