"""The mandate: who asks, for what purpose, about whom, and what they may see; signed for one request to one service.

The gateway mints it, the service verifies and applies it. It is authenticated with HMAC-SHA-256 under the audience's
own key and expires with the request's deadline, so there is nothing to cache and nothing to revoke.
"""

import hmac
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from hashlib import sha256
from time import time
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

from shared.callers import CallerClass, DatasetName, Purpose, Role, Service
from shared.ceilings import exceeds
from shared.classification import Scope
from shared.errors import Forbidden, Unauthenticated

HEADER = "x-nexus-mandate"
LONGEST_LIFE = 10.0
"""Seconds that a mandate may live at the most; it ends with the request's deadline."""
MOST_SUBJECTS = 1_000
COUNTRY = "IQ"
GATEWAY = "gateway"
"""Who calls when nobody asked the gateway: it does its own work."""
_LONG = 2_048
_LONGEST = 1024 * 1024
_PACKED = b"\0"


class Subject(BaseModel, frozen=True):
    """A person that the request is about: the reference as the caller gave it, and whom it stands for.

    `cluster` holds all ids of the same identity, the id itself included; `consents` the purposes for which the person's
    consent to the caller's class holds now.
    """

    reference: str
    person_id: int
    cluster: tuple[int, ...]
    household_id: int | None = None
    consents: tuple[Purpose, ...] = ()


class Mandate(BaseModel, frozen=True):
    """What one caller may do in one service during one request."""

    audience: Service
    caller: str
    caller_class: CallerClass
    roles: tuple[Role, ...] = ()
    for_gateway: bool = False
    """Made for the gateway's own work and not for anybody who asks it: such a one opens nothing of anybody."""
    purpose: Purpose
    reason: str | None = None
    """Why a member of staff reads what is severe; without one it stays closed."""
    agreement: str | None = None
    """Code and version of the sharing agreement a partner acts under; none for staff."""
    consent_purpose: Purpose | None = None
    """The purpose that a person must have consented to; none where the agreement rests on another legal basis."""
    areas: tuple[str, ...]
    """P-codes; everything inside one of them is in reach."""
    projects: tuple[str, ...] | None = None
    """Codes of the projects in reach; none: every project, which only staff can have."""
    datasets: dict[DatasetName, Scope]
    subjects: Annotated[tuple[Subject, ...], Field(max_length=MOST_SUBJECTS)] = ()
    as_of: datetime | None = None
    deadline: float
    """Seconds since 1970 at which the answer is worth nothing any more."""
    request_id: str

    @model_validator(mode="after")
    def _partners_name_their_agreement_and_projects(self) -> Self:
        if self.caller_class is not CallerClass.STAFF and self.projects is None:
            raise ValueError("a partner's mandate lists its projects")
        if self.caller_class is not CallerClass.STAFF and self.agreement is None:
            raise ValueError("a partner's mandate names its agreement")
        return self

    @model_validator(mode="after")
    def _the_gateway_itself_may_see_nothing(self) -> Self:
        opens = self.roles or self.areas or self.datasets or self.subjects or self.projects or self.agreement
        if self.for_gateway and (self.caller_class is not CallerClass.STAFF or opens):
            raise ValueError("a mandate for the gateway's own work opens nothing")
        return self

    @model_validator(mode="after")
    def _no_class_above_its_ceiling(self) -> Self:
        if self.caller_class is not CallerClass.STAFF and any(
            exceeds(self.caller_class, dataset, scope.ceiling) for dataset, scope in self.datasets.items()
        ):
            raise ValueError("a mandate opens no more than the ceiling of its caller's class")
        return self

    def scope(self, dataset: DatasetName) -> Scope:
        """How deep the caller may see into a dataset; refused when the mandate does not open it."""
        scope = self.datasets.get(dataset)
        if scope is None:
            raise Forbidden("not-in-mandate", "This caller has no access to {dataset}.", dataset=dataset)
        return scope

    def covers_place(self, pcode: str) -> bool:
        return any(pcode.startswith(area) for area in self.areas)

    def require_place(self, pcode: str, field: str) -> None:
        """Refuse to write outside the caller's areas."""
        if not self.covers_place(pcode):
            raise Forbidden("outside-area", "The place lies outside the areas this caller works in.", field=field)

    def require_country(self) -> None:
        """Refuse what concerns every place to a caller who works in some."""
        if COUNTRY not in self.areas:
            raise Forbidden("outside-area", "This takes a caller who works in the whole country.")

    def require_project(self, code: str, field: str) -> None:
        """Refuse to write under a project that the mandate does not list."""
        if self.projects is not None and code not in self.projects:
            raise Forbidden("outside-projects", "The project is not among those this caller works on.", field=field)

    def require_subject(self, reference: str, field: str) -> Subject:
        """The person whom a reference in the request stands for; refused when the mandate does not name it."""
        for subject in self.subjects:
            if subject.reference == reference:
                return subject
        raise Forbidden("not-a-subject", "The mandate does not name this person.", field=field)

    def agreed_subjects(self) -> tuple[Subject, ...]:
        """The people named here about whom the caller may be told: all, or those who consented."""
        return tuple(
            subject
            for subject in self.subjects
            if self.consent_purpose is None or self.consent_purpose in subject.consents
        )

    @property
    def area_patterns(self) -> list[str]:
        """The areas as SQL LIKE patterns: a P-code is a prefix of everything inside it."""
        return [f"{area}%" for area in self.areas]


def mint(mandate: Mandate, key: bytes) -> str:
    """The mandate as the header value that `verify` accepts."""
    stated = mandate.model_dump_json(exclude_defaults=True).encode()
    payload = urlsafe_b64encode(stated if len(stated) < _LONG else _PACKED + zlib.compress(stated))
    return f"{payload.decode()}.{_seal(payload, key)}"


def verify(header: str | None, key: bytes, audience: Service) -> Mandate:
    """The mandate in a header, or a refusal that says no more than that."""
    if header is None:
        raise Unauthenticated("mandate-missing", "A service answers nothing without a mandate.")
    payload = header.partition(".")[0]
    if not is_sealed(header, key):
        raise Unauthenticated("mandate-invalid", "The mandate was not made for this service.")
    try:
        mandate = Mandate.model_validate_json(_unpacked(urlsafe_b64decode(payload)))
    except (ValueError, zlib.error):
        raise Unauthenticated("mandate-invalid", "The mandate cannot be read.") from None
    if mandate.audience != audience:
        raise Unauthenticated("mandate-invalid", "The mandate was not made for this service.")
    if not 0 < mandate.deadline - time() <= LONGEST_LIFE:
        raise Unauthenticated("mandate-expired", "The mandate has expired.")
    return mandate


def is_sealed(header: str, key: bytes) -> bool:
    """Whether whoever made this header has the key; says nothing about whether it is still good."""
    payload, _, seal = header.partition(".")
    return hmac.compare_digest(seal.encode(), _seal(payload.encode(), key).encode())


def _unpacked(stated: bytes) -> bytes:
    """A thousand subjects are packed: a header has to stay below what servers accept."""
    return zlib.decompressobj().decompress(stated[1:], _LONGEST) if stated.startswith(_PACKED) else stated


def _seal(payload: bytes, key: bytes) -> str:
    return urlsafe_b64encode(hmac.digest(key, payload, sha256)).decode()
