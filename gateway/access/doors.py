"""Whom a route is for: what it says in its signature, as a dependency that admits such callers and nobody else."""

from typing import Any

from gateway.access.callers import Caller
from shared.callers import CallerClass, Role
from shared.errors import Forbidden, nothing_here
from shared.guard import admits
from shared.mandate import COUNTRY


def anyone() -> Any:
    """The dependency of a route open to every caller with a valid token."""
    return admits(tuple(CallerClass), lambda state: state["caller"])


def staff(*roles: Role, partners: tuple[CallerClass, ...] = (), everywhere: bool = False) -> Any:
    """The dependency of a route for staff in one of these roles and for these classes of partner.

    A partner whose class is not named meets nothing here, as if the route did not exist. Where what is done concerns
    the whole country, staff have to hold their role `everywhere`.
    """

    def judge(state: dict[str, Any]) -> Caller:
        caller: Caller = state["caller"]
        if not caller.is_staff and caller.caller_class not in partners:
            raise nothing_here()
        if caller.is_staff and not admitted_roles.intersection(caller.roles):
            raise Forbidden("not-your-role", "Only for the roles {roles}.", roles=roles)
        if caller.is_staff and everywhere and COUNTRY not in caller.areas:
            raise Forbidden("outside-area", "This takes somebody who holds their role in the whole country.")
        return caller

    admitted_roles = frozenset(roles)
    return admits((*roles, *partners), judge)


def partners(*classes: CallerClass) -> Any:
    """The dependency of a route for these classes of partner alone; staff meet nothing here either."""

    def judge(state: dict[str, Any]) -> Caller:
        caller: Caller = state["caller"]
        if caller.caller_class not in classes:
            raise nothing_here()
        return caller

    return admits(classes, judge)
