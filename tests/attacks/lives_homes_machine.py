"""People join, leave and move, households change, statuses begin and end, in any order; compared with the model, day by
day, as it is known now and as it was known at moments before."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, overload

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from lives import Life, mandate
from lives_homes import AFTER, HEAD, Homes, Stated

from services.beneficiary.displacements import reads as statuses
from services.beneficiary.displacements import rules as displacements
from services.beneficiary.displacements.reads import DISPLACEMENT
from services.beneficiary.displacements.views import DisplacementDraft, EndDraft
from services.beneficiary.households import reads, rearranging, rules
from services.beneficiary.households.reads import MEMBERSHIP
from services.beneficiary.households.views import (
    HeadDraft,
    HouseholdDraft,
    HouseholdMergeDraft,
    LeavingDraft,
    MembershipDraft,
    MoveDraft,
    SplitDraft,
)
from services.beneficiary.people import rules as people
from services.beneficiary.people.views import PersonDraft
from shared import facts
from shared.database import Reader
from shared.errors import DomainError
from shared.views import VoidReason
from shared.write import Write

FIRST = date(2020, 1, 1)
PLACE = "IQG15Q08"
BORN = (-9_000, -9_000, -9_000, 2)
"""Of each person, the day: three are grown up, and one is born meanwhile."""
FAMILY = {0: HEAD, 1: "spouse"}
MANDATE = mandate()

PEOPLE = st.sampled_from(range(len(BORN)))
SOME = st.sampled_from(range(60))
"""Which of several, counted on from the first again behind the last."""
DAYS = st.sampled_from(range(AFTER))
LATER = st.sampled_from(range(6))
"""How many days after another one; none at all is too few."""
ENDS = st.none() | st.none() | LATER
RELATIONS = st.sampled_from((HEAD, "spouse", "child", "other_relative"))
STATUSES = st.sampled_from(("idp_camp", "idp_out_of_camp", "returnee", "host_community"))
MISTAKES = st.sampled_from(range(8))
"""One in eight is one."""


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def written(number: int | None) -> str | None:
    return None if number is None else day(number).isoformat()


@overload
def _later(begun: int, lasts: int) -> int: ...
@overload
def _later(begun: int, lasts: int | None) -> int | None: ...
def _later(begun: int, lasts: int | None) -> int | None:
    """So many days later, if at all; the model knows no more of what lies further off than that it does."""
    return None if lasts is None else min(begun + lasts, AFTER - 1 if begun < AFTER - 1 else AFTER)


@dataclass(frozen=True)
class Known:
    """Who is there before anything happens: four people, three households, and a family of two in the first of them."""

    life: Life
    people: tuple[int, ...]
    numbers: tuple[str, ...]
    households: tuple[int, ...]

    def homes(self) -> Homes:
        homes = Homes(born=list(BORN), households=list(self.households))
        for person, relation in FAMILY.items():
            homes.join(person, self.households[0], relation, 0, None)
        return homes


def known(life: Life) -> Known:
    """Have them registered, once for many sequences."""

    async def register(write: Write) -> Known:
        found = []
        for born in BORN:
            stated = {"given_native": "زينب", "sex": "female", "birth_precision": "day", "place": PLACE}
            draft = PersonDraft.model_validate(stated | {"birth_date": written(born)})
            found.append(await people.register(write, draft, MANDATE))
        households = [await rules.form(write, HouseholdDraft(place=PLACE), MANDATE) for _ in range(3)]
        reader = await write.reader()
        query = "SELECT registration_number FROM people WHERE id = ANY ($1) ORDER BY id"
        numbers = [number for (number,) in await reader.fetch(query, found)]
        for person, relation in FAMILY.items():
            await rules.join(write, joining(numbers[person], households[0], relation, 0, None), MANDATE)
        return Known(life, tuple(found), tuple(numbers), tuple(households))

    return life.before(register)


def joining(number: str, household: int, relation: str, joined: int, left: int | None) -> MembershipDraft:
    when = {"joined_on": written(joined), "left_on": written(left)}
    return MembershipDraft.model_validate({"household_id": household, "person": number, "relation": relation} | when)


class HomesMachine(RuleBasedStateMachine):
    """One sequence."""

    def __init__(self, known: Known) -> None:
        super().__init__()
        self.life = known.life
        self.ids, self.numbers = known.people, known.numbers
        self.homes = known.homes()
        self.remembered: list[tuple[datetime, Homes]] = []
        self.sound = True
        self.life.begin()

    def teardown(self) -> None:
        """At the end every day on which something changes, and the one before it, is looked at."""
        try:
            for moment, homes in ((None, self.homes), *self.remembered) if self.sound else ():
                told = [self.ought(homes, number) for number in range(AFTER + 1)]
                for number in range(AFTER + 1):
                    if told[number] not in told[number - 1 : number] or told[number] not in told[number + 1 :][:1]:
                        self.compare(homes, number, moment)
        finally:
            self.life.end()

    # --- what happens ---

    def happened(self, act: Callable[[Write], Any]) -> Any:
        told = self.life.act(act)
        assert not isinstance(told, DomainError), told.type
        return told

    def agree(self, told: Any, expected: bool) -> None:
        """What was refused ought to have been refused, and nothing else."""
        refused = isinstance(told, DomainError)
        self.sound = refused is not expected
        assert self.sound, told.type if isinstance(told, DomainError) else "happened and must not have"

    # --- memberships ---

    @rule(person=PEOPLE, home=SOME, relation=RELATIONS, joined=DAYS, lasts=ENDS)
    def join(self, person: int, home: int, relation: str, joined: int, lasts: int | None) -> None:
        household, left = self.household(home), _later(joined, lasts)
        draft = joining(self.numbers[person], household, relation, joined, left)
        told = self.life.act(lambda write: rules.join(write, draft, MANDATE))
        self.agree(told, self.homes.join(person, household, relation, joined, left))

    @precondition(lambda self: self.homes.lives)
    @rule(which=SOME, lasts=LATER, mistake=MISTAKES)
    def leave(self, which: int, lasts: int, mistake: int) -> None:
        person, stint = self.stint(which, mistake)
        on = _later(self.homes.begins(person, stint), lasts)
        draft = LeavingDraft.model_validate({"left_on": written(on)})
        told = self.of_membership(person, stint, lambda write, id: rules.leave(write, id, draft, MANDATE))
        self.agree(told, self.homes.leave(person, stint, on))

    @precondition(lambda self: self.homes.lives)
    @rule(which=SOME, home=SOME, relation=RELATIONS, lasts=LATER, mistake=MISTAKES)
    def move(self, which: int, home: int, relation: str, lasts: int, mistake: int) -> None:
        person, stint = self.stint(which, mistake)
        household, on = self.household(home), _later(self.homes.begins(person, stint), lasts)
        draft = MoveDraft.model_validate({"household_id": household, "relation": relation, "on": written(on)})
        told = self.of_membership(person, stint, lambda write, id: rules.move(write, id, draft, MANDATE))
        self.agree(told, self.homes.move(person, stint, household, relation, on))

    @precondition(lambda self: self.homes.lives)
    @rule(which=SOME)
    def void(self, which: int) -> None:
        person, stint = self.stint(which, 0)
        reason = VoidReason.ENTERED_IN_ERROR
        told = self.of_membership(person, stint, lambda write, id: facts.void(write, MEMBERSHIP, id, reason, MANDATE))
        self.agree(told, self.homes.void(person, stint))

    def stint(self, which: int, mistake: int) -> tuple[int, int]:
        """A membership that stands, of whom; without a mistake one that goes on, if any does."""
        stints = self.homes.all_stints()
        lasting = [each for each in stints if self.homes.goes_on(*each)]
        chosen = lasting if lasting and mistake else stints
        return chosen[which % len(chosen)]

    def of_membership(self, person: int, stint: int, act: Callable[[Write, int], Any]) -> Any:
        """Something happens to a membership."""
        begun = day(self.homes.begins(person, stint))
        query = "SELECT id FROM memberships WHERE person_id = $1 AND joined_on = $2 AND voided_at IS NULL"
        id = self.life.ask(lambda reader: reader.fetchval(query, self.ids[person], begun))
        assert id is not None, "what ought to stand does not"
        return self.life.act(lambda write: act(write, id))

    # --- households ---

    @rule(home=SOME, who=SOME, on=DAYS, relation=RELATIONS, mistake=MISTAKES)
    def change_head(self, home: int, who: int, on: int, relation: str, mistake: int) -> None:
        household = self.inhabited(home, on)
        members = sorted(self.homes.members(household, on)) or [0]
        person = members[who % len(members)]
        others = [each for each in members if each != person]
        named = dict.fromkeys(others[1:] if mistake == 0 else others, "other_relative")
        if named and mistake < 5:
            named[min(named)] = relation
        draft = HeadDraft.model_validate(
            {"person": self.numbers[person], "on": written(on), "relations": self.drafts(named)}
        )
        told = self.life.act(lambda write: rearranging.change_head(write, household, draft, MANDATE))
        self.agree(told, self.homes.change_head(household, person, on, named))

    @rule(home=SOME, on=DAYS, chosen=st.sets(PEOPLE, min_size=1), head=SOME, mistake=MISTAKES)
    def split(self, home: int, on: int, chosen: set[int], head: int, mistake: int) -> None:
        household = self.inhabited(home, on)
        members = self.homes.members(household, on).keys()
        named = dict.fromkeys(sorted((chosen & members if mistake else chosen) or members or {0}), "child")
        named[sorted(named)[head % len(named)]] = HEAD
        draft = SplitDraft.model_validate({"on": written(on), "place": PLACE, "members": self.drafts(named)})
        told = self.life.act(lambda write: rearranging.split(write, household, draft, MANDATE))
        formed = told if isinstance(told, int) else 0
        self.agree(told, self.homes.split(household, on, named, formed))

    @rule(home=SOME, other=SOME, on=DAYS, relation=RELATIONS, mistake=MISTAKES)
    def merge(self, home: int, other: int, on: int, relation: str, mistake: int) -> None:
        household, into = self.inhabited(home, on), self.household(other)
        members = sorted(self.homes.members(household, on))
        named = dict.fromkeys(members[1:] if mistake == 0 else members, "other_relative")
        if named:
            named[min(named)] = relation
        draft = HouseholdMergeDraft.model_validate({"into": into, "on": written(on), "relations": self.drafts(named)})
        told = self.life.act(lambda write: rearranging.merge(write, household, draft, MANDATE))
        self.agree(told, self.homes.merge(household, into, on, named))

    def inhabited(self, which: int, on: int) -> int:
        """A household in which somebody lives on a day, if anybody lives anywhere."""
        homes = sorted({stay.household for (_, number), stay in self.homes.lives.items() if number == on})
        return homes[which % len(homes)] if homes else self.household(which)

    def household(self, which: int) -> int:
        return self.homes.households[which % len(self.homes.households)]

    def drafts(self, named: dict[int, str]) -> list[dict[str, str]]:
        return [{"person": self.numbers[person], "relation": relation} for person, relation in named.items()]

    # --- statuses ---

    @rule(person=PEOPLE, status=STATUSES, since=DAYS, lasts=ENDS)
    def state_of_person(self, person: int, status: str, since: int, lasts: int | None) -> None:
        self.state(person, None, status, since, _later(since, lasts))

    @rule(home=SOME, status=STATUSES, since=DAYS, mistake=MISTAKES)
    def state_of_household(self, home: int, status: str, since: int, mistake: int) -> None:
        self.state(None, self.household(home), status, since, AFTER if mistake == 0 else None)

    def state(self, person: int | None, household: int | None, status: str, since: int, until: int | None) -> None:
        of = {"household_id": household} if person is None else {"person": self.numbers[person]}
        draft = DisplacementDraft.model_validate(
            of | {"status": status, "since": written(since), "until": written(until)}
        )
        told = self.life.act(lambda write: displacements.state(write, draft, MANDATE))
        self.agree(told, self.homes.may_state(person, household, since, until))
        if isinstance(told, int):
            self.homes.stated.append(Stated(told, person, household, status, since, until))

    @precondition(lambda self: any(each.person is not None for each in self.homes.stated))
    @rule(which=SOME, lasts=LATER, mistake=MISTAKES)
    def end_status(self, which: int, lasts: int, mistake: int) -> None:
        lasting = [each for each in self.homes.stated if each.person is not None and each.until is None]
        chosen = lasting if lasting and mistake else self.homes.stated
        stated = chosen[which % len(chosen)]
        until = _later(stated.since, lasts)
        draft = EndDraft.model_validate({"until": written(until)})
        told = self.life.act(lambda write: displacements.end(write, stated.id, draft, MANDATE))
        self.agree(told, self.homes.end(stated, until))
        if isinstance(told, int):
            self.homes.stated.remove(stated)
            self.homes.stated.append(replace(stated, id=told, until=until))

    @rule(which=SOME)
    def void_status(self, which: int) -> None:
        if self.homes.stated:
            stated = self.homes.stated.pop(which % len(self.homes.stated))
            self.happened(
                lambda write: facts.void(write, DISPLACEMENT, stated.id, VoidReason.ENTERED_IN_ERROR, MANDATE)
            )

    # --- what is told ---

    @precondition(lambda self: len(self.remembered) < 2)
    @rule()
    def remember(self) -> None:
        """What is known now stays known as of now, whatever happens."""
        self.remembered.append((self.life.moment(), self.homes.copy()))

    @rule(number=st.integers(0, AFTER), which=SOME)
    def look(self, number: int, which: int) -> None:
        self.compare(self.homes, number, None)
        if self.remembered:
            moment, then = self.remembered[which % len(self.remembered)]
            self.compare(then, number, moment)

    def compare(self, homes: Homes, number: int, as_of: datetime | None) -> None:
        """Everything about one day, as known at a moment."""
        told = self.life.ask(lambda reader: self.told(reader, homes.households, day(number), as_of))
        self.sound = told == self.ought(homes, number)
        assert self.sound, f"on day {number} as of {as_of or 'now'}: {told} and ought to be {self.ought(homes, number)}"
        for members in told["members"].values():
            assert Counter(members.values())[HEAD] <= 1
        lives = Counter(person for members in told["members"].values() for person in members)
        assert not lives or max(lives.values()) == 1

    def ought(self, homes: Homes, number: int) -> dict[str, Any]:
        return {
            "members": {
                home: {self.numbers[who]: stay.relation for who, stay in homes.members(home, number).items()}
                for home in homes.households
            },
            "of people": {self.numbers[who]: homes.status(who, number) for who in range(len(self.ids))},
            "of households": {home: homes.status_of_household(home, number) for home in homes.households},
        }

    async def told(self, reader: Reader, homes: list[int], on: date, as_of: datetime | None) -> dict[str, Any]:
        asking = mandate(as_of=as_of)
        members = {home: (await reads.composition(reader, home, on, asking)).view.members or [] for home in homes}
        of_people = {each: (await statuses.of_person(reader, each, on, asking)).view for each in self.numbers}
        of_homes = {home: (await statuses.of_household(reader, home, on, asking)).view for home in homes}
        return {
            "members": {home: {row.person: row.relation for row in rows} for home, rows in members.items()},
            "of people": {
                each: view.displacement and (view.own, view.displacement.status) for each, view in of_people.items()
            },
            "of households": {home: view.displacement and view.displacement.status for home, view in of_homes.items()},
        }
