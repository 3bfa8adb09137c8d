"""An agreement as a page for the people who sign it: exactly what it allows, in words, on paper or on a telephone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from gateway.access import words
from gateway.access.agreements.judging import Standing, scope_of
from gateway.access.agreements.paper import Paper
from gateway.access.agreements.views import LegalBasis, Status, VersionView
from gateway.access.audiences import told_to_partner
from gateway.access.words import Described
from shared import places
from shared.callers import DatasetName
from shared.ceilings import MOST
from shared.classification import Scope, Sensitivity
from shared.paper.printing import Printed, printed, printing
from shared.places import Place

_BASES: Mapping[LegalBasis, str] = {
    LegalBasis.CONSENT: "the consent of each person",
    LegalBasis.VITAL_INTEREST: "the vital interest of the people concerned",
    LegalBasis.PUBLIC_INTEREST: "important grounds of public interest",
    LegalBasis.LEGITIMATE_INTEREST: "a legitimate interest of the organisation",
    LegalBasis.CONTRACT: "the performance of a contract",
    LegalBasis.LEGAL_OBLIGATION: "compliance with a legal obligation",
}

_STATUSES: Mapping[Status, str] = {
    Status.UNSIGNED: "Not signed: it opens nothing",
    Status.NOT_ONBOARDED: "Signed, but the partner is not onboarded yet: it opens nothing",
    Status.NOT_YET: "Signed, not yet begun: it opens nothing",
    Status.IN_FORCE: "In force",
    Status.SUSPENDED: "Suspended: it opens nothing",
    Status.EXPIRED: "Expired: it opens nothing",
    Status.ENDED: "Ended: it opens nothing",
}


_PRINTING = printing(Path(__file__).parent, {"bases": _BASES, "statuses": _STATUSES, "words": words})


@dataclass(frozen=True)
class _Opened:
    """A dataset that a version opens, with each field that the partner is told."""

    dataset: DatasetName
    fields: tuple[Described, ...]
    extent: str
    """Whether these are some fields that were chosen, or all up to a level."""


@dataclass(frozen=True)
class _Closed:
    """A dataset that no agreement can open to the class of the partner, or not deeper than `most`."""

    dataset: DatasetName
    most: Sensitivity | None


@dataclass(frozen=True)
class _Sheet:
    """One version, ready to be printed."""

    version: VersionView
    waits: bool
    opened: list[_Opened]
    areas: list[Place]


def rendered(paper: Paper, today: date) -> Printed:
    """The page of an agreement."""
    return printed(
        _PRINTING,
        "page.html",
        paper=paper,
        standing=paper.standing,
        view=paper.view,
        sheets=list(_sheets(paper)),
        closed=_closed(paper.standing),
        today=today,
    )


def _sheets(paper: Paper) -> list[_Sheet]:
    """The version in force, and the one that waits for signatures where whoever asks may see it."""
    versions = [(paper.view.in_force, False), (paper.view.pending, True)]
    return [_sheet(paper.standing, version, waits) for version, waits in versions if version is not None]


def _sheet(standing: Standing, version: VersionView, waits: bool) -> _Sheet:
    signed = replace(standing, version=version.version, terms=version.terms)
    scopes = {grant.dataset: scope_of(signed, grant.dataset) for grant in version.terms.grants}
    return _Sheet(
        version=version,
        waits=waits,
        opened=[
            _Opened(dataset, told_to_partner(dataset, scope), _extent(dataset, scope))
            for dataset, scope in scopes.items()
            if scope is not None
        ],
        areas=[places.place(area) for area in version.terms.areas],
    )


def _extent(dataset: DatasetName, scope: Scope) -> str:
    if scope.fields is not None:
        return "These fields and no others"
    return "All of it" if dataset is DatasetName.RESULTS else f"All of it up to the sensitivity {scope.ceiling}"


def _closed(standing: Standing) -> list[_Closed]:
    most = MOST[standing.caller_class]
    return [_Closed(dataset, most.get(dataset)) for dataset in words.LEVELS]
