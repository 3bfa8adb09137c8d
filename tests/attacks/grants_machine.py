"""Enterprises apply, officers take applications on, a committee decides, in any order and sometimes two at once; each
answer, and what is read back afterwards, compared with the model."""

import asyncio
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from grants_model import DRAFT, EOI, FULL, READY, SCREENED, VERIFIED, Application, Grants, Reasons
from grants_office import CLOSED, FINANCE, MEMBERS, OFFICERS, PLACE, Office
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from wire import Answer

from shared.days import today

STATUS = {
    **dict.fromkeys(("not-at-the-sitting", "recused", "verified-it", "not-a-subject", "same-person"), 403),
    **dict.fromkeys(("form-incomplete", "amount-with-approval"), 422),
    "unknown-application": 404,
    "stale": 412,
}
"""Of refusals; of all others it is 409."""
FORM = {
    "contribution": "4000.00",
    "new_men": 0,
    "uses": ["equipment"],
    "female_representative": True,
    "female_leader": False,
    "priority_staff": 1,
    "social_responsibility": True,
    "staff_benefits": True,
    "diversity_policy": False,
}
REASONS = ("low_score", "budget_used", "asked_by_applicant")

SOME = st.sampled_from(range(60))
"""Which of several, counted on from the first again behind the last."""
OFFICER, MEMBER = st.sampled_from(OFFICERS), st.sampled_from(MEMBERS)
AMOUNTS = st.sampled_from((8_000, 12_500, 20_000, 25_000, 30_000))
ASKED = st.sampled_from((8_000, 12_500, 20_000, 25_000, 30_000, 30_000, 31_000, None))
JOBS = st.sampled_from((1, 4, 9))
CHOICES = st.sampled_from(("for", "for", "for", "against", "abstained"))
DECISIONS = st.sampled_from(("approved", "approved", "approved", "rejected", "waitlisted"))
FAR = st.sampled_from((5, 5, 5, 4, 4, 3))
"""How many steps an application is brought on; after five the committee decides."""
MISTAKES = st.sampled_from(range(8))
"""One in eight is one."""


@dataclass(frozen=True)
class Act:
    """What somebody asks for, and what the model says of it once it is told the number of what was made."""

    by: str
    path: str
    judge: Callable[[Grants, int], Reasons]
    body: Any = None
    method: str = "POST"
    stated: dict[str, Any] = field(default_factory=dict)
    application: int | None = None
    sitting: int | None = None


class GrantsMachine(RuleBasedStateMachine):
    """One sequence. Which of two things at once comes first is nobody's to say, so what is drawn never depends on what
    happened: a step for which there is nothing yet does nothing."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.fund, self.model = office.run(office.opened())
        self.calls, self.enterprises = list(self.model.budgets), list(self.model.owners)
        self.sound = True
        self.touched: tuple[set[int | None], set[int | None]] = set(), set()
        """Applications and sittings that are to be read back."""

    def teardown(self) -> None:
        """At the end everything is read once more."""
        if self.sound:
            self.compare(self.model, set(self.model.applications), set(self.model.sittings))

    @initialize(
        which=st.tuples(SOME, SOME),
        amounts=st.tuples(AMOUNTS, AMOUNTS),
        far=st.tuples(FAR, FAR),
        by=st.permutations(OFFICERS),
    )
    def begin(self, which: tuple[int, int], amounts: tuple[int, int], far: tuple[int, int], by: list[str]) -> None:
        """Two have applied already, one of them too late for another call, and a committee of three sits."""
        for each in range(2):
            self.brought(which[each], 0, amounts[each], 4, by, far[each])
        self.brought(which[0], CLOSED, amounts[0], 4, by)
        self.convened(self.calls[0], 3, today=True, by=by[0])
        for member in MEMBERS[1:4]:
            self.first(self.joining(self.sitting(0), member))
        self.read_back()

    # --- applications ---

    @rule(which=SOME, call=st.sampled_from((0, 0, 0, 1, 1, CLOSED)), amount=ASKED, jobs=JOBS, by=OFFICER)
    def draft(self, which: int, call: int, amount: int | None, jobs: int, by: str) -> None:
        self.do(self.drafting(which, call, amount, jobs, by))

    @rule(which=SOME, amount=ASKED, jobs=JOBS, stale=MISTAKES, by=OFFICER)
    def save(self, which: int, amount: int | None, jobs: int, stale: int, by: str) -> None:
        if not self.model.applications:
            return
        chosen = self.those(which, DRAFT, VERIFIED)
        path = f"/applications/{chosen.id}"
        tag = b'"another"' if stale == 0 else self.office.run(self.office.tag(path))
        self.do(
            Act(
                by,
                path,
                lambda model, _: model.save(chosen.id, amount, jobs, stale=stale == 0),
                _form(amount, jobs),
                method="PUT",
                stated={"tag": tag},
                application=chosen.id,
            )
        )

    @rule(
        which=SOME,
        step=st.sampled_from(("submit", "screen", "verify", "complete", "approve-plan", "void")),
        by=OFFICER,
        mistake=MISTAKES,
    )
    def step(self, which: int, step: str, by: str, mistake: int) -> None:
        """One of the steps forward, mostly of an application that is where it begins."""
        if not self.model.applications:
            return
        begins = {"submit": DRAFT, "screen": EOI, "verify": SCREENED, "complete": VERIFIED, "approve-plan": FULL}
        chosen = self.those(which, *(() if mistake == 0 else (begins.get(step, DRAFT),)))
        self.do(self.stepping(chosen.id, step, by))

    @rule(
        which=SOME,
        step=st.sampled_from(("waitlist", "readmit", "readmit", "withdraw", "reject")),
        reason=st.sampled_from(REASONS),
        by=OFFICER,
    )
    def turn(self, which: int, step: str, reason: str, by: str) -> None:
        """One of the steps aside, or back."""
        if not self.model.applications:
            return
        chosen = self.those(which, *(("waitlisted",) if step == "readmit" else ()))
        self.do(self.turning(chosen.id, step, reason, by))

    @rule(which=SOME, by=OFFICER, sector=st.sampled_from((None, "food", "trade")))
    def visit(self, which: int, by: str, sector: str | None) -> None:
        self.do(self.visiting(self.enterprises[which % len(self.enterprises)], by, sector))

    @rule(which=SOME, outcome=st.sampled_from(("cleared", "cleared", "not_cleared")))
    def clear(self, which: int, outcome: str) -> None:
        if not self.model.applications:
            return
        self.do(self.clearing(self.those(which, READY).id, outcome))

    @rule(
        which=SOME,
        call=st.sampled_from((0, 0, 1, CLOSED)),
        amount=AMOUNTS,
        jobs=JOBS,
        by=st.permutations(OFFICERS),
        far=FAR,
    )
    def bring(self, which: int, call: int, amount: int, jobs: int, by: list[str], far: int) -> None:
        """Somebody's application is brought so far, up to the committee, from wherever it is on its way."""
        self.brought(which, call, amount, jobs, by, far)
        self.read_back()

    @rule(which=SOME, call=st.sampled_from((0, 1)), by=st.permutations(OFFICERS))
    def verify_unvisited(self, which: int, call: int, by: list[str]) -> None:
        """Somebody went there, but before it applied."""
        self.first(self.visiting(self.enterprises[which % len(self.enterprises)], by[0], "food"))
        application = self.brought(which, call, 12_500, 4, by, 2)
        self.do(self.stepping(application.id, "verify", by[1]))

    @rule(which=SOME, by=st.permutations(OFFICERS), reason=st.sampled_from(REASONS), last=st.permutations(OFFICERS))
    def detour(self, which: int, by: list[str], reason: str, last: list[str]) -> None:
        """An application waits, comes back, and goes on by one step."""
        if not self.model.applications:
            return
        chosen = self.those(which, FULL) if which % 2 else self.those(which, SCREENED, VERIFIED)
        for step in ("waitlist", "readmit"):
            self.first(self.turning(chosen.id, step, reason, by[0]))
        following = {EOI: "screen", SCREENED: "verify", VERIFIED: "complete", FULL: "approve-plan"}
        if chosen.stage in following:
            self.first(self.stepping(chosen.id, following[chosen.stage], last[0]))
        self.read_back()

    # --- the committee ---

    @rule(call=SOME, quorum=st.sampled_from((3, 3, 4)), mistake=MISTAKES, by=OFFICER)
    def convene(self, call: int, quorum: int, mistake: int, by: str) -> None:
        self.convened(self.calls[call % len(self.calls)], quorum, today=mistake != 0, by=by)
        self.read_back()

    @rule(which=SOME, by=MEMBER)
    def join(self, which: int, by: str) -> None:
        if not self.model.sittings:
            return
        self.do(self.joining(self.sitting(which), by))

    @rule(at=SOME, which=SOME, by=MEMBER, then=SOME)
    def recuse(self, at: int, which: int, by: str, then: int) -> None:
        """Somebody stands aside, and mostly tries to vote on that enterprise all the same."""
        if not self.model.sittings or not self.model.applications:
            return
        application = self.those(which, READY)
        sitting = self.sitting_on(at, application)
        if then % 4 and by not in self.model.sittings[sitting].members:
            self.first(self.joining(sitting, by))
        body = {"application_id": application.id, "ground": "relative"}
        judge = lambda model, _: model.recuse(sitting, application.id, by)  # noqa: E731
        path = f"/sittings/{sitting}/recusals"
        self.do(Act(by, path, judge, body, application=application.id, sitting=sitting))
        if then % 4:
            other = self.elsewhere(application) if then % 4 == 3 else application
            at_other = self.sitting_on(at, other)
            if by not in self.model.sittings[at_other].members:
                self.first(self.joining(at_other, by))
            self.do(self.voting(at_other, other.id, by, "for"))

    @rule(at=SOME, which=SOME, by=MEMBER, choice=CHOICES)
    def vote(self, at: int, which: int, by: str, choice: str) -> None:
        if not self.model.sittings or not self.model.applications:
            return
        application = self.those(which, READY)
        self.do(self.voting(self.sitting_on(at, application), application.id, by, choice))

    @rule(at=SOME, which=SOME, by=MEMBER, decision=DECISIONS, amount=AMOUNTS, mistake=MISTAKES)
    def rule_on(self, at: int, which: int, by: str, decision: str, amount: int, mistake: int) -> None:
        if not self.model.sittings or not self.model.applications:
            return
        application = self.those(which, READY)
        self.do(self.ruling(self.sitting_on(at, application), application, by, decision, amount, mistake))

    @rule(
        at=SOME,
        which=SOME,
        votes=st.lists(CHOICES, min_size=2, max_size=5),
        decision=DECISIONS,
        amount=AMOUNTS,
        mistake=MISTAKES,
        by=MEMBER,
    )
    def decide(self, at: int, which: int, votes: list[str], decision: str, amount: int, mistake: int, by: str) -> None:
        """Everybody comes, some vote, and somebody says what was decided."""
        if not self.model.applications or self.those(0, READY).stage != READY:
            return
        application = self.those(which, READY)
        sitting = self.voted(at, application, votes)
        self.do(self.ruling(sitting, application, by, decision, amount, mistake))

    @rule(which=SOME, call=st.sampled_from((0, 1)), what=st.sampled_from(("not cleared", "too much")))
    def overreach(self, which: int, call: int, what: str) -> None:
        """The committee is all for an application, and approves what it must not."""
        application = self.brought(which, call, 12_500, 4, list(OFFICERS))
        if application.stage == READY:
            sitting = self.voted(0, application, ["for"] * 3)
            if what == "not cleared":
                self.first(self.clearing(application.id, "not_cleared"))
            mistake = 0 if what == "too much" else 7
            self.do(self.ruling(sitting, application, MEMBERS[0], "approved", 8_000, mistake))

    @rule(which=SOME, by=OFFICER)
    def void_award(self, which: int, by: str) -> None:
        if not self.model.awards:
            return
        self.do(self.taking_back(which, by))

    @rule(which=SOME, by=OFFICER)
    def decide_again(self, which: int, by: str) -> None:
        """An award is voided, and another sitting decides anew."""
        if not self.model.awards:
            return
        act = self.taking_back(which, by)
        self.do(act)
        application = self.model.applications[act.application or 0]
        if application.stage == READY:
            self.convened(application.call, 3, today=True, by=by)
            sitting = self.voted(self.sittings_on(application.call) - 1, application, ["for"] * 3)
            self.do(self.ruling(sitting, application, MEMBERS[0], "approved", 8_000, 7))

    # --- two at once ---

    @rule(
        one=SOME,
        other=SOME,
        calls=st.sampled_from(((0, 0), (0, 1))),
        amount=st.sampled_from((20_000, 25_000, 30_000)),
        also=st.sampled_from(("rule", "rule", "rule", "same", "withdraw", "void")),
    )
    def decide_at_once(self, one: int, other: int, calls: tuple[int, int], amount: int, also: str) -> None:
        """Two applications are ready, and while one is approved, something else happens as well."""
        ready = [
            self.brought(which, call, 30_000, 4, list(OFFICERS))
            for which, call in zip((one, other), calls, strict=True)
        ]
        if any(each.stage != READY for each in ready):
            return
        sittings = [self.voted(0, each, ["for"] * 3) for each in ready]
        first, second = (
            self.ruling(sitting, each, MEMBERS[0], "approved", amount, 1)
            for sitting, each in zip(sittings, ready, strict=True)
        )
        if also == "same":
            second = first
        elif also == "withdraw":
            second = self.turning(ready[0].id, "withdraw", REASONS[2], OFFICERS[0])
        elif also == "void" and self.model.awards:
            second = self.taking_back(other, OFFICERS[0])
        self.do_at_once(first, second)

    @rule(which=SOME, call=st.sampled_from((0, 1)), amounts=st.tuples(AMOUNTS, AMOUNTS))
    def draft_at_once(self, which: int, call: int, amounts: tuple[int, int]) -> None:
        self.do_at_once(*(self.drafting(which, call, amount, 4, "Hala") for amount in amounts))

    @rule(which=SOME, steps=st.lists(st.sampled_from(("on", "on", "waitlist", "withdraw")), min_size=2, max_size=2))
    def step_at_once(self, which: int, steps: list[str]) -> None:
        if not self.model.applications:
            return
        chosen = self.those(which, DRAFT, EOI, SCREENED, VERIFIED)
        on = {DRAFT: "submit", EOI: "screen", SCREENED: "verify", VERIFIED: "complete"}.get(chosen.stage, "submit")
        self.do_at_once(
            *(
                self.stepping(chosen.id, on, "Omar")
                if step == "on"
                else self.turning(chosen.id, step, REASONS[0], "Omar")
                for step in steps
            )
        )

    @rule(at=SOME, which=SOME, by=MEMBER, choices=st.tuples(CHOICES, CHOICES))
    def vote_at_once(self, at: int, which: int, by: str, choices: tuple[str, str]) -> None:
        if not self.model.sittings or not self.model.applications:
            return
        application = self.those(which, READY)
        sitting = self.sitting_on(at, application)
        if by not in self.model.sittings[sitting].members:
            self.do(self.joining(sitting, by))
        self.do_at_once(*(self.voting(sitting, application.id, by, choice) for choice in choices))

    # --- what is asked for ---

    def drafting(self, which: int, call: int, amount: int | None, jobs: int, by: str) -> Act:
        enterprise, where = self.enterprises[which % len(self.enterprises)], self.calls[call]
        body = {"call_id": where, "enterprise_id": enterprise, "place": PLACE, **_form(amount, jobs)}
        judge = lambda model, made: model.draft(made, where, enterprise, amount, jobs, by)  # noqa: E731
        return Act(by, "/applications", judge, body)

    def stepping(self, id: int, step: str, by: str) -> Act:
        def judge(model: Grants, _: int) -> Reasons:
            return model.void(id) if step == "void" else getattr(model, step.replace("-", "_"))(id, by)  # type: ignore[no-any-return]

        body = {"reason": "entered_in_error"} if step == "void" else None
        return Act(by, f"/applications/{id}/{step}", judge, body, application=id)

    def turning(self, id: int, step: str, reason: str, by: str) -> Act:
        judge = lambda model, _: getattr(model, step)(id, by, reason)  # noqa: E731
        return Act(by, f"/applications/{id}/{step}", judge, {"reason": reason}, application=id)

    def visiting(self, enterprise: int, by: str, sector: str | None) -> Act:
        body = {"enterprise_id": enterprise, "visited_on": today().isoformat(), "registration": "formal"}
        found = {} if sector is None else {"sector": sector}
        return Act(by, "/verifications", lambda model, _: model.visit(enterprise, by, sector), body | found)

    def clearing(self, id: int, outcome: str) -> Act:
        body = {"outcome": outcome, "checked_on": today().isoformat()}
        path = f"/applications/{id}/clearances"
        return Act(FINANCE, path, lambda model, _: model.clear(id, outcome), body, application=id)

    def joining(self, sitting: int, by: str) -> Act:
        return Act(by, f"/sittings/{sitting}/join", lambda model, _: model.join(sitting, by), sitting=sitting)

    def voting(self, sitting: int, application: int, by: str, choice: str) -> Act:
        body = {"application_id": application, "choice": choice}
        judge = lambda model, _: model.vote(sitting, application, by, choice)  # noqa: E731
        return Act(by, f"/sittings/{sitting}/votes", judge, body, application=application, sitting=sitting)

    def ruling(self, sitting: int, application: Application, by: str, decision: str, amount: int, mistake: int) -> Act:
        """Mostly of no more than was asked for, by whom it is known who the owners are."""
        asked = application.amount or amount
        most = Decimal(max(amount, asked + 1_000) if mistake == 0 else min(amount, asked))
        granted = most if (decision == "approved") != (mistake == 1 and amount == 8_000) else None
        named = mistake != 2 or amount != 8_000
        body = {"application_id": application.id, "decision": decision}
        return Act(
            by,
            f"/sittings/{sitting}/rulings",
            lambda model, _: model.rule(sitting, application.id, by, decision, granted, named=named),
            body | ({} if granted is None else {"amount": f"{granted}.00"}),
            stated={"named": named},
            application=application.id,
            sitting=sitting,
        )

    def taking_back(self, which: int, by: str) -> Act:
        award = self.model.awards[which % len(self.model.awards)]
        assert award.id is not None
        id, body = award.id, {"reason": "entered_in_error"}
        judge = lambda model, _: model.void_award(id, by)  # noqa: E731
        return Act(by, f"/awards/{id}/void", judge, body, application=award.application)

    def brought(self, which: int, call: int, amount: int, jobs: int, by: list[str], far: int = 5) -> Application:
        """An application of an enterprise to a call, so many steps on if nothing is in its way: ready for the committee
        after five."""
        enterprise, where = self.enterprises[which % len(self.enterprises)], self.calls[call]

        def standing() -> list[Application]:
            its = self.model.of_enterprise(enterprise)
            return [each for each in its if each.call == where and not each.voided]

        if not standing():
            self.first(self.drafting(which, call, amount, jobs, by[0]))
        [id] = (each.id for each in standing())
        stages = (DRAFT, EOI, SCREENED, VERIFIED, FULL, READY)
        acts = ("submit", "screen", "verify", "complete", "approve-plan")
        for (stage, after), act in zip(pairwise(stages[: far + 1]), acts, strict=False):
            if self.model.applications[id].stage != stage:
                continue
            if act == "verify":
                self.first(self.visiting(enterprise, "Omar" if by[1] == "Hala" else by[1], "food"))
            self.first(self.stepping(id, act, by[2] if act == "approve-plan" else by[0]))
            if self.model.applications[id].stage != after:
                break
        if self.model.applications[id].stage == READY and self.model.applications[id].cleared is None:
            self.first(self.clearing(id, "cleared"))
        return self.model.applications[id]

    def elsewhere(self, application: Application) -> Application:
        """What the enterprise of an application applies for beside it, brought before a committee if it can be."""
        which, call = self.enterprises.index(application.enterprise), int(application.call == self.calls[0])
        if not self.sittings_on(self.calls[call]):
            self.convened(self.calls[call], 3, today=True, by="Hala")
        return self.brought(which, call, 12_500, 4, list(OFFICERS))

    def convened(self, call: int, quorum: int, *, today: bool, by: str) -> None:
        body = {"call_id": call, "held_on": _day(today=today), "quorum": quorum}
        self.first(Act(by, "/sittings", lambda model, made: model.convene(made, call, quorum, today=today), body))

    def voted(self, at: int, application: Application, votes: list[str]) -> int:
        """A sitting on an application at which members have voted; gives its number."""
        if not any(each.call == application.call and each.today for each in self.model.sittings.values()):
            self.convened(application.call, 3, today=True, by="Hala")
        sitting = self.sitting_on(at, application)
        for member, choice in zip(MEMBERS, votes, strict=False):
            if member not in self.model.sittings[sitting].members:
                self.first(self.joining(sitting, member))
            if (application.id, member) not in self.model.sittings[sitting].votes:
                self.first(self.voting(sitting, application.id, member, choice))
        return sitting

    def those(self, which: int, *stages: str) -> Application:
        """One of the applications at these stages, or of all if none is."""
        everything = list(self.model.applications.values())
        there = [each for each in everything if each.stage in stages and not each.voided] or everything
        return there[which % len(there)]

    def sitting(self, which: int) -> int:
        return list(self.model.sittings)[which % len(self.model.sittings)]

    def sittings_on(self, call: int) -> int:
        return sum(each.call == call and each.today for each in self.model.sittings.values())

    def sitting_on(self, which: int, application: Application) -> int:
        """Mostly one on the application's call."""
        on = [id for id, each in self.model.sittings.items() if each.call == application.call and each.today]
        return on[which % len(on)] if on and which % 8 != 7 else self.sitting(which)

    # --- what is answered ---

    def do(self, act: Act) -> None:
        """One thing: it happens, or is refused for a reason that the model knows; then it is read back."""
        self.first(act)
        self.read_back()

    def read_back(self) -> None:
        self.sound = False
        self.compare(self.model, *self.touched)
        self.touched = set(), set()
        self.sound = True

    def first(self, act: Act) -> None:
        """What is done before something else, and read back with it."""
        self.sound = False
        [answer] = self.office.run(self._asked(act))
        reasons = act.judge(self.model, _made(answer))
        assert _fits(answer, reasons), f"{act.by} {act.path}: {answer.status} {answer.body!r}, ought to be {reasons}"
        self._count(answer)
        for touched, number in zip(self.touched, (act.application, act.sitting), strict=True):
            touched.update({number, _made(answer)})
        self.sound = True

    def do_at_once(self, *acts: Act) -> None:
        """Two things at once: it is as if one of them had been first."""
        self.sound = False
        answers = self.office.run(self._asked(*acts))
        both = list(zip(acts, answers, strict=True))
        why: list[AssertionError] = []
        for order in (both, both[::-1]):
            model = deepcopy(self.model)
            expected = [(act, answer, act.judge(model, _made(answer))) for act, answer in order]
            try:
                for act, answer, reasons in expected:
                    assert _fits(answer, reasons), f"{act.path}: {answer.status} {answer.body!r}, not {reasons}"
                applications, sittings = self.touched
                self.compare(
                    model,
                    applications | {number for act, answer in both for number in (act.application, _made(answer))},
                    sittings | {act.sitting for act in acts},
                )
            except AssertionError as error:
                why.append(error)
                continue
            self.model, self.sound, self.touched = model, True, (set(), set())
            for answer in answers:
                self._count(answer)
            return
        raise AssertionError(f"as if neither had been first: {why}")

    async def _asked(self, *acts: Act) -> list[Answer]:
        return await asyncio.gather(
            *(self.office.ask(act.by, act.method, act.path, act.body, **act.stated) for act in acts)
        )

    def _count(self, answer: Answer) -> None:
        if answer.status < 300:
            self.office.happened += 1
        else:
            self.office.refused += 1

    # --- what is read back ---

    def compare(self, model: Grants, applications: set[int | None], sittings: set[int | None]) -> None:
        told = self.office.run(self._told(model, applications, sittings))
        ought: dict[str, Any] = {
            "committed": f"{model.committed():.2f}",
            "awards": sorted((each.application, f"{each.amount}.00") for each in model.standing()),
        }
        for id in sorted(model.applications.keys() & applications):
            ought[f"application {id}"] = _application(model.applications[id])
        for id in sorted(model.sittings.keys() & sittings):
            at = model.sittings[id]
            ought[f"sitting {id}"] = {
                "members": sorted(f"staff:{name}" for name in at.members),
                "recusals": sorted((application, f"staff:{name}") for application, name in at.recusals),
                "rulings": [
                    (application, decision, amount and f"{amount}.00", *votes)
                    for application, decision, amount, *votes in at.rulings
                ],
                "granted": f"{model.granted(at.call):.2f}",
                "ranking": list(model.ranking(at.call)),
            }
        assert told == ought, f"{told} and ought to be {ought}"

    async def _told(self, model: Grants, applications: set[int | None], sittings: set[int | None]) -> dict[str, Any]:
        read = self.office.read
        awards = (await read(f"/awards?fund_id={self.fund}"))["items"]
        told: dict[str, Any] = {
            "committed": (await read(f"/funds/{self.fund}"))["committed"],
            "awards": sorted((each["application_id"], each["amount"]) for each in awards),
        }
        for award in model.standing():
            if award.id is None:
                award.id = next((each["id"] for each in awards if each["application_id"] == award.application), None)
        for id in sorted(model.applications.keys() & applications):
            shown = await read(f"/applications/{id}")
            steps = (await read(f"/applications/{id}/transitions"))["transitions"]
            told[f"application {id}"] = {
                **{name: shown[name] for name in ("stage", "reason", "amount", "new_women", "score", "clearance")},
                "voided": shown["voided_at"] is not None,
                "steps": [(each["came_from"], each["stage"], each["reason"], each["recorded_by"]) for each in steps],
            }
        for id in sorted(model.sittings.keys() & sittings):
            minutes, ranking = await read(f"/sittings/{id}/minutes"), await read(f"/sittings/{id}/ranking")
            told[f"sitting {id}"] = {
                "members": minutes["members"],
                "recusals": [(each["application_id"], each["member"]) for each in minutes["recusals"]],
                "rulings": [
                    tuple(each[name] for name in ("application_id", "decision", "amount", *_VOTES))
                    for each in minutes["rulings"]
                ],
                "granted": ranking["granted"],
                "ranking": [tuple(each[name] for name in _RANKED) for each in ranking["items"]],
            }
        return told


_VOTES = ("votes_for", "votes_against", "votes_abstained")
_RANKED = ("rank", "application_id", "score", "together", "within_budget", "cleared")


def _application(it: Application) -> dict[str, Any]:
    return {
        "stage": it.stage,
        "reason": it.steps[-1].reason,
        "amount": None if it.amount is None else f"{it.amount}.00",
        "new_women": it.jobs,
        "score": None if it.score is None else f"{it.score}",
        "clearance": it.cleared,
        "voided": it.voided,
        "steps": [(step.came_from, step.stage, step.reason, f"staff:{step.by}") for step in it.steps],
    }


def _fits(answer: Answer, reasons: Reasons) -> bool:
    """Whether it happened if nothing is against it, and else was refused for one of these reasons."""
    if answer.status < 300 or not reasons:
        return answer.status < 300 and not reasons
    return answer.status < 500 and answer.kind in reasons and answer.status == STATUS.get(answer.kind, 409)


def _made(answer: Answer) -> int:
    """The number of what was made; of nothing, none that there is."""
    return int(answer.json().get("id", 0)) if answer.status == 201 else 0


def _form(amount: int | None, jobs: int) -> dict[str, Any]:
    return {**FORM, "amount": None if amount is None else f"{amount}.00", "new_women": jobs}


def _day(*, today: bool) -> str:
    return (_TODAY() + timedelta(days=0 if today else 3)).isoformat()


_TODAY = today
