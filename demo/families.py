"""Who really lives there: families of about six, with the names that run through them.

Father's and grandfather's names are shared by all siblings, a wife keeps her own father's line, and the children of two
wives differ in their mother only. No brothers or sisters who live bear one name. Nothing here is written down yet:
`registration` does that, with its errors.

Chances: single 3 %, couple alone 3 %, parents with children 45 %, with the head's parents or siblings 27 %, two wives
5 %, widow 9 %, child as head 1 %, married sons under one roof 7 %; a birth is of twins in 1.5 %; one head in 70 bears
the three names of another head in the same sub-district; with one family in 100 lives somebody who is no relative.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import NamedTuple

from demo import geography, names
from demo.geography import Region
from demo.names import Name

TODAY = date(2019, 4, 1)
"""The day on which ages are reckoned: the programme's first."""

KINDS = {
    "single": 3,
    "couple": 3,
    "nuclear": 45,
    "extended": 27,
    "two_wives": 5,
    "widow": 9,
    "child_headed": 1,
    "joint": 7,
}
TWINS = 0.015
NAMESAKE = 1 / 70
LODGER = 0.01
KURDISH_SPEAKING = {
    geography.NINEWA: 0.08,
    geography.NAJAF: 0.005,
    "IQG09": 0.95,  # Duhok
    "IQG11": 0.9,  # Erbil
    "IQG06": 0.97,  # Al-Sulaymaniyah
    "IQG13": 0.35,  # Kirkuk
    "IQG10": 0.1,  # Diyala
    "IQG16": 0.04,  # Salah Al-Din
}
"""Share of families whose names are written in Kurdish letters: a language, and nothing else about them."""
KURDISH_SPEAKING_ELSEWHERE = 0.005

_BIRTHS_WANTED = [1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 6, 6, 7, 7, 8, 9]
_LAST_AGE_OF_BIRTH = 43
_YEAR = 365.25


class Lineage(NamedTuple):
    """What a child has from the father: his name, his father's, his grandfather's, and the family's nisba if any."""

    father: Name
    grandfather: Name
    great_grandfather: Name
    nisba: Name | None


class Mother(NamedTuple):
    given: Name
    father: Name
    grandfather: Name


@dataclass(slots=True, eq=False)
class RealPerson:
    """Somebody as they are, whoever has written down what about them."""

    number: int
    sex: str
    given: Name
    lineage: Lineage
    mother: Mother
    birth: date
    relation: str
    eldest: Name | None = None
    """The child after whom a parent is called Abu or Umm."""
    husband_nisba: Name | None = None


@dataclass(slots=True, eq=False)
class Family:
    place: str
    kind: str
    language: str
    people: list[RealPerson] = field(default_factory=list)


def age_on(birth: date, day: date = TODAY) -> int:
    """Completed years."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def families(random: Random, region: Region, first: int = 1) -> Iterator[Family]:
    """Families of a region without end; their people are numbered on from `first`."""
    numbers = count(first)
    heads: dict[str, list[RealPerson]] = {}
    while True:
        place = geography.home(random, region)
        speaking = KURDISH_SPEAKING.get(geography.governorate(place), KURDISH_SPEAKING_ELSEWHERE)
        family = Family(
            place=place,
            kind=random.choices(list(KINDS), list(KINDS.values()))[0],
            language="ckb" if random.random() < speaking else "ar",
        )
        _Settling(random, numbers, family, heads.setdefault(place, [])).settle()
        yield family


class _Settling:
    """One family while it is being put together."""

    def __init__(self, random: Random, numbers: Iterator[int], family: Family, heads: list[RealPerson]) -> None:
        self.random = random
        self.numbers = numbers
        self.family = family
        self.heads = heads

    def settle(self) -> None:
        kind = self.family.kind
        if kind == "widow":
            self._widow()
        elif kind == "child_headed":
            self._orphans()
        elif kind == "joint":
            self._joint()
        else:
            head = self._head("female" if kind == "single" and self.random.random() < 0.4 else "male", (21, 76, 38))
            if kind != "single":
                for _ in range(2 if kind == "two_wives" else 1):
                    self._marry(head, children=kind != "couple")
            if kind == "extended":
                self._relatives(head)
        if self.random.random() < LODGER:
            birth = TODAY - timedelta(days=int(self.random.uniform(20, 60) * _YEAR))
            self.family.people.append(self._stranger("male", birth, "not_related"))

    def _widow(self) -> None:
        widow = self._head("female", (24, 72, 42))
        late_husband = self._stranger("male", _earlier(self.random, widow.birth, 2, 8), "")
        self._children(late_husband, widow, "child")

    def _orphans(self) -> None:
        head = self._head("male", (14, 17, 16))
        for years in range(2, 2 * self.random.randint(2, 4) + 1, 2):
            birth = head.birth + timedelta(days=int(years * _YEAR) + self.random.randrange(200))
            self._sibling(head, birth)

    def _joint(self) -> None:
        head = self._head("male", (48, 75, 58))
        self._marry(head, children=True)
        for _ in range(self.random.randint(1, 2)):
            birth = TODAY - timedelta(days=int(self.random.uniform(20, min(32, age_on(head.birth) - 20)) * _YEAR))
            wife = next(person for person in self.family.people if person.relation == "spouse")
            son = self._child_of(head, wife, birth, "child", sex="male")
            self._marry(son, children=True, relation="other_relative", of_children="other_relative")

    def _relatives(self, head: RealPerson) -> None:
        """The head's mother, at times his father, and unmarried brothers and sisters of his."""
        older = _earlier(self.random, head.birth, 17, 32)
        if self.random.random() < 0.8 and age_on(older) < 92:
            lineage = self._lineage()
            lineage = lineage._replace(father=head.mother.father, grandfather=head.mother.grandfather)
            mother = self._person("female", head.mother.given, lineage, self._mother(), birth=older, relation="parent")
            mother.eldest = head.given
        if self.random.random() < 0.35 and age_on(older) < 85:
            line = head.lineage
            above = self._given("male")
            lineage = Lineage(line.grandfather, line.great_grandfather, above, line.nisba)
            birth = _earlier(self.random, older, 0, 8)
            father = self._person("male", line.father, lineage, self._mother(), birth=birth, relation="parent")
            father.eldest = head.given
        for _ in range(self.random.choice([0, 1, 1, 2, 3])):
            birth = head.birth + timedelta(days=self.random.randint(400, 5_000))
            if age_on(birth) >= 10:
                self._sibling(head, birth)

    def _head(self, sex: str, ages: tuple[int, int, int]) -> RealPerson:
        low, high, usual = ages
        birth = TODAY - timedelta(days=int(self.random.triangular(low, high, usual) * _YEAR))
        head = self._stranger(sex, birth, "head")
        if sex == "male":
            if self.heads and self.random.random() < NAMESAKE:
                other = self.random.choice(self.heads)
                head.given = other.given
                head.lineage = head.lineage._replace(father=other.lineage.father, grandfather=other.lineage.grandfather)
            self.heads.append(head)
        self.family.people.append(head)
        return head

    def _marry(
        self, husband: RealPerson, *, children: bool, relation: str = "spouse", of_children: str = "child"
    ) -> None:
        oldest = husband.birth - timedelta(days=700)
        birth = min(oldest + timedelta(days=self.random.randint(0, 4_400)), TODAY - timedelta(days=int(18 * _YEAR)))
        wife = self._stranger("female", birth, relation)
        wife.husband_nisba = husband.lineage.nisba
        self.family.people.append(wife)
        if children:
            self._children(husband, wife, of_children)

    def _children(self, father: RealPerson, mother: RealPerson, relation: str) -> None:
        birth = mother.birth + timedelta(days=int(self.random.uniform(18, 25) * _YEAR))
        first = True
        for _ in range(self.random.choice(_BIRTHS_WANTED)):
            if birth >= TODAY or (birth - mother.birth).days > _LAST_AGE_OF_BIRTH * _YEAR:
                break
            for _ in range(2 if self.random.random() < TWINS else 1):
                sex = self.random.choice(("female", "male"))
                if self._still_at_home(sex, birth):
                    self._child_of(father, mother, birth, relation, sex=sex, first=first)
                    first = False
            birth += timedelta(days=self.random.randint(380, 1_150))

    def _still_at_home(self, sex: str, birth: date) -> bool:
        years = age_on(birth)
        return years < 19 or (years < 35 and self.random.random() < (0.65 if sex == "male" else 0.4))

    def _child_of(
        self,
        father: RealPerson,
        mother: RealPerson,
        birth: date,
        relation: str,
        *,
        sex: str,
        first: bool = True,
    ) -> RealPerson:
        line = father.lineage
        lineage = Lineage(father.given, line.father, line.grandfather, line.nisba)
        given = self._given_beside(lineage, sex)
        parent = Mother(mother.given, mother.lineage.father, mother.lineage.grandfather)
        child = self._person(sex, given, lineage, parent, birth=birth, relation=relation)
        for one in (father, mother):
            if one.eldest is None or (sex == "male" and first):
                one.eldest = given
        return child

    def _sibling(self, head: RealPerson, birth: date) -> None:
        sex = self.random.choice(("female", "male"))
        given = self._given_beside(head.lineage, sex)
        self._person(sex, given, head.lineage, head.mother, birth=birth, relation="sibling")

    def _person(
        self, sex: str, given: Name, lineage: Lineage, mother: Mother, *, birth: date, relation: str
    ) -> RealPerson:
        person = RealPerson(next(self.numbers), sex, given, lineage, mother, birth, relation)
        self.family.people.append(person)
        return person

    def _stranger(self, sex: str, birth: date, relation: str) -> RealPerson:
        """Somebody of another line, not yet one of the family."""
        return RealPerson(next(self.numbers), sex, self._given(sex), self._lineage(), self._mother(), birth, relation)

    def _lineage(self) -> Lineage:
        language = self.family.language
        held = names.nisba(self.random, language) if self.random.random() < 0.75 else None
        return Lineage(self._given("male"), self._given("male"), self._given("male"), held)

    def _mother(self) -> Mother:
        return Mother(self._given("female"), self._given("male"), self._given("male"))

    def _given_beside(self, lineage: Lineage, sex: str) -> Name:
        """A given name that no living brother or sister bears, of whichever mother."""
        taken = {person.given for person in self.family.people if person.lineage == lineage}
        given = self._given(sex)
        while given in taken:
            given = self._given(sex)
        return given

    def _given(self, sex: str) -> Name:
        return names.given(self.random, sex, self.family.language)


def _earlier(random: Random, day: date, least: int, most: int) -> date:
    """A day so many years earlier."""
    return day - timedelta(days=int(random.uniform(least, most) * _YEAR) + 1)
