"""Who asks."""

from dataclasses import dataclass

from shared.callers import CallerClass, Role


@dataclass(frozen=True)
class Caller:
    """Someone known: a member of staff with roles and areas, or a partner by its code."""

    name: str
    caller_class: CallerClass
    roles: tuple[Role, ...] = ()
    areas: tuple[str, ...] = ()

    @property
    def is_staff(self) -> bool:
        return self.caller_class is CallerClass.STAFF
