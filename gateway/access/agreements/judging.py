"""Whether an agreement answers a request: the one place that decides, for every way out and for explaining alike.

Plain functions of an agreement as it stands, what is asked and the day; nothing here reads a database or a clock.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from gateway.access.agreements.views import Status, Terms
from gateway.access.offers import BESIDE, OFFERED, TOLD
from shared.callers import CallerClass, DatasetName, Purpose
from shared.ceilings import MOST
from shared.classification import Scope


@dataclass(frozen=True)
class Standing:
    """An agreement at the moment of a request. `terms` are those of the version in force; none if none is signed."""

    code: str
    version_id: int | None
    version: int | None
    partner: str
    caller_class: CallerClass
    purpose: Purpose
    onboarded: bool
    suspended: bool
    ended: bool
    terms: Terms | None

    @property
    def reference(self) -> str:
        """What disclosures are written down under."""
        return f"{self.code}/{self.version}"

    def status(self, today: date) -> Status:
        if self.ended:
            return Status.ENDED
        if self.terms is None:
            return Status.UNSIGNED
        if not self.onboarded:
            return Status.NOT_ONBOARDED
        if self.suspended:
            return Status.SUSPENDED
        if today < self.terms.starts_on:
            return Status.NOT_YET
        return Status.IN_FORCE if today <= self.terms.ends_on else Status.EXPIRED


@dataclass(frozen=True)
class Asked:
    """What a request would be told: of which dataset, which fields if it names any, where, of which projects, why."""

    dataset: DatasetName
    purpose: Purpose | None = None
    fields: tuple[str, ...] | None = None
    areas: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refusal:
    """One reason why a request is not answered; `field` names the part of the request that it is about."""

    code: str
    detail: str
    field: str | None = None


_STATUS = {
    Status.ENDED: Refusal("ended", "The agreement has ended."),
    Status.UNSIGNED: Refusal("unsigned", "No version of the agreement has both its signatures."),
    Status.NOT_ONBOARDED: Refusal("not-onboarded", "Two people have yet to approve the partner's onboarding."),
    Status.SUSPENDED: Refusal("suspended", "The agreement or its partner is suspended."),
    Status.NOT_YET: Refusal("not-yet", "The agreement has not begun."),
    Status.EXPIRED: Refusal("expired", "The agreement has expired."),
}


def refusals(standing: Standing, asked: Asked, today: date) -> list[Refusal]:
    """Every reason why the agreement does not answer this; none if it does."""
    return list(_refusals(standing, asked, today))


def _refusals(standing: Standing, asked: Asked, today: date) -> Iterator[Refusal]:
    if (status := standing.status(today)) in _STATUS:
        yield _STATUS[status]
    if asked.purpose is not None and asked.purpose is not standing.purpose:
        yield Refusal("other-purpose", f"The agreement is for {standing.purpose}.", "purpose")
    if standing.terms is None:
        return
    scope = scope_of(standing, asked.dataset)
    if scope is None:
        yield Refusal("dataset-not-granted", f"The agreement does not open {asked.dataset}.", "dataset")
    else:
        for name in asked.fields or ():
            if name not in opened(standing, asked.dataset):
                yield Refusal("field-not-granted", f"The agreement does not open the field {name}.", "fields")
    for area in asked.areas:
        if not any(area.startswith(granted) for granted in standing.terms.areas):
            yield Refusal("area-outside", f"{area} lies outside the agreement's areas.", "areas")
    for project in asked.projects:
        if project not in standing.terms.projects:
            yield Refusal("project-not-listed", f"The agreement does not list the project {project}.", "projects")


def scope_of(standing: Standing, dataset: DatasetName) -> Scope | None:
    """How deep the agreement opens a dataset, never deeper than its class may ever see; none if it opens nothing.

    Where the dataset has a choice of fields the scope names each that is open, so that nothing else can be.
    """
    grant = standing.terms and standing.terms.grant(dataset)
    most = MOST[standing.caller_class].get(dataset)
    if not grant or most is None or dataset not in TOLD:
        return None
    if dataset in BESIDE and scope_of(standing, BESIDE[dataset]) is None:
        return None
    scope = Scope(ceiling=min(grant.ceiling, most, key=lambda level: level.rank), fields=grant.fields)
    if dataset not in OFFERED:
        return scope
    fields = OFFERED[dataset].readable(scope, tuple(OFFERED[dataset].levels))
    return Scope(ceiling=scope.ceiling, fields=fields) if fields else None


def opened(standing: Standing, dataset: DatasetName) -> tuple[str, ...]:
    """The fields that the agreement opens of a dataset that has a choice of fields."""
    scope = scope_of(standing, dataset)
    return () if scope is None else scope.fields or ()
