"""Who is let in: the caller, as they act in this request, is taken from the access token and the headers."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import unquote

from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import Headers
from starlette.types import Scope

from gateway.access.break_glass import reads as glasses
from gateway.access.callers import BREAK_GLASS, PURPOSE, REASON, ROLE, Caller, Holder
from gateway.access.partners import limits
from gateway.access.roles import BREAKERS, PURPOSES, SEVERE_FOR
from gateway.access.staff.verifier import StaffVerifier
from gateway.access.tokens import DEVELOPMENT, GATEWAY, Issuer, Verifier, bearer, invalid
from shared import places
from shared.callers import CallerClass, Purpose, Role
from shared.drafts import Line
from shared.errors import Forbidden, Invalid
from shared.guard import Admit

_SEARCHES = re.compile(r"/v1/[a-z-]{1,64}/search")
"""Reads that are asked for with POST, so that no name stands in a path."""
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_LINE: TypeAdapter[str] = TypeAdapter(Line)


def with_token(issuers: list[Issuer]) -> Admit:
    """Admits requests that carry a valid access token of one of these issuers, or of the issuer of staff."""
    verifier = Verifier(issuers, _holder)

    async def admit(scope: Scope) -> None:
        headers, state = Headers(scope=scope), scope["state"]
        holder = await _known(bearer(headers.get("authorization")), verifier, scope["app"].state.staff)
        if holder.caller_class is CallerClass.STAFF:
            if (stated := headers.get(BREAK_GLASS)) is not None:
                caller = await _breaking_glass(scope, holder, stated)
            else:
                caller = _acting(holder, headers.get(ROLE), headers.get(PURPOSE))
                if (stated := headers.get(REASON)) is not None:
                    caller = replace(caller, reason=_reason(stated))
        else:
            caller = await _partner(scope["app"].state.database.appending, holder, headers)
        state["holder"] = holder
        state["caller"] = caller
        state["caller_name"] = caller.signature
        state["caller_class"] = caller.caller_class

    return admit


async def _known(token: str, verifier: Verifier[Holder], staff: StaffVerifier | None) -> Holder:
    """Whose token this is."""
    if staff is not None and (remembered := staff.remembered(token)) is not None:
        return remembered
    holder = verifier.find(token)
    if holder is None:
        if staff is None:
            raise invalid()
        holder = await staff.verify(token)
    return holder


def _holder(claims: Mapping[str, Any]) -> Holder:
    try:
        name = _LINE.validate_python(claims["sub"])
        if claims["iss"] == GATEWAY and claims["class"] != CallerClass.STAFF:
            return Holder(name, CallerClass(claims["class"]))
        if claims["iss"] == DEVELOPMENT and "/" not in name:  # other issuers' names begin with a code and a stroke
            held = tuple(
                (Role(role), tuple(places.place(pcode).pcode for pcode in areas))
                for role, areas in claims["held"].items()
            )
            if held and all(areas for _, areas in held):
                return Holder(name, CallerClass.STAFF, held)
    except (KeyError, ValueError, TypeError, LookupError, AttributeError):
        pass
    raise invalid()


@lru_cache(maxsize=1024)
def _acting(holder: Holder, role: str | None, purpose: str | None) -> Caller:
    """A member of staff in the role they state or in all of theirs, as far as these ask for one purpose.

    The purpose is the one stated, or the usual one of the first role. Roles held in different areas never add up: each
    opens its own areas and no other.
    """
    held = [(known, areas) for known, areas in holder.held if role is None or known == role]
    if not held:
        raise Forbidden("not-your-role", "This caller does not hold the role stated.", field=ROLE)
    if len({areas for _, areas in held}) > 1:
        raise Forbidden("role-unstated", "Roles are held in different areas: state in which one you ask.", field=ROLE)
    asked_for = _purpose(purpose) or PURPOSES[held[0][0]][0]
    roles = tuple(known for known, _ in held if asked_for in PURPOSES[known])
    if not roles:
        raise Forbidden("not-your-purpose", "None of the caller's roles asks for this purpose.", field=PURPOSE)
    return Caller(holder.name, holder.caller_class, roles, held[0][1], asked_for)


async def _breaking_glass(scope: Scope, holder: Holder, stated: str) -> Caller:
    """A member of staff who reads as the protection role does, where and as long as somebody else approved it."""
    if not (scope["method"] == "GET" or (scope["method"] == "POST" and _SEARCHES.fullmatch(scope["path"]))):
        raise Forbidden(
            "break-glass-only-reads", "Under a break-glass nothing is changed: send this without it.", field=BREAK_GLASS
        )
    opened = None
    if _NUMBER.fullmatch(stated) and any(role in BREAKERS for role, _ in holder.held):
        opened = await glasses.opened(scope["app"].state.database.reading, int(stated), holder.signature)
    if opened is None:
        raise Forbidden("break-glass-not-open", "There is no such break-glass open to this caller.", field=BREAK_GLASS)
    acting = Caller(holder.name, holder.caller_class, (SEVERE_FOR,), (opened.area,), Purpose.PROTECTION)
    return replace(acting, reason=opened.reason, break_glass=opened.id)


async def _partner(appending: Any, holder: Holder, headers: Headers) -> Caller:
    """A partner that is onboarded and not suspended, at this moment and whatever its token says."""
    if await limits.present(appending, holder.name) is not holder.caller_class:
        raise invalid()
    return Caller(holder.name, holder.caller_class, purpose=_purpose(headers.get(PURPOSE)))


def _purpose(stated: str | None) -> Purpose | None:
    if stated is None:
        return None
    try:
        return Purpose(stated)
    except ValueError:
        raise Invalid("invalid-request", "One of {purposes}.", field=PURPOSE, purposes=tuple(Purpose)) from None


def _reason(stated: str) -> str:
    try:
        return _LINE.validate_python(unquote(stated, errors="strict"))
    except (ValidationError, UnicodeDecodeError):
        raise Invalid(
            "invalid-request",
            "A reason is one line of up to 200 characters, in UTF-8 and percent-encoded.",
            field=REASON,
        ) from None
