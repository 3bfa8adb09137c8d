"""From a caller to a mandate: what this caller may do in one service, for this request."""

from collections.abc import Iterable
from datetime import datetime
from time import time

from gateway.access.agreements.judging import Standing, scope_of
from gateway.access.callers import Caller
from gateway.access.offers import ALWAYS, PARTS
from gateway.access.roles import PURPOSES, scopes
from shared.callers import CallerClass, DatasetName, Purpose, Service
from shared.classification import HIGH, LOW, Scope
from shared.mandate import GATEWAY, Mandate, Subject

PATIENCE = 9.0
"""Seconds that the services have for one request, all of them together."""


def for_staff(
    caller: Caller,
    audience: Service,
    request_id: str,
    *,
    purpose: Purpose | None = None,
    as_of: datetime | None = None,
    subjects: tuple[Subject, ...] = (),
    deadline: float | None = None,
    datasets: Iterable[DatasetName] | None = None,
) -> Mandate:
    """The mandate of a member of staff: the roles they act in, in their areas, over all projects; of what their roles
    open, these `datasets` alone if some are named."""
    opened = scopes(caller.roles, audience, caller.reason is not None)
    if datasets is not None:
        opened = {dataset: opened[dataset] for dataset in datasets if dataset in opened}
    return Mandate(
        audience=audience,
        caller=caller.name,
        caller_class=caller.caller_class,
        roles=caller.roles,
        purpose=purpose or caller.purpose or PURPOSES[caller.roles[0]][0],
        reason=caller.reason,
        areas=caller.areas,
        datasets=opened,
        subjects=subjects,
        as_of=as_of,
        deadline=deadline or time() + PATIENCE,
        request_id=request_id,
    )


def for_partner(
    agreement: Standing,
    audience: Service,
    datasets: Iterable[DatasetName],
    request_id: str,
    *,
    deadline: float,
    subjects: tuple[Subject, ...] = (),
    fields: tuple[str, ...] | None = None,
    as_of: datetime | None = None,
) -> Mandate:
    """The mandate of a partner: what its agreement opens of these datasets now, where and of which projects.

    `fields` narrows it to those that the partner asks for.
    """
    assert agreement.terms is not None
    opened = {dataset: scope_of(agreement, dataset) for dataset in datasets}
    if fields is not None:
        opened = {dataset: scope and _narrowed(scope, fields) for dataset, scope in opened.items()}
    return Mandate(
        audience=audience,
        caller=agreement.partner,
        caller_class=agreement.caller_class,
        purpose=agreement.purpose,
        agreement=agreement.reference,
        consent_purpose=agreement.terms.consent_purpose,
        areas=agreement.terms.areas,
        projects=agreement.terms.projects,
        datasets={dataset: _with_references(dataset, scope) for dataset, scope in opened.items() if scope is not None},
        subjects=subjects,
        as_of=as_of,
        deadline=deadline,
        request_id=request_id,
    )


NAMES = ("registration_number", *(f"{part}_{script}" for part in PARTS for script in ("native", "latin")))
"""What staff are told of a member of a forum who consents to be named."""


def for_consent(
    caller: Caller,
    purpose: Purpose,
    request_id: str,
    *,
    deadline: float,
    subjects: tuple[Subject, ...] = (),
    fields: tuple[str, ...] = (),
) -> Mandate:
    """The mandate to ask who of some people consents now to a purpose towards staff; it opens these fields of them."""
    return Mandate(
        audience=Service.BENEFICIARY,
        caller=caller.name,
        caller_class=caller.caller_class,
        roles=caller.roles,
        purpose=purpose,
        consent_purpose=purpose,
        areas=caller.areas,
        datasets={DatasetName.PEOPLE: Scope(ceiling=HIGH, fields=fields)},
        subjects=subjects,
        deadline=deadline,
        request_id=request_id,
    )


def for_recall(
    partner: Caller,
    agreement: str,
    consent_purpose: Purpose,
    request_id: str,
    *,
    deadline: float,
    subjects: tuple[Subject, ...],
) -> Mandate:
    """The mandate to ask which of these people still consent; it opens no field of anybody, in force or not."""
    return Mandate(
        audience=Service.BENEFICIARY,
        caller=partner.name,
        caller_class=partner.caller_class,
        purpose=consent_purpose,
        agreement=agreement,
        consent_purpose=consent_purpose,
        areas=(),
        projects=(),
        datasets={DatasetName.PEOPLE: Scope(ceiling=LOW, fields=())},
        subjects=subjects,
        deadline=deadline,
        request_id=request_id,
    )


def for_itself(audience: Service, request_id: str, *, deadline: float) -> Mandate:
    """The mandate of the gateway's own work, on nobody's behalf: it opens no place, no dataset and no person."""
    return Mandate(
        audience=audience,
        caller=GATEWAY,
        caller_class=CallerClass.STAFF,
        for_gateway=True,
        purpose=Purpose.SERVICE_DELIVERY,
        areas=(),
        datasets={},
        deadline=deadline,
        request_id=request_id,
    )


def _with_references(dataset: DatasetName, scope: Scope) -> Scope:
    """What a scope opens, and by what the records that it opens go together."""
    if dataset not in ALWAYS or scope.fields is None:
        return scope
    return Scope(ceiling=scope.ceiling, fields=(*ALWAYS[dataset], *scope.fields))


def _narrowed(scope: Scope, fields: tuple[str, ...]) -> Scope:
    """No more than `fields` of what a scope opens."""
    return Scope(
        ceiling=scope.ceiling,
        fields=tuple(name for name in fields if scope.fields is None or name in scope.fields),
    )
