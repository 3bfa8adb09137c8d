"""How two projects went: families come in, most of their people take part, some come again under a new id."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from demo import activities, geography
from demo.activities import Gathering, exchange, gather
from demo.again import MOVED, write_again
from demo.families import Family, RealPerson, age_on, families
from demo.geography import Region
from demo.programmes import Programme
from demo.projects import Plan
from demo.registering import Home, Registration, at_the_door_of, interview, number
from demo.sizes import Sizes
from demo.writing import write

TAKES_PART, TAKES_PART_AT_75 = 0.985, 0.6
"""Share of those old enough who take part in something."""

_WITHOUT_HOUSEHOLD, _IN_THE_SAME = 0.5, 0.3
"""Of those registered again, half belong to no household then, three in ten to the same, the others to a new one."""

Drawing = Callable[[str], Random]
"""Chance for one part of the world. Each part has its own, so that a change in one leaves the others as they were."""


@dataclass
class Story:
    homes: list[Home] = field(default_factory=list)
    registrations: list[Registration] = field(default_factory=list)
    gatherings: list[Gathering] = field(default_factory=list)
    alone: list[Registration] = field(default_factory=list)
    """Those registered without a household."""

    def part(self) -> None:
        """Let everybody go: seats tie people to each other in circles, which would keep them until somebody looks."""
        for gathering in self.gatherings:
            gathering.seats.clear()
        for one in self.registrations:
            one.seats.clear()


def tell(
    drawing: Drawing, sizes: Sizes, programme: Programme, guests: Sequence[Registration] = (), first: int = 1
) -> Story:
    """Both projects, with everybody registered and numbered; real people are counted from `first`.

    Guests have an id that another story tells of. In the second project they are among those who get one more.
    """
    story = Story()
    pilot, followup = programme.plans
    coming = families(drawing("families"), programme.region, first)
    once = _settle(drawing("pilot"), story, coming, pilot, sizes.pilot_reached - sizes.pilot_again)
    _take_part(drawing("pilot activities"), story, pilot, once, known=once, again=sizes.pilot_again)
    back = drawing("returning").sample(once, sizes.followup_returning)
    new = sizes.followup_reached - sizes.followup_again - len(back)
    newcomers = _settle(drawing("followup"), story, coming, followup, new)
    known = once + newcomers
    visiting = [_elsewhere(drawing(f"guest {place}"), one, programme.region) for place, one in enumerate(guests)]
    story.registrations += visiting
    _take_part(
        drawing("followup activities"),
        story,
        followup,
        back + newcomers + visiting,
        known=known,
        again=sizes.followup_again - len(visiting),
    )
    _register(drawing("registering"), story, followup)
    return story


def _settle(random: Random, story: Story, coming: Iterator[Family], plan: Plan, wanted: int) -> list[Registration]:
    """Let families come until so many of their people will take part; all of them are to be registered."""
    taking_part: list[Registration] = []
    while len(taking_part) < wanted:
        family = next(coming)
        home = Home(family, family.place, [], plan)
        for person in family.people:
            one = Registration(person, family, family.place, write(random, person, family.place))
            home.registrations.append(one)
            if len(taking_part) < wanted and _takes_part(random, person, plan):
                taking_part.append(one)
        story.homes.append(home)
        story.registrations += home.registrations
    return taking_part


def _takes_part(random: Random, person: RealPerson, plan: Plan) -> bool:
    years = age_on(person.birth, plan.starts_on)
    return years >= activities.YOUNGEST and random.random() < (TAKES_PART if years < 75 else TAKES_PART_AT_75)


def _take_part(
    random: Random, story: Story, plan: Plan, people: list[Registration], *, known: list[Registration], again: int
) -> None:
    """One project's activities; `again` of the known take part under an id of their own, as if never seen."""
    pairs = [(first, _again(random, first)) for first in random.sample(known, again)]
    second = [one for _, one in pairs]
    story.registrations += second
    story.gatherings += gather(random, plan, people + second)
    for first, one in pairs:
        if one.first_day() < first.first_day():
            exchange(first, one)


def _again(random: Random, first: Registration) -> Registration:
    moved = random.random() < MOVED
    place = geography.sub_district(random, geography.district(first.place)) if moved else first.place
    return _anew(random, first, place)


def _elsewhere(random: Random, first: Registration, region: Region) -> Registration:
    return _anew(random, first, geography.home(random, region))


def _anew(random: Random, first: Registration, place: str) -> Registration:
    writing = write_again(random, first.person, first.writing, place)
    return Registration(first.person, first.family, place, writing, again=True)


def _register(random: Random, story: Story, latest: Plan) -> None:
    for home in story.homes:
        interview(random, home)
    of_family = {id(home.family): home for home in story.homes}
    for one in story.registrations:
        if one.again:
            at_the_door_of(random, one)
            _house(random, story, of_family.get(id(one.family)), one, latest)
    story.registrations = number(story.registrations)


def _house(random: Random, story: Story, home: Home | None, one: Registration, latest: Plan) -> None:
    """Those whose family is registered elsewhere have no household here, unless one of their own."""
    chance = random.random()
    if chance < _WITHOUT_HOUSEHOLD:
        story.alone.append(one)
    elif chance < _WITHOUT_HOUSEHOLD + _IN_THE_SAME and home is not None:
        home.registrations.append(one)
    else:
        own = Home(one.family, one.place, [one], home.plan if home else latest, again=True)
        own.at, own.by, own.day = one.at - timedelta(minutes=1), one.by, one.first_day()
        story.homes.append(own)
