"""What is said of an activity beside where and when: who holds it, how people come in, and what its MHPSS is."""

from random import Random
from typing import NamedTuple

from demo import geography

FACILITATORS = {
    "ninewa": ("Sanad for Peacebuilding", "Ninewa Dialogue Centre", "منظمة جسور الموصل"),
    "najaf": ("Rafidain Development Forum", "Kufa Youth Initiative", "مركز الغري للحوار"),
}
ELSEWHERE = ("Tigris Community Initiative", "Two Rivers Dialogue Centre", "منظمة الرافدين للتنمية")
"""Organisations, all of them invented, by the head office of the governorate in which they work."""

BY_ENROLMENT = {"mhpss", "training_cp", "training_conflict", "training_voc", "training_business"}
"""Types that people enrol in; to the others comes who will."""
WITH_CERTIFICATE = {"training_voc": 80, "training_business": 80, "training_conflict": 100}
"""Types that end with a certificate, and at how many percent of the sessions somebody has to have been."""

_MHPSS = {("3.4", "2"): 6, ("3.5", "2"): 5, ("3.2", "2"): 3, ("2.2", "2"): 2, ("7.1", "3"): 2, ("8.2", "3"): 2}
"""Codes of the 4Ws with their layer, and how often each is done: one in five is for one person."""
_STEP = 5

HOURS = {"training_voc": "5.00", "training_business": "4.00", "mhpss": "1.50", "awareness": "1.00"}
"""How long a session lasts; one of another type two hours."""


class Held(NamedTuple):
    """In the order of the columns of an activity."""

    facilitator: str
    capacity: int | None
    by_enrolment: bool
    certificate_share: int | None
    mhpss_code: str | None
    mhpss_layer: str | None


def held(random: Random, type: str, place: str, seats: int) -> Held:
    """An activity of a type in a place in which so many people take part."""
    by_enrolment = type in BY_ENROLMENT
    code, layer = random.choices(list(_MHPSS), list(_MHPSS.values()))[0] if type == "mhpss" else (None, None)
    return Held(
        random.choice(FACILITATORS.get(geography.head_office(place), ELSEWHERE)),
        -(-seats // _STEP) * _STEP if by_enrolment else None,
        by_enrolment,
        WITH_CERTIFICATE.get(type),
        code,
        layer,
    )
