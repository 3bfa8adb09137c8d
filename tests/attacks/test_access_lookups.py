"""Lookups through the whole platform, against a naive reading of the design that holds its own model of the world.

Between lookups people change their minds and places, agreements change their terms, are suspended, resumed and
replaced; the next lookup knows. What was told of whom is what the ledger's rows say.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any

import access_population as population
import pytest
from access_lookups import Attacker, last_read
from access_sizes import size
from house import House

from gateway.access import mandates
from gateway.access.agreements import judging
from gateway.access.agreements import reads as agreements
from gateway.access.pseudonyms import Pseudonyms
from gateway.ledger import rules as ledger
from gateway.lookups import finding
from services.beneficiary.lookups import reads
from services.grants.assisting.assistances import reads as assistances

LOOKUPS = size(300, 20_000)
SEED = 11


@pytest.fixture(scope="module")
async def attacker(house: House) -> AsyncIterator[Attacker]:
    async with population.peopled(house, SEED) as world:
        yield Attacker(world)


@pytest.mark.parametrize("part", range(size(1, 10)))
async def test_a_lookup_tells_exactly_what_the_design_says(
    attacker: Attacker, part: int, record_property: Callable[[str, object], None]
) -> None:
    many = LOOKUPS // size(1, 10)
    before = attacker.found, attacker.sought, attacker.refused
    assert await attacker.attack(many) is None
    found, sought, refused = (
        now - then for now, then in zip((attacker.found, attacker.sought, attacker.refused), before, strict=True)
    )
    record_property("lookups", f"{many} of {sought} people, {found} found; {refused} refused")
    assert found > many / 10  # in some parts of a long run few consent, or agreements open little
    assert sought - found > many / 4
    assert refused > many / 20


# --- planted holes: each of them is found ----------------------------------------------------------------------------

Plant = Callable[[pytest.MonkeyPatch], None]


def in_sql(part: str, instead: str) -> Plant:
    """Another word in the statement that finds people."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        real = reads._query

        def query(fields: tuple[str, ...], by_consent: bool) -> str:
            statement = real(fields, by_consent)
            assert part in statement or not by_consent
            return statement.replace(part, instead)

        patch.setattr(reads, "_query", query)

    return plant


def in_standing(part: str, instead: str) -> Plant:
    """Another word in the statement that reads a partner's agreements."""
    statement = agreements._OF_PARTNER
    assert part in statement
    return lambda patch: patch.setattr(agreements, "_OF_PARTNER", statement.replace(part, instead))


def _one_key_for_all(partner: str | None, agreement: str | None) -> Plant:
    """Pseudonyms under a key of fewer parts."""
    of, meant = Pseudonyms.of, Pseudonyms.meant

    def plant(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(Pseudonyms, "of", lambda self, id, who, code: of(self, id, partner or who, agreement or code))
        patch.setattr(
            Pseudonyms,
            "meant",
            lambda self, text, who, code: meant(self, text, partner or who, agreement or code),
        )

    return plant


def _unwritten(patch: pytest.MonkeyPatch) -> None:
    async def note(*_: Any, **__: Any) -> int:
        return 0

    patch.setattr(ledger, "note", note)


def _nobody_noted(patch: pytest.MonkeyPatch) -> None:
    real = finding._written
    patch.setattr(finding, "_written", lambda people, found: real(people, [None for _ in found]))


def _number_told(patch: pytest.MonkeyPatch) -> None:
    real = finding._told

    def told(one: Any, pseudonyms: Any, agreement: Any, draft: Any, given: Any) -> Any:
        shown = real(one, pseudonyms, agreement, draft, given)
        return shown.model_copy(update={"given_native": one.person.get("registration_number", "4821-7730-5142")})

    patch.setattr(finding, "_told", told)


def _fields_not_narrowed(patch: pytest.MonkeyPatch) -> None:
    real = mandates.for_partner
    patch.setattr(mandates, "for_partner", lambda *args, **more: real(*args, **{**more, "fields": None}))


def _cached(patch: pytest.MonkeyPatch) -> None:
    """Agreements that are read once and then known."""
    known: dict[str, Any] = {}
    real = agreements.of_partner

    async def of_partner(reader: Any, partner: str) -> Any:
        if partner not in known:
            known[partner] = await real(reader, partner)
        return known[partner]

    patch.setattr(agreements, "of_partner", of_partner)


def _assistance_everywhere(patch: pytest.MonkeyPatch) -> None:
    real = assistances.of_subjects

    async def of_subjects(reader: Any, mandate: Any) -> Any:
        return await real(reader, mandate.model_copy(update={"areas": ("IQ",), "projects": population.PROJECTS}))

    patch.setattr("services.grants.assisting.assistances.routes.reads.of_subjects", of_subjects)


def _unlisted(name: str) -> Plant:
    real = judging.refusals
    return lambda patch: patch.setattr(
        agreements,
        "refusals",
        lambda standing, asked, day: [refusal for refusal in real(standing, asked, day) if refusal.code != name],
    )


HOLES: dict[str, Plant] = {
    "the area is not looked at": in_sql("stated.place LIKE ANY ($5)", "$5::text[] IS NOT NULL"),
    "the project is not looked at": in_sql("activity.project = ANY ($6)", "$6::text[] IS NOT NULL"),
    "nobody needs to have taken part": in_sql("WHERE attendance.person_id = person.id", "WHERE $6::text[] IS NOT NULL"),
    "an attendance that was voided counts": in_sql("AND attendance.voided_at IS NULL ", ""),
    "an activity that was voided counts": in_sql("AND activity.voided_at IS NULL", ""),
    "a registration that was voided counts": in_sql(" AND person.voided_at IS NULL", ""),
    "a document that was voided counts": in_sql("number_index AND document.voided_at IS NULL", "number_index"),
    "the year of birth is not looked at": in_sql("extract(year FROM stated.birth_date) = asked.birth_year", "true"),
    "what is withdrawn counts as given": in_sql("decided.decision = 'given'", "decided.decision <> ''"),
    "whoever consents for a child does so for life": in_sql("- interval '18 years'", "- interval '180 years'"),
    "a child is one for a year more": in_sql("- interval '18 years'", "- interval '19 years'"),
    "the day of majority is still a child's": in_sql("stated.birth_date >", "stated.birth_date >="),
    "the first decision counts": in_sql("decided.decided_on DESC, decided.id DESC", "decided.decided_on, decided.id"),
    "the last that was recorded counts": in_sql("decided.decided_on DESC, ", ""),
    "consent that was voided counts": in_sql("AND decided.voided_at IS NULL", ""),
    "consent to any purpose will do": in_sql("decided.purpose = $7", "$7::text IS NOT NULL"),
    "consent to any class will do": in_sql("decided.recipient_class = $8", "$8::text IS NOT NULL"),
    "nobody is asked for consent": in_sql("), false)", "), true) OR true"),
    "pseudonyms are made without the agreement": _one_key_for_all(None, "any"),
    "pseudonyms are the same for all": _one_key_for_all("any", "any"),
    "nothing is written down": _unwritten,
    "it is not written down of whom": _nobody_noted,
    "a registration number is told": _number_told,
    "the fields asked for do not narrow": _fields_not_narrowed,
    "agreements are remembered": _cached,
    "assistance is told of everywhere": _assistance_everywhere,
    "the purpose is not looked at": _unlisted("other-purpose"),
    "an agreement that is suspended answers": _unlisted("suspended"),
    "an agreement that has expired answers": _unlisted("expired"),
    "fields that are not open are answered": _unlisted("field-not-granted"),
    "a version without signatures is in force": in_standing(
        "(SELECT decision.needed <= (SELECT count(*) FROM approvals WHERE approvals.decision_id = decision.id)"
        " FROM decisions AS decision WHERE decision.id = version.decision_id)",
        "true",
    ),
    "the first version stays in force": in_standing("ORDER BY version.version DESC", "ORDER BY version.version"),
}


@pytest.mark.parametrize("hole", HOLES)
async def test_a_hole_in_looking_up_is_found(attacker: Attacker, hole: str, monkeypatch: pytest.MonkeyPatch) -> None:
    HOLES[hole](monkeypatch)
    digger = Attacker(attacker.world, numbers=attacker.numbers, batches=(40,), noted=await last_read(attacker.world))
    seen = await digger.attack(5_000)
    attacker.noted = await last_read(attacker.world)
    assert seen is not None
