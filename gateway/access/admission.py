"""Who is let in: the caller is taken from the access token, and admitted by what a route says in its signature."""

from collections.abc import Mapping
from typing import Any

from fastapi import Depends, Request
from pydantic import TypeAdapter
from starlette.datastructures import Headers

from gateway.access.callers import Caller
from gateway.access.tokens import DEVELOPMENT, GATEWAY, Issuer, Verifier, invalid
from shared import places
from shared.callers import CallerClass, Role
from shared.drafts import Line
from shared.errors import Forbidden, NotFound
from shared.guard import Admit

_NAME: TypeAdapter[str] = TypeAdapter(Line)


def with_token(issuers: list[Issuer]) -> Admit:
    """Admits requests that carry a valid access token of one of these issuers."""
    verifier = Verifier(issuers, _caller)

    def admit(headers: Headers, state: dict[str, Any]) -> None:
        caller = verifier.verify(headers.get("authorization"))
        state["caller"] = caller
        state["caller_name"] = f"{caller.caller_class}:{caller.name}"
        state["caller_class"] = caller.caller_class

    return admit


def _caller(claims: Mapping[str, Any]) -> Caller:
    try:
        name = _NAME.validate_python(claims["sub"])
        if claims["iss"] == GATEWAY and claims["class"] != CallerClass.STAFF:
            return Caller(name, CallerClass(claims["class"]))
        if claims["iss"] == DEVELOPMENT:
            areas = tuple(places.place(pcode).pcode for pcode in claims["areas"])
            roles = tuple(Role(role) for role in claims["roles"])
            # Several roles in several areas would multiply: a token cannot say which role is held where.
            if areas and roles and (len(areas) == 1 or len(roles) == 1):
                return Caller(name, CallerClass.STAFF, roles, areas)
    except (KeyError, ValueError, TypeError, LookupError):
        pass
    raise invalid()


def anyone() -> Any:
    """The dependency of a route open to every caller with a valid token."""

    async def admitted(request: Request) -> Caller:
        caller: Caller = request.scope["state"]["caller"]
        return caller

    admitted.callers = tuple(CallerClass)  # type: ignore[attr-defined]
    return Depends(admitted)


def staff(*roles: Role, partners: tuple[CallerClass, ...] = ()) -> Any:
    """The dependency of a route for staff in one of these roles and for these classes of partner.

    A partner whose class is not named meets nothing here, as if the route did not exist.
    """

    async def admitted(request: Request) -> Caller:
        caller: Caller = request.scope["state"]["caller"]
        if not caller.is_staff and caller.caller_class not in partners:
            raise NotFound("not-found", "There is nothing here.")
        if caller.is_staff and not set(roles).intersection(caller.roles):
            raise Forbidden("not-your-role", f"Only for the roles {', '.join(roles)}.")
        return caller

    admitted.callers = (*roles, *partners)  # type: ignore[attr-defined]
    return Depends(admitted)
