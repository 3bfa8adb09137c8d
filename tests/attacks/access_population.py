"""A register full of people, and partners with agreements, in the platform's databases and in a plain model of them.

Everything that happens is written down twice: with SQL, as years of work leave it behind, and in the model that the
reference evaluator reads. Which of it a partner may be told is for neither of them to say.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import access_cases as cases
import access_reference as reference
import asyncpg
from access_samples import roomy
from house import House

from demo import partners as demo
from services.beneficiary.documents import numbers as documents
from services.beneficiary.documents.views import DocumentType
from services.beneficiary.people.numbers import number
from shared.classification import Sensitivity

PEOPLE = 120
PROJECTS = cases.PROJECTS
PURPOSES = ("livelihood-support", "case-referral")
PLACES = ("IQG15Q08", "IQG15Q08N03", "IQG15Q06", "IQG04Q03", "IQG15")
PARTNERS = {"ministry": "authority", "governorate": "authority", "agency": "aid", "charity": "aid"}
VOIDED = "voided_at = recorded_now(), voided_by = 'somebody', void_reason = 'entered_in_error'"
_DATASETS = ("people", "people", "assistances", "assistances", "results", "activities")
_CARDS = ("passport", "national_card", "voter_card")

Connection = "asyncpg.Connection[asyncpg.Record]"


def today() -> date:
    return datetime.now(ZoneInfo("Asia/Baghdad")).date()


@dataclass
class World:
    """The plain model, and the connections on which the same is written."""

    random: Random
    house: House
    registry: Any
    grants: Any
    gateway: Any
    document_key: bytes
    people: dict[int, reference.Person] = field(default_factory=dict)
    activities: list[reference.Activity] = field(default_factory=list)
    agreements: list[reference.Agreement] = field(default_factory=list)
    suspensions: dict[str, list[reference.Suspension]] = field(default_factory=dict)
    """By partner."""
    notices: dict[tuple[str, str], int] = field(default_factory=dict)
    made: int = 0

    def partner_suspended(self, partner: str) -> bool:
        return reference.lasts(self.suspensions[partner])

    def standing(self, partner: str) -> list[reference.Agreement]:
        return [one for one in self.agreements if one.partner == partner and not one.ended]

    def somebody(self) -> reference.Person:
        """Mostly one of those who were registered last, so that the register does not grow old."""
        people = list(self.people.values())
        return self.random.choice(people[-PEOPLE:] if self.random.random() < 0.9 else people)

    # --- what is recorded ---

    async def begin(self) -> None:
        for purpose in PURPOSES:
            for recipients in ("authority", "aid"):
                self.notices[purpose, recipients] = await self.registry.fetchval(
                    "INSERT INTO notices (purpose, recipient_class, version, text_en, text_ar, text_ckb, recorded_by)"
                    " VALUES ($1, $2, 1, 'x', 'x', 'x', 'somebody') RETURNING id",
                    purpose,
                    recipients,
                )
        await self.grants.execute(
            "INSERT INTO projects (code, title, donor, starts_on, ends_on, budget, currency, recorded_by)"
            " SELECT code, 'x', 'x', '2019-01-01', '2030-01-01', 1000, 'USD', 'x' FROM unnest($1::text[]) AS code",
            list(PROJECTS),
        )
        for _ in range(10):
            await self.activity()
        for _ in range(PEOPLE):
            await self.person()
        for partner, caller_class in PARTNERS.items():
            await demo.introduce(self.gateway, roomy(partner, caller_class), "unused")
            self.suspensions[partner] = []
            for purpose in PURPOSES:
                await self.agreement(partner, purpose)

    async def activity(self) -> None:
        project = self.random.choice(PROJECTS)
        kinds = [*[("mediation", None, None)] * 5, ("mhpss", "3.4", "2"), ("mhpss", "8.1", "3")]
        type, code, layer = self.random.choice(kinds)
        id = await self.registry.fetchval(
            "INSERT INTO activities (project, type, mhpss_code, mhpss_layer, place, starts_on, ends_on, recorded_by)"
            " VALUES ($1, $2, $3, $4, $5, '2019-01-01', '2030-01-01', 'somebody') RETURNING id",
            project,
            type,
            code,
            layer,
            self.random.choice(PLACES[:4]),
        )
        self.activities.append(reference.Activity(id, project, severe=layer == "3"))

    async def person(self) -> None:
        registration = number(self.random.randrange(10**10))
        id = await self.registry.fetchval(
            "INSERT INTO people (registration_number, recorded_by) VALUES ($1, 'somebody') RETURNING id", registration
        )
        self.people[id] = reference.Person(id, registration, {}, None)
        await self.stated(self.people[id])
        for _ in range(self.random.choice((0, 1, 2, 2, 3))):
            await self.attendance(self.people[id])
        for _ in range(self.random.choice((0, 1, 2, 3, 4))):
            await self.consent(self.people[id])
        for _ in range(self.random.choice((0, 1, 1, 2))):
            await self.document(self.people[id])
        for _ in range(self.random.choice((0, 0, 1, 2))):
            await self.assistance(self.people[id])

    def _birth(self) -> date | None:
        day, random = today(), self.random
        of_age = date(day.year - 18, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 18)
        near = [of_age + timedelta(days=days) for days in (-1, 0, 1)]
        return random.choice(
            [*near, *near, date(1990, 7, 1), date(1990, 7, 1), date(1991, 1, 1), date(2012, 2, 29), None]
        )

    async def stated(self, person: reference.Person) -> None:
        """State somebody's particulars, anew if they have some."""
        random, born = self.random, self._birth()
        await self.registry.execute(
            f"UPDATE particulars SET {VOIDED} WHERE person_id = $1 AND voided_at IS NULL", person.id
        )
        told: dict[str, Any] = {
            name: f"{name} of {person.id}" if name.startswith("given_native") or random.random() < 0.6 else None
            for name, level in reference.PERSON_FIELDS.items()
            if name.endswith(("_native", "_latin"))
        }
        told |= {"sex": random.choice(("female", "male")), "place": random.choice(PLACES)}
        exact = "day" if born is None or born.day > 1 else random.choice(("day", "month"))
        told["birth_precision"] = "unknown" if born is None else exact
        columns = [*told, "birth_date", "known_as_latin", "person_id", "recorded_by"]
        values = [*told.values(), born, f"known as {person.id}", person.id, "somebody"]
        marks = ", ".join(f"${place}" for place in range(1, len(values) + 1))
        await self.registry.execute(f"INSERT INTO particulars ({', '.join(columns)}) VALUES ({marks})", *values)
        person.birth_date, person.described = born, True
        person.told = told | {"birth_date": born and born.isoformat()}

    async def attendance(self, person: reference.Person) -> None:
        self.made += 1
        activity = self.random.choice([one for one in self.activities if not one.voided])
        outcome = self.random.choice((*["present"] * 8, "excused", "absent"))
        id = await self.registry.fetchval(
            "WITH held AS ("
            "INSERT INTO sessions (activity_id, held_on, recorded_by) VALUES ($1, $3, 'somebody') RETURNING id"
            ") INSERT INTO attendances (session_id, person_id, outcome, recorded_by)"
            " SELECT id, $2, $4, 'somebody' FROM held RETURNING id",
            activity.number,
            person.id,
            date(2019, 1, 1) + timedelta(days=self.made % 4_000),
            outcome,
        )
        person.attendances.append(reference.Attendance(activity, id, outcome == "present"))

    async def consent(self, person: reference.Person) -> None:
        """A decision, often before one that was recorded earlier, and of a child by somebody else."""
        random = self.random
        purpose, recipients = random.choice(PURPOSES), random.choice(("authority", "aid"))
        decision = random.choice(("given", "given", "given", "withdrawn"))
        by = random.choice(("self", "mother"))
        day = date(2020, 1, 1) + timedelta(days=random.choice((0, 0, 1, 2, 30)))
        id = await self.registry.fetchval(
            "INSERT INTO consents (person_id, purpose, recipient_class, decision, decided_on, language, witnessed,"
            " notice_id, given_by, recorded_by)"
            " VALUES ($1, $2, $3, $4, $5, 'ar', 'signature', $6, $7, 'somebody') RETURNING id",
            person.id,
            purpose,
            recipients,
            decision,
            day,
            self.notices[purpose, recipients],
            by,
        )
        person.consents.append(reference.Consent(purpose, recipients, decision, day, by, id))

    async def document(self, person: reference.Person) -> None:
        type = self.random.choice(_CARDS)
        digits = f"{self.random.randrange(60):012d}"  # so few that some people hold the same
        if any((one.type, one.digits, one.voided) == (type, digits, False) for one in person.documents):
            return
        index = documents.index(self.document_key, DocumentType(type), digits)
        id = await self.registry.fetchval(
            "INSERT INTO documents (person_id, type, number_index, last_three, recorded_by)"
            " VALUES ($1, $2, $3, '000', 'somebody') RETURNING id",
            person.id,
            type,
            index,
        )
        person.documents.append(reference.Document(type, digits, id))

    async def assistance(self, person: reference.Person) -> None:
        amount, currency = self.random.choice((("500.00", "USD"), ("12500.50", "USD"), ("750000", "IQD")))
        approved = date(2020, 1, 1) + timedelta(days=self.random.choice((0, 0, 1, 2)))
        told = {
            "project": self.random.choice(PROJECTS),
            "modality": self.random.choice(("BSP", "VT")),
            "place": self.random.choice(PLACES[:4]),
            "amount": amount,
            "currency": currency,
            "approved_on": approved.isoformat(),
        }
        id = await self.grants.fetchval(
            "INSERT INTO assistances (project, person_id, sex, modality, place, amount, currency, approved_on,"
            " recorded_by) VALUES ($1, $2, 'female', $3, $4, $5::text::numeric, $6, $7, 'somebody') RETURNING id",
            told["project"],
            person.id,
            told["modality"],
            told["place"],
            amount,
            currency,
            approved,
        )
        person.assistances.append(reference.Assistance(id, told))

    # --- agreements ---

    def _terms(self, caller_class: str) -> reference.Terms:
        random, day = self.random, today()
        grants: dict[str, tuple[str, tuple[str, ...] | None]] = {}
        chosen = {*random.sample(_DATASETS, random.choice((3, 4, 5))), *(("people",) if random.random() < 0.9 else ())}
        for dataset in sorted(chosen):
            most = reference.CLASS_CEILINGS[caller_class][dataset]
            levels = reference.LEVELS[: reference.LEVELS.index(most) + 1]
            ceiling = random.choice((*levels, *levels[-2:], levels[-1]))
            named = tuple(
                name
                for name, level in reference.CHOICE.get(dataset, {}).items()
                if reference.at_most(level, ceiling) and random.random() < 0.4
            )
            grants[dataset] = (ceiling, named if named and random.random() < 0.5 else None)
        starts = day - timedelta(days=random.choice((0, 0, 30, 30, 30, -1)))
        ends = max(day + timedelta(days=random.choice((0, 0, 30, 30, 30, -1))), starts + timedelta(days=1))
        if random.random() < 0.1:
            starts, ends = day - timedelta(days=40), day - timedelta(days=random.choice((0, 1)))
        consent = random.choice((*PURPOSES, *PURPOSES, None))
        return reference.Terms(
            grants=grants,
            areas=cases.some(random, ("IQ", "IQG15", "IQG15Q08", "IQG15Q08N03", "IQG04", "IQG01")),
            projects=cases.some(random, PROJECTS),
            starts_on=starts,
            ends_on=ends,
            review_on=starts,
            legal_basis="consent" if consent else "public_interest",
            consent_purpose=consent,
        )

    async def agreement(self, partner: str, purpose: str) -> None:
        """An agreement in place of the partner's one for this purpose, if it has one."""
        for old in self.standing(partner):
            if old.purpose == purpose:
                old.ended = True
                await self.gateway.execute(f"UPDATE agreements SET {VOIDED} WHERE code = $1", old.code)
        self.made += 1
        made = reference.Agreement(f"{partner}-{self.made}", partner, PARTNERS[partner], purpose, [])
        await self.gateway.execute(
            "INSERT INTO agreements (code, partner_id, caller_class, sandbox, purpose, recorded_by)"
            " SELECT $1, id, caller_class, sandbox, $3, 'somebody' FROM partners WHERE code = $2",
            made.code,
            partner,
            purpose,
        )
        self.agreements.append(made)
        await self.version(made, 2, 2)

    async def version(self, agreement: reference.Agreement, needed: int, approvals: int) -> None:
        terms = self._terms(agreement.caller_class)
        version = await self.gateway.fetchval(
            "INSERT INTO agreement_versions (agreement_id, caller_class, sandbox, version, legal_basis,"
            " consent_purpose, areas, projects, minimum_cell, onward_transfer, retention_days, destruction, starts_on,"
            " ends_on, review_on, incident_contacts, widens, decision_id, recorded_by)"
            " SELECT id, caller_class, sandbox, $2, $3, $4, $5, $6, 10, false, 365, 'x', $7, $8, $9, '{x}', '{}', $10,"
            " 'somebody' FROM agreements WHERE code = $1 RETURNING id",
            agreement.code,
            len(agreement.versions) + 1,
            terms.legal_basis,
            terms.consent_purpose,
            list(terms.areas),
            list(terms.projects),
            terms.starts_on,
            terms.ends_on,
            terms.review_on,
            await self._decision("version", needed, approvals),
        )
        for dataset, (ceiling, named) in terms.grants.items():
            await self.gateway.execute(
                "INSERT INTO agreement_grants (version_id, dataset, caller_class, ceiling, fields)"
                " VALUES ($1, $2, $3, $4, $5)",
                version,
                dataset,
                agreement.caller_class,
                ceiling,
                named and list(named),
            )
        agreement.versions.append(reference.Version(terms, needed, approvals))

    async def _decision(self, matter: str, needed: int, approvals: int) -> int:
        id: int = await self.gateway.fetchval(
            "INSERT INTO decisions (matter, needed, recorded_by) VALUES ($1, $2, 'somebody') RETURNING id",
            matter,
            needed,
        )
        for place in range(1, approvals + 1):
            await self.gateway.execute(
                "INSERT INTO approvals (decision_id, place, role, recorded_by)"
                " VALUES ($1, $2, 'data_protection_officer', $3)",
                id,
                place,
                f"officer {place}",
            )
        return id

    async def suspend(self, column: str, code: str, suspensions: list[reference.Suspension], approvals: int) -> None:
        """Suspend a partner or an agreement; or, where two have approved that it ends, show that it has ended."""
        await self.gateway.execute(
            f"INSERT INTO suspensions ({column}_id, reason, decision_id, recorded_by)"
            f" SELECT id, 'x', $2, 'somebody' FROM {column}s WHERE code = $1",
            code,
            await self._decision("resumption", 2, approvals),
        )
        suspensions.append(reference.Suspension(approvals))

    async def resume(self, column: str, code: str, suspensions: list[reference.Suspension]) -> None:
        for place in (1, 2):
            await self.gateway.execute(
                "INSERT INTO approvals (decision_id, place, role, recorded_by)"
                " SELECT suspension.decision_id, $2, 'data_protection_officer', $3"
                f" FROM suspensions AS suspension JOIN {column}s AS one ON one.id = suspension.{column}_id"
                " WHERE one.code = $1 ON CONFLICT DO NOTHING",
                code,
                place,
                f"officer {place}",
            )
        for one in suspensions:
            one.approvals_to_resume = 2

    # --- what happens between two requests ---

    async def something(self) -> None:
        """One thing changes; whatever begins after it has to know."""
        person = self.somebody()
        agreement = self.random.choice([one for one in self.agreements if not one.ended])
        happens: list[tuple[int, Callable[[], Awaitable[None]]]] = [
            (6, lambda: self.consent(person)),
            (4, lambda: self._void(person.consents, "consents")),
            (2, lambda: self._void(person.attendances, "attendances")),
            (2, lambda: self._void(person.documents, "documents")),
            (1, lambda: self._void(person.assistances, "assistances", self.grants)),
            (4, lambda: self.attendance(person)),
            (2, lambda: self.stated(person)),
            (1, lambda: self._unmake(person)),
            (1, self._cancel),
            (1, self.person),
            (1, lambda: self.agreement(agreement.partner, agreement.purpose)),
            (1, lambda: self.version(agreement, 2, self.random.choice((0, 1, 2)))),
            (1, lambda: self.version(agreement, 0, 0)),
            (2, lambda: self._pause("agreement", agreement.code, agreement.suspensions)),
            (1, lambda: self._pause("partner", agreement.partner, self.suspensions[agreement.partner])),
        ]
        weights, acts = zip(*happens, strict=True)
        await self.random.choices(acts, weights)[0]()

    async def _void(self, facts: list[Any], table: str, connection: Any = None) -> None:
        standing = [fact for fact in facts if not fact.voided]
        if standing:
            fact = self.random.choice(standing)
            await (connection or self.registry).execute(f"UPDATE {table} SET {VOIDED} WHERE id = $1", fact.number)
            fact.voided = True

    async def _unmake(self, person: reference.Person) -> None:
        """Void a registration, or what was stated of somebody; and now and then register somebody else."""
        if self.random.random() < 0.7 and not person.voided:
            await self.registry.execute(f"UPDATE people SET {VOIDED} WHERE id = $1", person.id)
            person.voided = True
        elif person.described:
            await self.registry.execute(
                f"UPDATE particulars SET {VOIDED} WHERE person_id = $1 AND voided_at IS NULL", person.id
            )
            person.described = False
        await self.person()

    async def _cancel(self) -> None:
        if self.random.random() < 0.2:
            await self._void(self.activities, "activities")
            await self.activity()

    async def _pause(self, column: str, code: str, suspensions: list[reference.Suspension]) -> None:
        if reference.lasts(suspensions):
            await self.resume(column, code, suspensions)
        elif self.random.random() < 0.3:
            await self.suspend(column, code, suspensions, self.random.choice((0, 1, 2)))


@asynccontextmanager
async def peopled(house: House, seed: int) -> AsyncIterator[World]:
    """The house with people and partners in it."""
    connections = [await asyncpg.connect(house.urls[name]) for name in ("beneficiary", "grants", "gateway")]
    world = World(Random(seed), house, *connections, document_key=bytes(32))
    await world.begin()
    yield world
    for connection in connections:
        await connection.close()


assert tuple(Sensitivity) == reference.LEVELS
