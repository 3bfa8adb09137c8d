"""Who applied for what, how far each application is and what the committee decided, kept as a clerk would on paper.

Written from the rules: each thing that may happen tells why it must not, in the types of the service's refusals, or has
happened then. Where several reasons hold, any of them may be told. Nothing here knows of tables, locks or mandates.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

DRAFT, EOI, SCREENED, VERIFIED, FULL, READY, AWARDED, REJECTED, WAITLISTED, WITHDRAWN = (
    *("draft", "eoi", "eoi_screened", "eoi_verification", "full_application", "business_plan"),
    *("investment_committee", "rejected", "waitlisted", "withdrawn"),
)
RECEIVED = (EOI, SCREENED, VERIFIED, FULL, READY)
SECTORS = ("food", "agriculture")
SMALLEST, LARGEST = Decimal(7_000), Decimal(30_000)
CONTRIBUTION = 4_000
ALIKE = Fraction(2575, 100)
"""Points that every application has here: a woman speaks for it 5, women are half of its staff 7.5, it has worked for
five years 3, earns 60,000 a year 5, has four on its staff 1, one of them from a priority group 1.25, looks after its
neighbours 2 and its staff 1."""

Reasons = set[str]


@dataclass(frozen=True)
class Step:
    """Where an application came from and went to, why and by whom."""

    came_from: str | None
    stage: str
    reason: str | None
    by: str


@dataclass
class Application:
    """One application."""

    id: int
    call: int
    enterprise: int
    amount: int | None
    jobs: int
    steps: list[Step]
    received: int | None = None
    """When, on the clock of what happened."""
    score: Decimal | None = None
    cleared: str | None = None
    voided: bool = False

    @property
    def stage(self) -> str:
        return self.steps[-1].stage


@dataclass
class Award:
    """One award; its number is known once it was read."""

    application: int
    amount: Decimal
    id: int | None = None
    voided: bool = False


@dataclass
class Sitting:
    """One sitting; recusals, votes and rulings by application."""

    id: int
    call: int
    quorum: int
    today: bool
    members: set[str] = field(default_factory=set)
    recusals: set[tuple[int, str]] = field(default_factory=set)
    votes: dict[tuple[int, str], str] = field(default_factory=dict)
    rulings: list[tuple[int, str, Decimal | None, int, int, int]] = field(default_factory=list)
    """Application, decision, amount, and the votes for, against and abstained."""


@dataclass(frozen=True)
class Visit:
    """What somebody found in an enterprise, and when."""

    enterprise: int
    by: str
    at: int
    sector: str | None


@dataclass
class Grants:
    """One fund with its calls, and the enterprises that apply."""

    budgets: Mapping[int, int]
    """Of each call."""
    closed: frozenset[int]
    owners: Mapping[int, tuple[int, ...]]
    """Of each enterprise, the people: whoever is registered twice is one person."""
    sectors: Mapping[int, str]
    """Of each enterprise, as declared."""
    recorder: str
    """Who recorded all enterprises."""
    applications: dict[int, Application] = field(default_factory=dict)
    sittings: dict[int, Sitting] = field(default_factory=dict)
    awards: list[Award] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    clock: int = 0

    # --- what is known ---

    def granted(self, call: int) -> Decimal:
        return sum((award.amount for award in self.standing() if self.call_of(award) == call), Decimal())

    def committed(self) -> Decimal:
        return sum((award.amount for award in self.standing()), Decimal())

    def standing(self) -> list[Award]:
        return [award for award in self.awards if not award.voided]

    def call_of(self, award: Award) -> int:
        return self.applications[award.application].call

    def of_enterprise(self, enterprise: int) -> list[Application]:
        return [each for each in self.applications.values() if each.enterprise == enterprise]

    def why_aside(self, application: Application, member: str) -> str | None:
        """Why a member does not decide on what an enterprise applies for: they stood aside on it once, or verified it,
        by a visit or by saying that it was visited."""
        its = self.of_enterprise(application.enterprise)
        if any((each.id, member) in sitting.recusals for each in its for sitting in self.sittings.values()):
            return "recused"
        said = any(step.stage == VERIFIED and self.took(step, member) for each in its for step in each.steps)
        went = any((visit.enterprise, visit.by) == (application.enterprise, member) for visit in self.visits)
        return "verified-it" if said or went else None

    def took(self, step: Step, who: str) -> bool:
        """Whether somebody verified by this step; to be let back from the waiting list is no verification."""
        return step.by == who and step.came_from != WAITLISTED

    def votes(self, sitting: Sitting, application: Application) -> dict[str, int]:
        """Those of members who may decide."""
        cast = [
            choice
            for (id, member), choice in sitting.votes.items()
            if id == application.id and self.why_aside(application, member) is None
        ]
        return {choice: cast.count(choice) for choice in ("for", "against", "abstained")}

    def ranking(self, call: int) -> Iterator[tuple[int, int, str, str, bool, bool]]:
        """Rank, application, score, what is asked for up to here, whether that is left, whether it is cleared."""
        ready = [each for each in self.applications.values() if (each.call, each.stage) == (call, READY)]
        together = Decimal()
        for rank, each in enumerate(sorted(ready, key=lambda each: (-(each.score or 0), each.id)), start=1):
            together += each.amount or 0
            left = self.budgets[call] - self.granted(call)
            yield rank, each.id, f"{each.score}", f"{together}.00", together <= left, each.cleared == "cleared"

    def sector(self, enterprise: int) -> str:
        """As found at the last visit, or else as declared."""
        found = [visit.sector for visit in self.visits if visit.enterprise == enterprise][-1:]
        return (found and found[0]) or self.sectors[enterprise]

    # --- what happens to applications ---

    def draft(self, id: int, call: int, enterprise: int, amount: int | None, jobs: int, by: str) -> Reasons:
        if any(each.call == call and not each.voided for each in self.of_enterprise(enterprise)):
            return {"applied-already"}
        steps = [Step(None, DRAFT, None, by)]
        self.applications[id] = Application(id, call, enterprise, amount, jobs, steps)
        return set()

    def save(self, id: int, amount: int | None, jobs: int, *, stale: bool) -> Reasons:
        it = self.applications[id]
        reasons = self._voided(it) | _if(stale, "stale") | _if(it.stage not in (DRAFT, VERIFIED), "form-settled")
        if not reasons:
            it.amount, it.jobs = amount, jobs
        return reasons

    def submit(self, id: int, by: str) -> Reasons:
        it = self.applications[id]
        reasons = _if(it.amount is None, "form-incomplete") | _if(it.call in self.closed, "call-closed")
        done = self._moved(it, EOI, by, None, {DRAFT}, reasons)
        if not done:
            it.received = self.tick()
        return done

    def _eligible(self, it: Application) -> bool:
        """By what it asks for and by what the last visit found, if there was one."""
        asked = it.amount is not None and SMALLEST <= it.amount <= LARGEST
        return asked and self.sector(it.enterprise) in SECTORS

    def screen(self, id: int, by: str) -> Reasons:
        it = self.applications[id]
        done = self._moved(it, SCREENED, by, None, {EOI}, _if(not self._eligible(it), "not-eligible"))
        if not done:
            it.score = _score(it)
        return done

    def verify(self, id: int, by: str) -> Reasons:
        it = self.applications[id]
        visited = any(
            visit.enterprise == it.enterprise and it.received is not None and visit.at > it.received
            for visit in self.visits
        )
        return self._moved(it, VERIFIED, by, None, {SCREENED}, _if(not visited, "not-visited"))

    def complete(self, id: int, by: str) -> Reasons:
        it = self.applications[id]
        lacking = _if(it.amount is None, "form-incomplete") | _if(not self._eligible(it), "not-eligible")
        return self._moved(it, FULL, by, None, {VERIFIED}, lacking)

    def approve_plan(self, id: int, by: str) -> Reasons:
        it = self.applications[id]
        completed = [step.by for step in it.steps if (step.came_from, step.stage) == (VERIFIED, FULL)]
        return self._moved(it, READY, by, None, {FULL}, _if(by in completed, "own-work"))

    def reject(self, id: int, by: str, reason: str) -> Reasons:
        return self._moved(self.applications[id], REJECTED, by, reason, {*RECEIVED, WAITLISTED})

    def waitlist(self, id: int, by: str, reason: str) -> Reasons:
        return self._moved(self.applications[id], WAITLISTED, by, reason, {*RECEIVED})

    def withdraw(self, id: int, by: str, reason: str) -> Reasons:
        return self._moved(self.applications[id], WITHDRAWN, by, reason, {*RECEIVED, WAITLISTED})

    def readmit(self, id: int, by: str, reason: str) -> Reasons:
        it = self.applications[id]
        return self._moved(it, it.steps[-1].came_from or DRAFT, by, reason, {WAITLISTED})

    def clear(self, id: int, outcome: str) -> Reasons:
        it = self.applications[id]
        if not it.voided:
            it.cleared = outcome
        return self._voided(it)

    def void(self, id: int) -> Reasons:
        it = self.applications[id]
        reasons = self._voided(it) | _if(it.stage != DRAFT, "other-stage")
        it.voided = it.voided or not reasons
        return reasons

    def visit(self, enterprise: int, by: str, sector: str | None) -> Reasons:
        if by == self.recorder:
            return {"same-person"}
        self.visits.append(Visit(enterprise, by, self.tick(), sector))
        return set()

    # --- what happens at sittings ---

    def convene(self, id: int, call: int, quorum: int, *, today: bool) -> Reasons:
        self.sittings[id] = Sitting(id, call, quorum, today)
        return set()

    def join(self, sitting: int, by: str) -> Reasons:
        it = self.sittings[sitting]
        reasons = _if(not it.today, "other-day") | _if(by in it.members, "there-already")
        it.members |= set() if reasons else {by}
        return reasons

    def recuse(self, sitting: int, application: int, by: str) -> Reasons:
        at, it = self.sittings[sitting], self.applications[application]
        sittings = self.sittings.values()
        reasons = (
            self._not_before(at, it, by)
            | _if(any((it.id, by) in each.votes for each in sittings), "voted-already")
            | _if(any((it.id, by) in each.recusals for each in sittings), "recused-already")
        )
        at.recusals |= set() if reasons else {(it.id, by)}
        return reasons

    def vote(self, sitting: int, application: int, by: str, choice: str) -> Reasons:
        at, it = self.sittings[sitting], self.applications[application]
        reasons = self._not_before(at, it, by) | self._aside(it, by) | _if((it.id, by) in at.votes, "voted-already")
        if not reasons:
            at.votes[it.id, by] = choice
        return reasons

    def rule(
        self, sitting: int, application: int, by: str, decision: str, amount: Decimal | None, *, named: bool
    ) -> Reasons:
        """`named` says whether it is known who the owners are."""
        at, it = self.sittings[sitting], self.applications[application]
        votes = self.votes(at, it)
        carried = votes["for"] > votes["against"]
        reasons = (
            self._not_before(at, it, by)
            | self._aside(it, by)
            | _if((decision == "approved") != (amount is not None), "amount-with-approval")
            | _if(sum(votes.values()) < at.quorum, "no-quorum")
            | _if(carried == (decision == "rejected"), "against-the-votes")
            | _if(any(ruling[0] == it.id for ruling in at.rulings), "ruled-already")
        )
        if decision == "approved" and amount is not None:
            reasons |= self._not_to_be_awarded(it, amount, named=named)
        if reasons:
            return reasons
        at.rulings.append((it.id, decision, amount, votes["for"], votes["against"], votes["abstained"]))
        if amount is not None:
            self.awards.append(Award(it.id, amount))
        after = {"approved": AWARDED, "rejected": REJECTED, "waitlisted": WAITLISTED}[decision]
        it.steps.append(Step(it.stage, after, "committee", by))
        return set()

    def void_award(self, id: int, by: str) -> Reasons:
        award = next(each for each in self.awards if each.id == id)
        if award.voided:
            return {"already-voided"}
        award.voided = True
        self.applications[award.application].steps.append(Step(AWARDED, READY, "award_voided", by))
        return set()

    # --- how ---

    def tick(self) -> int:
        self.clock += 1
        return self.clock

    def _moved(
        self, it: Application, to: str, by: str, reason: str | None, at: set[str], reasons: Reasons | None = None
    ) -> Reasons:
        reasons = (reasons or set()) | self._voided(it) | _if(it.stage not in at, "other-stage")
        if not reasons:
            it.steps.append(Step(it.stage, to, reason, by))
        return reasons

    def _voided(self, it: Application) -> Reasons:
        return _if(it.voided, "already-voided")

    def _not_before(self, at: Sitting, it: Application, by: str) -> Reasons:
        """Why a member takes no part in deciding on an application at a sitting."""
        return (
            _if(by not in at.members, "not-at-the-sitting")
            | _if(it.call != at.call, "unknown-application")
            | self._voided(it)
            | _if(it.stage != READY, "other-stage")
        )

    def _aside(self, it: Application, by: str) -> Reasons:
        why = self.why_aside(it, by)
        return {why} if why else set()

    def _not_to_be_awarded(self, it: Application, amount: Decimal, *, named: bool) -> Reasons:
        its, owners = it.enterprise, set(self.owners[it.enterprise])
        enterprises = [self.applications[award.application].enterprise for award in self.standing()]
        theirs = any(owners & set(self.owners[each]) for each in enterprises)
        return (
            _if(it.cleared != "cleared", "not-cleared")
            | _if(it.amount is None or amount > it.amount, "more-than-asked")
            | _if(self.granted(it.call) + amount > self.budgets[it.call], "over-the-budget")
            | _if(its in enterprises, "already-awarded")
            | _if(theirs, "owner-awarded-already")
            | _if(not named, "not-a-subject")
        )


def _if(holds: bool, reason: str) -> Reasons:
    return {reason} if holds else set()


def _score(it: Application) -> Decimal:
    """Beside what is alike of all: 15 points for the share that the owner contributes, and 25 where a job costs 2,000
    dollars."""
    asked = Fraction(it.amount or 0)
    points = ALIKE + min(Fraction(15), 15 * CONTRIBUTION / asked) + min(Fraction(25), 25 * 2_000 * it.jobs / asked)
    return (Decimal(points.numerator) / Decimal(points.denominator)).quantize(Decimal("0.01"), ROUND_HALF_UP)
