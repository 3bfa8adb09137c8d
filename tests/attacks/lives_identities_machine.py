"""Registrations are merged, merges undone, decisions taken and voided in any order; compared with the model, as it is
known now and as it was known at moments before."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from lives import Life, mandate
from lives_identities import ADULT, CHILD, UNKNOWN, Decided, Identities, Merged

from services.beneficiary.activities import rules as activities
from services.beneficiary.activities.views import ActivityDraft
from services.beneficiary.attendances import rules as attendances
from services.beneficiary.attendances.views import AttendanceDraft
from services.beneficiary.consents import reads as consents
from services.beneficiary.consents import rules as deciding
from services.beneficiary.consents.reads import CONSENT
from services.beneficiary.consents.views import ConsentDraft
from services.beneficiary.identities import reads as identities
from services.beneficiary.identities.views import Ground
from services.beneficiary.merges import rules as merging
from services.beneficiary.merges.rules import Effect
from services.beneficiary.merges.views import MergeDraft
from services.beneficiary.notices import rules as notices
from services.beneficiary.notices.views import NoticeDraft
from services.beneficiary.people import rules as people
from services.beneficiary.people.reads import PERSON
from services.beneficiary.people.views import PersonDraft
from services.beneficiary.reach import reads as reaching
from services.beneficiary.sessions import rules as sessions
from services.beneficiary.sessions.views import SessionDraft
from shared import facts
from shared.database import Reader
from shared.errors import DomainError
from shared.facts import find
from shared.views import VoidReason
from shared.write import Write

FIRST = date(2024, 1, 1)
PLACE, PROJECT = "IQG15Q08", "LIVES-1"
AGES = (ADULT, ADULT, UNKNOWN, CHILD)
BORN = {ADULT: "1980-02-01", CHILD: "2020-02-01", UNKNOWN: None}
PURPOSE, CLASS = "case-referral", "aid"
MANDATE = mandate()

PEOPLE = st.sampled_from(range(len(AGES)))
SOME = st.sampled_from(range(60))
DAYS = st.sampled_from(range(6))
MISTAKES = st.sampled_from(range(8))
"""One in eight is one."""


@dataclass(frozen=True)
class Known:
    """Who is there before anything happens: four registrations, a session that all may come to, and a notice."""

    life: Life
    ids: tuple[int, ...]
    numbers: tuple[str, ...]
    session: int
    notice: int


def known(life: Life) -> Known:
    """Have them registered, once for many sequences."""

    async def register(write: Write) -> Known:
        ids = []
        for age in AGES:
            stated = {"given_native": "زينب", "sex": "female", "place": PLACE, "birth_date": BORN[age]}
            precision = "unknown" if BORN[age] is None else "day"
            draft = PersonDraft.model_validate(stated | {"birth_precision": precision})
            ids.append(await people.register(write, draft, MANDATE))
        reader = await write.reader()
        query = "SELECT registration_number FROM people WHERE id = ANY ($1) ORDER BY id"
        numbers = [number for (number,) in await reader.fetch(query, ids)]
        days = {"starts_on": "2024-01-01", "ends_on": "2024-01-31"}
        awareness = {"project": PROJECT, "type": "awareness", "place": PLACE}
        activity = await activities.hold(write, ActivityDraft.model_validate(awareness | days), MANDATE)
        held = SessionDraft.model_validate({"activity_id": activity, "held_on": "2024-01-10"})
        texts = dict.fromkeys(("text_en", "text_ar", "text_ckb"), "We tell those who help.")
        notice = NoticeDraft.model_validate({"purpose": PURPOSE, "recipient_class": CLASS} | texts)
        return Known(
            life,
            tuple(ids),
            tuple(numbers),
            await sessions.schedule(write, held, MANDATE),
            await notices.issue(write, notice, MANDATE),
        )

    return life.before(register)


class IdentitiesMachine(RuleBasedStateMachine):
    """One sequence."""

    def __init__(self, known: Known) -> None:
        super().__init__()
        self.known, self.life = known, known.life
        self.identities = Identities(AGES)
        self.remembered: list[tuple[datetime, Identities]] = []
        self.sound = True
        self.life.begin()

    def teardown(self) -> None:
        """At the end everything is looked at, as it is known now and was known before."""
        try:
            if self.sound:
                self.compare()
                for moment, then in self.remembered:
                    self.compare_counts(then, moment)
        finally:
            self.life.end()

    def agree(self, told: Any, expected: bool) -> None:
        """What was refused ought to have been refused, and nothing else."""
        refused = isinstance(told, DomainError)
        self.sound = refused is not expected
        assert self.sound, told.type if isinstance(told, DomainError) else "happened and must not have"

    # --- what happens ---

    @rule(absorbed=PEOPLE, survivor=PEOPLE, mistake=MISTAKES)
    def merge(self, absorbed: int, survivor: int, mistake: int) -> None:
        if mistake:
            absorbed, survivor = self.identities.survivor(absorbed), self.identities.survivor(survivor)
        numbers = {"absorbed": self.known.numbers[absorbed], "survivor": self.known.numbers[survivor]}
        draft = MergeDraft.model_validate(numbers | {"reason": "recognised"})
        told = self.life.act(lambda write: merging.merge(write, draft, MANDATE))
        self.agree(told, self.identities.may_merge(absorbed, survivor))
        if isinstance(told, Effect):
            proposed = told.id
            assert told.is_proposal, "nothing but their names is known of them"
            made = self.life.act(
                lambda write: merging.confirm(write, proposed, Ground.ASKED, MANDATE), by="staff:other"
            )
            assert isinstance(made, int), made
            self.identities.merges.append(Merged(made, absorbed, survivor))

    @precondition(lambda self: self.identities.merges)
    @rule(which=SOME)
    def undo(self, which: int) -> None:
        merged = self.identities.merges.pop(which % len(self.identities.merges))
        told = self.life.act(lambda write: merging.undo(write, merged.id, VoidReason.ENTERED_IN_ERROR, MANDATE))
        self.agree(told, True)
        again = self.life.act(lambda write: merging.undo(write, merged.id, VoidReason.ENTERED_IN_ERROR, MANDATE))
        self.agree(again, False)

    @rule(person=PEOPLE, given=st.booleans(), day=DAYS, mistake=MISTAKES)
    def decide(self, person: int, given: bool, day: int, mistake: int) -> None:
        survivor = self.identities.survivor(person)
        by_self = (AGES[survivor] != CHILD) is (mistake != 0)
        draft = ConsentDraft.model_validate(
            {
                "person": self.known.numbers[person],
                "purpose": PURPOSE,
                "recipient_class": CLASS,
                "decision": "given" if given else "withdrawn",
                "decided_on": (FIRST + timedelta(days=day)).isoformat(),
                "language": "ar",
                "witnessed": "thumbprint",
                "given_by": "self" if by_self else "mother",
                "notice_id": self.known.notice,
            }
        )
        told = self.life.act(lambda write: deciding.decide(write, draft, MANDATE))
        self.agree(told, not given or self.identities.may_give(survivor, by_self=by_self))
        if isinstance(told, int):
            one = self.identities.cluster(survivor)
            self.identities.decisions.append(Decided(told, survivor, one, given, by_self, day))

    @precondition(lambda self: self.identities.decisions)
    @rule(which=SOME)
    def void_decision(self, which: int) -> None:
        decided = self.identities.decisions.pop(which % len(self.identities.decisions))
        reason = VoidReason.ENTERED_IN_ERROR
        self.agree(self.life.act(lambda write: facts.void(write, CONSENT, decided.id, reason, MANDATE)), True)

    @rule(person=PEOPLE)
    def come(self, person: int) -> None:
        survivor = self.identities.survivor(person)
        if self.identities.came.isdisjoint(self.identities.cluster(survivor)):
            stated = {"session_id": self.known.session, "person": self.known.numbers[person], "outcome": "present"}
            draft = AttendanceDraft.model_validate(stated)
            self.agree(self.life.act(lambda write: attendances.attend(write, draft, MANDATE)), True)
            self.identities.came.add(survivor)

    # --- what is told ---

    @precondition(lambda self: len(self.remembered) < 2)
    @rule()
    def remember(self) -> None:
        """Who was one person stays known as of now, whatever happens; what somebody consents to is a matter of now."""
        self.remembered.append((self.life.moment(), self.identities.copy()))

    @rule()
    def look(self) -> None:
        self.compare()

    def compare(self) -> None:
        told = self.life.ask(self.told)
        ought = [self.ought(person) for person in range(len(AGES))]
        self.sound = told == ought
        assert self.sound, f"{told} and ought to be {ought}"
        self.compare_counts(self.identities, self.life.moment())

    def compare_counts(self, then: Identities, moment: datetime) -> None:
        asking = mandate(as_of=moment)
        reach = self.life.ask(lambda reader: reaching.reach(reader, PROJECT, moment, asking))
        merged = self.life.ask(lambda reader: identities.all_merged(reader, moment, asking)).merged
        told = reach.total, sorted(map(tuple, merged))
        ids = self.known.ids
        ought = (
            then.reached(),
            sorted((ids[each], ids[then.survivor(each)]) for each in range(len(AGES)) if then.survivor(each) != each),
        )
        self.sound = told == ought
        assert self.sound, f"as of {moment}: {told} and ought to be {ought}"

    def ought(self, person: int) -> tuple[str, list[str], bool]:
        survivor = self.identities.survivor(person)
        others = self.identities.cluster(person) - {survivor}
        return (
            self.known.numbers[survivor],
            sorted(self.known.numbers[each] for each in others),
            self.identities.holds(person),
        )

    async def told(self, reader: Reader) -> list[tuple[str, list[str], bool]]:
        found = []
        for number in self.known.numbers:
            view = (await find(reader, PERSON, number, MANDATE)).view
            holds = await reader.fetchval(HOLDS, view.registration_number, PURPOSE, CLASS)
            found.append((view.registration_number or "", sorted(view.merged_from or []), holds))
        return found


HOLDS = f"""
SELECT {consents.holds("person.id", "stated.birth_date", "$2", "$3")}
FROM people AS person JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL
WHERE person.registration_number = $1
"""
