"""What a person's record consists of, and the facts that its history is told from: one entry for each.

In the SQL here `who` has the person's id and number, and the ids of all their registrations; `home` has the id of the
household where they lived; `$2` is the moment as of which facts are read, `$3` the day that is looked at.
"""

from dataclasses import dataclass, replace
from typing import Any

from services.beneficiary.attendances.reads import ATTENDANCE
from services.beneficiary.certificates.reads import CERTIFICATE
from services.beneficiary.consents.reads import CONSENT
from services.beneficiary.displacements.reads import DISPLACEMENT, holding
from services.beneficiary.documents.reads import DOCUMENT
from services.beneficiary.enrolments.reads import ENROLMENT
from services.beneficiary.functioning.reads import FUNCTIONING_OF
from services.beneficiary.households.reads import HOUSEHOLD, MEMBERSHIP, foremost, lives_there
from services.beneficiary.identities import reads as identities
from services.beneficiary.people.reads import PERSON, merged_from
from services.beneficiary.people.tables import Particulars, Person
from services.beneficiary.people.views import PEOPLE, PersonDraft, PersonView
from services.beneficiary.phones.reads import PHONE
from shared.classification import RECORD_KEEPING, Scope
from shared.facts import Source, standing

WHO, HOME = "(SELECT id FROM who)", "(SELECT id FROM home)"
CLUSTER = "(SELECT cluster FROM who)::int[]"
OF_THEM = f"fact.person_id = ANY ({CLUSTER})"
"""SQL: a fact was recorded under one of the person's registrations."""


@dataclass(frozen=True)
class Withheld:
    """What else of a dataset is opened to whoever is told its facts: the list that holds them, and that it is whole.

    Who may not read `whole` is not told that there is nothing: what is empty looks to them like what is withheld.
    Nor are they told whether there are more than are shown.
    """

    held_in: str | None = None
    whole: str | None = None

    def readable(self, source: Source[Any], scope: Scope, offered: tuple[str, ...]) -> tuple[str, ...]:
        """The fields among those offered that are told of a fact."""
        if self.held_in is not None and not source.dataset.readable(scope, (self.held_in,)):
            return ()
        return source.dataset.readable(scope, offered)

    def tells_of_nothing(self, source: Source[Any], scope: Scope) -> bool:
        """Whether it may be told that there is none."""
        return self.whole is None or bool(source.dataset.readable(scope, (self.whole,)))


NOTHING_MORE = Withheld()


@dataclass(frozen=True, eq=False)
class Section:
    """A part of a record: the facts of a source that stood and that `where` is true of, the first or the first `many`.

    A registration is shown, `voided` or not, as it is where it is read alone. What is found `at_home`, through the
    household where the person lived, is told to those alone who are told which one that was.
    """

    name: str
    source: Source[Any]
    where: str
    order: str = "fact.id"
    many: int | None = None
    withheld: Withheld = NOTHING_MORE
    voided: bool = False
    at_home: bool = False

    @property
    def offered(self) -> tuple[str, ...]:
        return tuple(self.source.view.model_fields)


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of fact that a history is told from: each for itself or, `in_turn`, each in place of the one before.

    `numbered` facts are read by their own number, which is told.
    """

    source: Source[Any]
    offered: tuple[str, ...]
    in_turn: bool = False
    numbered: bool = True
    withheld: Withheld = NOTHING_MORE


_STATED_THEN = f"JOIN particulars AS stated ON stated.person_id = fact.id AND {standing('stated', '$2')}"
_MERGED_THEN = f"LEFT JOIN mergers AS merger ON merger.household_id = fact.id AND {standing('merger', '$2')}"
_OWN = replace(MEMBERSHIP, place=None)
"""Where somebody has lived is told wherever they are: it is their own."""
_NUMBER = "CASE WHEN fact.person_id IS NOT NULL THEN (SELECT registration_number FROM who) END"
_PROXY = (
    "(SELECT proxy.registration_number FROM people AS proxy"  # noqa: S608 - no value in it
    f" WHERE proxy.id = {identities.survivor('fact.proxy_person_id', '$2')})"
)


def _then(source: Source[Any], **columns: str) -> Source[Any]:
    """Facts about the person, under the number by which they went then."""
    return replace(source, columns={**source.columns, "person": _NUMBER, **columns})


_DOCUMENTS = Withheld("documents", whole="complete")
_PHONES, _FUNCTIONING, _CONSENTS = Withheld("phones"), Withheld("functioning"), Withheld("consents")

SECTIONS = (
    Section(
        "person",
        replace(
            PERSON,
            joins=_STATED_THEN,
            place=None,
            columns={**PERSON.columns, "merged_from": merged_from("fact.id", "$2")},
        ),
        f"fact.id = {WHO}",
        voided=True,
    ),
    Section("household", replace(HOUSEHOLD, joins=_MERGED_THEN), f"fact.id = {HOME}", at_home=True),
    Section("membership", _then(_OWN), f"{OF_THEM} AND {lives_there('fact', '$3')}", foremost("fact", WHO)),
    Section(
        "displacement",
        _then(DISPLACEMENT),
        f"fact.id = {holding(WHO, HOME, '$3', '$2')}",
        at_home=True,
    ),
    Section("phones", _then(PHONE), OF_THEM, "fact.id DESC", 200, _PHONES),
    Section(
        "functioning",
        _then(FUNCTIONING_OF),
        OF_THEM,
        "fact.asked_on DESC, fact.id DESC",
        200,
        _FUNCTIONING,
    ),
    Section("documents", _then(DOCUMENT), OF_THEM, "fact.id DESC", 200, _DOCUMENTS),
    Section("enrolments", _then(ENROLMENT), OF_THEM, "fact.enrolled_on DESC, fact.id DESC", 200),
    Section(
        "consents",
        _then(CONSENT, proxy=_PROXY),
        OF_THEM,
        "fact.decided_on DESC, fact.id DESC",
        200,
        _CONSENTS,
    ),
)


def _stated(source: Source[Any]) -> tuple[str, ...]:
    """The fields that say something; not whom it is about, nor what is told of every fact."""
    return tuple(name for name in source.view.model_fields if name not in {"id", "person", *RECORD_KEEPING})


KINDS = (
    Kind(Source("person", PEOPLE, Person, PersonView, person="fact.id"), ("registration_number",), numbered=False),
    Kind(
        Source("particulars", PEOPLE, Particulars, PersonView, person="fact.person_id"),
        tuple(PersonDraft.model_fields),
        in_turn=True,
        numbered=False,
    ),
    *(Kind(source, _stated(source)) for source in (_OWN, DISPLACEMENT, ENROLMENT, ATTENDANCE, CERTIFICATE)),
    Kind(PHONE, _stated(PHONE), withheld=_PHONES),
    Kind(FUNCTIONING_OF, _stated(FUNCTIONING_OF), withheld=_FUNCTIONING),
    Kind(DOCUMENT, _stated(DOCUMENT), withheld=_DOCUMENTS),
    Kind(CONSENT, _stated(CONSENT), withheld=_CONSENTS),
)
