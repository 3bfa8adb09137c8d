"""What judges requests and what judges new terms agree with a naive reading of the design, in every random case."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from time import time
from typing import Any

import access_cases as cases
import access_reference as reference
import pytest
from access_sizes import size

from gateway.access import mandates
from gateway.access.agreements import judging, widening
from gateway.access.agreements.views import Status
from services.beneficiary.people.views import PEOPLE, PersonView
from services.forums.actions.views import ACTIONS
from services.forums.concerns.views import CONCERNS
from services.forums.forums.views import FORUMS
from services.forums.indicators.views import INDICATORS, IndicatorsRow
from services.forums.meetings.views import MEETINGS
from services.forums.minutes.views import MINUTES
from services.forums.plans.views import PLANS
from services.forums.policing import views as policing
from services.forums.referrals.views import REFERRALS
from services.grants.assisting.assistances.views import ASSISTANCES, AssistanceView
from shared.callers import DatasetName, Service
from shared.ceilings import MOST
from shared.classification import HIGH, SEVERE, Dataset, Scope, Sensitivity

CASES = size(20_000, 1_000_000)
SEED = 7

_SERVED = {
    "people": (Service.BENEFICIARY, PEOPLE, tuple(PersonView.model_fields)),
    "assistances": (Service.GRANTS, ASSISTANCES, tuple(AssistanceView.model_fields)),
    "forums": (Service.FORUMS, FORUMS, tuple(policing.ForumTold.model_fields)),
    "indicators": (Service.FORUMS, INDICATORS, tuple(IndicatorsRow.model_fields)),
    "meetings": (Service.FORUMS, MEETINGS, tuple(policing.MeetingTold.model_fields)),
    "minutes": (Service.FORUMS, MINUTES, tuple(policing.MinuteTold.model_fields)),
    "concerns": (Service.FORUMS, CONCERNS, tuple(policing.ConcernTold.model_fields)),
    "plans": (Service.FORUMS, PLANS, tuple(policing.PlanTold.model_fields)),
    "actions": (Service.FORUMS, ACTIONS, tuple(policing.ActionTold.model_fields)),
    "referrals": (Service.FORUMS, REFERRALS, tuple(policing.ReferralTold.model_fields)),
}
_REFERRING = re.compile(r"(.+_)?id")
"""Which record it is, and which others it belongs to: told with whatever is opened."""


def disagreements(seed: int, many: int) -> Iterator[str]:
    """What the platform and the reference judge differently."""
    for case in cases.cases(Random(seed), many):
        try:
            seen = differences(case)
        except Exception as error:
            seen = f"{type(error).__name__}: {error}"
        if seen:
            yield f"{seen}\n{case.question} on {case.day} of {case.agreement}"


def differences(case: cases.Case) -> str | None:
    plain, dataset = case.agreement, case.question.dataset
    ought = reference.answers(plain, case.question, case.day, case.partner_suspended)
    if ought is bool(judging.refusals(case.standing, case.asked, case.day)):
        return f"answered: {not ought} and ought to be {ought}"
    if set(judging.opened(case.standing, DatasetName(dataset))) != reference.open_fields(plain, dataset):
        return "other fields are open"
    scope = judging.scope_of(case.standing, DatasetName(dataset))
    if (scope and scope.ceiling.value) != reference.depth(plain, dataset):
        return f"{scope} and ought to be {reference.depth(plain, dataset)}"
    if not ought or dataset not in _SERVED:
        return None
    return _of_mandate(case)


def _of_mandate(case: cases.Case) -> str | None:
    """What the service would tell under the mandate, and where."""
    service, declared, offered = _SERVED[case.question.dataset]
    mandate = mandates.for_partner(
        case.standing, service, [case.asked.dataset], "attack", deadline=time() + 9, fields=case.asked.fields
    )
    ought = reference.open_fields(case.agreement, case.question.dataset)
    if case.question.fields is not None:
        ought &= set(case.question.fields)
    told = {name for name in declared.readable(mandate.scope(case.asked.dataset), offered) if not named(service, name)}
    if told != ought:
        return f"the service tells {sorted(told)} and not {sorted(ought)}"
    version = case.agreement.in_force()
    assert version is not None
    stated = (mandate.areas, mandate.projects, mandate.consent_purpose, mandate.purpose, mandate.caller_class)
    terms = version.terms
    if stated != (
        terms.areas,
        terms.projects,
        terms.consent_purpose,
        case.agreement.purpose,
        case.agreement.caller_class,
    ):
        return f"the mandate says {stated}"
    return None


def named(service: Service, field: str) -> bool:
    return service is Service.FORUMS and _REFERRING.fullmatch(field) is not None


def wrongly_widened(seed: int, many: int) -> Iterator[str]:
    """Pairs of terms of which the platform and the reference find other things wider."""
    random = Random(seed)
    old = new = cases.terms(random)
    for number in range(many):
        if number % 8 == 0:
            old = cases.terms(random)
        new = cases.changed(random, old)
        seen = set(widening.widens(cases.real_terms(old), cases.real_terms(new)))
        ought = reference.wider(old, new)
        if seen != ought:
            yield f"wider in {seen} and ought to be in {ought}\n{old}\n{new}"


@pytest.mark.parametrize("part", range(size(1, 8)))
def test_an_agreement_answers_exactly_what_the_design_says(part: int, record_property: Any) -> None:
    record_property("judged", CASES // size(1, 8))
    assert next(disagreements(SEED + part, CASES // size(1, 8)), None) is None


@pytest.mark.parametrize("part", range(size(1, 8)))
def test_new_terms_are_wider_exactly_where_they_allow_more(part: int, record_property: Any) -> None:
    record_property("pairs of terms", CASES // size(1, 8))
    assert next(wrongly_widened(SEED + part, CASES // size(1, 8)), None) is None


def test_the_cases_are_of_both_kinds() -> None:
    """A comparison of nothing but refusals would prove little."""
    sample = list(cases.cases(Random(SEED), 4_000))
    answered = [
        case for case in sample if reference.answers(case.agreement, case.question, case.day, case.partner_suspended)
    ]
    assert 0.1 < len(answered) / len(sample) < 0.9
    assert {case.standing.status(case.day) for case in sample} == set(Status)
    random = Random(SEED)
    pairs = [(old, cases.changed(random, old)) for old in (cases.terms(random) for _ in range(2_000))]
    narrower = [pair for pair in pairs if not reference.wider(*pair)]
    assert 0.2 < len(narrower) / len(pairs) < 0.8
    named = set().union(*(reference.wider(*pair) for pair in pairs))
    assert len(named) == 12


# --- planted holes: each of them is found ----------------------------------------------------------------------------

Plant = Callable[[pytest.MonkeyPatch], None]
_STATUS, _SCOPE_OF = judging.Standing.status, judging.scope_of
_WIDER, _WITHIN, _FOR_PARTNER, _READABLE = (
    widening._wider,
    widening._within,
    mandates.for_partner,
    Dataset.readable,
)


def _status(**changes: Any) -> Plant:
    """An agreement whose status is read as if something were otherwise."""
    return lambda patch: patch.setattr(
        judging.Standing, "status", lambda standing, day: _STATUS(replace(standing, **changes), day)
    )


def _shifted(days: int) -> Plant:
    """An agreement that is read as if it were another day, at one of its ends."""

    def status(standing: judging.Standing, day: Any) -> Status:
        seen = _STATUS(standing, day)
        moved = _STATUS(standing, day + timedelta(days=days))
        return Status.IN_FORCE if Status.IN_FORCE in {seen, moved} else seen

    return lambda patch: patch.setattr(judging.Standing, "status", status)


def _asked(**changes: Any) -> Plant:
    real = judging._refusals
    return lambda patch: patch.setattr(
        judging, "_refusals", lambda standing, asked, day: real(standing, replace(asked, **changes), day)
    )


def _ceiling_off_by_one(patch: pytest.MonkeyPatch) -> None:
    levels = list(Sensitivity)

    def scope_of(standing: judging.Standing, dataset: DatasetName) -> Scope | None:
        scope = _SCOPE_OF(standing, dataset)
        deeper = scope and levels[min(scope.ceiling.rank + 1, 3)]
        return scope and Scope(ceiling=deeper, fields=scope.fields)

    patch.setattr(judging, "scope_of", scope_of)


def _unnamed_fields_open_everything(patch: pytest.MonkeyPatch) -> None:
    def scope_of(standing: judging.Standing, dataset: DatasetName) -> Scope | None:
        scope = _SCOPE_OF(standing, dataset)
        grant = standing.terms and standing.terms.grant(dataset)
        return Scope(ceiling=scope.ceiling) if scope and grant and grant.fields is None else scope

    patch.setattr(mandates, "scope_of", scope_of)


def _without(name: str) -> Plant:
    return lambda patch: patch.setattr(
        widening, "_wider", lambda old, new: (found for found in _WIDER(old, new) if found != name)
    )


JUDGING_HOLES: dict[str, Plant] = {
    "suspension is ignored": _status(suspended=False),
    "a partner who is not onboarded is taken for one who is": _status(onboarded=True),
    "the end of an agreement is ignored": _status(ended=False),
    "an agreement lasts a day longer": _shifted(-1),
    "an agreement begins a day earlier": _shifted(1),
    "what no route tells is opened": lambda patch: patch.setattr(judging, "TOLD", frozenset(DatasetName)),
    "assistance is opened without people": lambda patch: patch.setattr(judging, "BESIDE", {}),
    "purpose is ignored": _asked(purpose=None),
    "areas are ignored": _asked(areas=()),
    "projects are ignored": _asked(projects=()),
    "fields asked for are ignored": _asked(fields=None),
    "the ceiling is off by one": _ceiling_off_by_one,
    "the ceiling of the class is ignored": lambda patch: patch.setattr(
        judging, "MOST", {known: dict.fromkeys(DatasetName, SEVERE) for known in MOST}
    ),
    "the ceiling of security is that of authorities": lambda patch: patch.setattr(
        judging, "MOST", {known: dict(MOST["authority"]) for known in MOST}
    ),
    "no named fields opens the whole table": _unnamed_fields_open_everything,
    "the fields asked for do not narrow": lambda patch: patch.setattr(
        mandates, "for_partner", lambda *args, **more: _FOR_PARTNER(*args, **(more | {"fields": None}))
    ),
    "a service reads one level deeper": lambda patch: patch.setattr(
        Dataset,
        "readable",
        lambda self, scope, offered: _READABLE(self, Scope(ceiling=HIGH, fields=scope.fields), offered),
    ),
}

WIDENING_HOLES: dict[str, Plant] = {
    "widening grants counts as narrowing": lambda patch: patch.setattr(widening, "_within", lambda new, old: True),
    "narrowing grants counts as widening": lambda patch: patch.setattr(
        widening, "_within", lambda new, old: old is not None and _WITHIN(new, old) and _WITHIN(old, new)
    ),
    "a new dataset counts as narrowing": lambda patch: patch.setattr(
        widening, "_within", lambda new, old: old is None or _WITHIN(new, old)
    ),
    "old and new are taken for each other": lambda patch: patch.setattr(
        widening, "_wider", lambda old, new: _WIDER(new, old)
    ),
    **{
        f"another {name} counts as narrowing": _without(name)
        for name in ("areas", "projects", "legal_basis", "minimum_cell", "ends_on", "incident_contacts")
    },
}


@pytest.mark.parametrize("hole", JUDGING_HOLES)
def test_a_hole_in_judging_is_found(hole: str, monkeypatch: pytest.MonkeyPatch) -> None:
    JUDGING_HOLES[hole](monkeypatch)
    assert next(disagreements(SEED, 10_000), None) is not None


@pytest.mark.parametrize("hole", WIDENING_HOLES)
def test_a_hole_in_widening_is_found(hole: str, monkeypatch: pytest.MonkeyPatch) -> None:
    WIDENING_HOLES[hole](monkeypatch)
    assert next(wrongly_widened(SEED, 10_000), None) is not None
