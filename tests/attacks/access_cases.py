"""Random agreements and questions, each made twice: as the platform has them and as the reference does."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

import access_reference as reference

from gateway.access.agreements import judging
from gateway.access.agreements.views import Grant, LegalBasis, Terms
from shared.callers import CallerClass, DatasetName, Purpose
from shared.classification import Sensitivity

PROJECTS = ("AAA-1", "BBB-2", "CCC-3", "DDD-4")
BASES = ("consent", "public_interest", "legal_obligation")
PURPOSES = ("livelihood-support", "case-referral", "monitoring")
DAY = date(2024, 2, 29)
CLASSES = tuple(reference.CLASS_CEILINGS)
_DATASETS = (
    *("people", "people", "assistances", "assistances", "results", "results"),
    *("forums", "meetings", "concerns", "activities", "documents"),
)
"""What is asked for; some of it no route tells, and some no class may have."""
_NOT_OFFERED = ("registration_number", "known_as_native", "id", "nothing")


@dataclass(frozen=True)
class Case:
    """An agreement as it stands, a question and a day."""

    agreement: reference.Agreement
    partner_suspended: bool
    question: reference.Question
    day: date
    standing: judging.Standing
    asked: judging.Asked


def some(random: Random, things: tuple[str, ...], most: int = 3) -> tuple[str, ...]:
    """At least one of them."""
    return tuple(random.sample(things, random.randint(1, min(most, len(things)))))


def grants(random: Random, datasets: tuple[str, ...] = _DATASETS) -> dict[str, tuple[str, tuple[str, ...] | None]]:
    found: dict[str, tuple[str, tuple[str, ...] | None]] = {}
    for dataset in some(random, datasets, 4):
        named = None
        offered = tuple(reference.CHOICE.get(dataset, ()))
        if offered and random.random() < 0.6:
            named = some(random, offered, 6)
        found[dataset] = (random.choice(reference.LEVELS), named)
    return found


def near(random: Random, day: date) -> date:
    """A day that is often the same or next to it."""
    return day + timedelta(days=random.choice((-400, -30, -1, -1, 0, 0, 0, 1, 1, 30, 400)))


def terms(random: Random) -> reference.Terms:
    basis = random.choice(BASES)
    starts = DAY - timedelta(days=random.choice((0, 1, 30, 700)))
    ends = DAY + timedelta(days=random.choice((0, 1, 30, 700)))
    return reference.Terms(
        grants=grants(random),
        areas=some(random, reference.PLACES),
        projects=some(random, PROJECTS),
        starts_on=starts,
        ends_on=ends,
        review_on=random.choice((starts, DAY, ends)),
        legal_basis=basis,
        consent_purpose=random.choice(PURPOSES) if basis == "consent" else None,
        minimum_cell=random.choice((10, 11, 20)),
        onward_transfer=random.random() < 0.3,
        retention_days=random.choice((30, 365)),
        destruction=random.choice(("certificate", "shredding")),
        incident_contacts=some(random, ("a@example.org", "b@example.org", "c@example.org")),
    )


def changed(random: Random, old: reference.Terms) -> reference.Terms:
    """Terms that differ from others in a few respects or in none, as often narrower as wider."""
    new = old
    for _ in range(random.choice((0, 1, 1, 1, 2, 3))):
        new = random.choice(_CHANGES)(random, new)
    return new


def _other_grants(random: Random, old: reference.Terms) -> reference.Terms:
    kept = dict(old.grants)
    dataset = random.choice(tuple(kept))
    ceiling, named = kept[dataset]
    match random.randrange(5):
        case 0 if len(kept) > 1:
            del kept[dataset]
        case 1:
            step = reference.LEVELS.index(ceiling) + random.choice((-1, 1))
            kept[dataset] = (reference.LEVELS[max(0, min(3, step))], named)
        case 2:
            offered = tuple(reference.CHOICE.get(dataset, ()))
            kept[dataset] = (ceiling, some(random, offered, 6) if offered else None)
        case 3 if named is not None:
            kept[dataset] = (ceiling, some(random, named, 6))
        case _:
            kept |= grants(random, ("people", "results", "forums", "meetings"))
    return replace(old, grants=kept)


def _set(name: str, values: Callable[[Random], Any]) -> Callable[[Random, reference.Terms], reference.Terms]:
    return lambda random, old: replace(old, **{name: values(random)})


def _basis(random: Random, old: reference.Terms) -> reference.Terms:
    other = terms(random)
    return replace(old, legal_basis=other.legal_basis, consent_purpose=other.consent_purpose)


def _fewer(name: str) -> Callable[[Random, reference.Terms], reference.Terms]:
    return lambda random, old: replace(old, **{name: some(random, getattr(old, name))})


_CHANGES: tuple[Callable[[Random, reference.Terms], reference.Terms], ...] = (
    _other_grants,
    _other_grants,
    _basis,
    _fewer("areas"),
    _fewer("projects"),
    _fewer("incident_contacts"),
    _set("areas", lambda random: some(random, reference.PLACES)),
    _set("projects", lambda random: some(random, PROJECTS)),
    _set("minimum_cell", lambda random: random.choice((10, 11, 20))),
    _set("onward_transfer", lambda random: random.random() < 0.5),
    _set("retention_days", lambda random: random.choice((30, 365))),
    _set("destruction", lambda random: random.choice(("certificate", "shredding"))),
    _set("starts_on", lambda random: near(random, DAY)),
    _set("ends_on", lambda random: near(random, DAY)),
    _set("review_on", lambda random: near(random, DAY)),
    _set("incident_contacts", lambda random: some(random, ("a@example.org", "b@example.org", "c@example.org"))),
)


def real_terms(plain: reference.Terms) -> Terms:
    """The same terms as the platform reads them from its database, without being looked at again."""
    return Terms.model_construct(
        legal_basis=LegalBasis(plain.legal_basis),
        consent_purpose=plain.consent_purpose and Purpose(plain.consent_purpose),
        grants=tuple(
            Grant.model_construct(dataset=DatasetName(dataset), ceiling=Sensitivity(ceiling), fields=named)
            for dataset, (ceiling, named) in plain.grants.items()
        ),
        areas=plain.areas,
        projects=plain.projects,
        minimum_cell=plain.minimum_cell,
        onward_transfer=plain.onward_transfer,
        retention_days=plain.retention_days,
        destruction=plain.destruction,
        starts_on=plain.starts_on,
        ends_on=plain.ends_on,
        review_on=plain.review_on,
        incident_contacts=plain.incident_contacts,
    )


def agreement(random: Random) -> tuple[reference.Agreement, bool]:
    """An agreement with a history, and whether its partner is suspended."""
    first = terms(random)
    versions = [reference.Version(first, approvals=random.choice((2, 2, 2, 2, 2, 1, 0)))]
    if random.random() < 0.3:
        needed = random.choice((0, 2))
        approvals = random.choice((0, 1, 2)) if needed else 0
        versions.append(reference.Version(changed(random, first), needed, approvals))
    suspensions = [reference.Suspension(random.choice((0, 1, 2, 2, 2, 2, 2)))] if random.random() < 0.2 else []
    made = reference.Agreement(
        code="somebody-1",
        partner="somebody",
        caller_class=random.choice(CLASSES),
        purpose=random.choice(PURPOSES),
        versions=versions,
        suspensions=suspensions,
        ended=random.random() < 0.03,
        onboarded=random.random() < 0.97,
    )
    return made, random.random() < 0.03


def question(random: Random, about: reference.Agreement) -> reference.Question:
    """Something that is asked under an agreement; often what it answers."""
    version = about.in_force() or about.versions[0]
    granted = tuple(name for name in version.terms.grants if reference.depth(about, name))
    dataset = random.choice(granted if granted and random.random() < 0.9 else _DATASETS)
    fields = None
    if random.random() < 0.5:
        opened = tuple(sorted(reference.open_fields(about, dataset)))
        offered = opened if opened and random.random() < 0.8 else (*reference.PERSON_FIELDS, *_NOT_OFFERED)
        fields = some(random, offered)
    inside = tuple(sorted(reference.covered(version.terms)))
    return reference.Question(
        dataset=dataset,
        purpose=random.choice((None, about.purpose, about.purpose, about.purpose, random.choice(PURPOSES))),
        fields=fields,
        areas=random.choice(((), some(random, inside), some(random, inside), some(random, reference.PLACES))),
        projects=random.choice(((), some(random, version.terms.projects), some(random, PROJECTS))),
    )


def cases(random: Random, many: int, each: int = 8) -> Any:
    """So many cases, with several questions for each agreement."""
    for _ in range(0, many, each):
        plain, partner_suspended = agreement(random)
        version = plain.in_force()
        standing = judging.Standing(
            code=plain.code,
            version_id=None,
            version=None if version is None else plain.number_in_force(),
            partner=plain.partner,
            caller_class=CallerClass(plain.caller_class),
            purpose=Purpose(plain.purpose),
            onboarded=plain.onboarded,
            suspended=plain.suspended() or partner_suspended,
            ended=plain.ended,
            terms=None if version is None else real_terms(version.terms),
        )
        for _ in range(each):
            asking = question(random, plain)
            asked = judging.Asked(
                dataset=DatasetName(asking.dataset),
                purpose=asking.purpose and Purpose(asking.purpose),
                fields=asking.fields,
                areas=asking.areas,
                projects=asking.projects,
            )
            day = random.choice((DAY, DAY, near(random, DAY))) if random.random() < 0.5 else DAY
            yield Case(plain, partner_suspended, asking, day, standing, asked)
