"""Who is given a certificate: whoever was at enough sessions of a training that ends with one, some days after it."""

from collections.abc import Sequence
from random import Random

from demo import clock
from demo.activities import Gathering
from demo.attendance import clerk
from demo.holding import WITH_CERTIFICATE
from demo.rows import Certificate
from services.beneficiary.certificates.numbers import LETTERS, LONG, spelt
from shared.days import day_of


def certificate_rows(random: Random, gatherings: Sequence[Gathering]) -> list[Certificate]:
    """The certificates of all trainings; two of the same number are as good as impossible."""
    rows: list[Certificate] = []
    for gathering in gatherings:
        share = WITH_CERTIFICATE.get(gathering.type)
        if share is None:
            continue
        given = clock.after(random, gathering.days[-1], clock.CLOSING - 25)
        for seat in gathering.seats:
            if len(seat.days) * 100 >= share * len(gathering.days):
                number = spelt("".join(random.choices(LETTERS, k=LONG)))
                rows.append(
                    Certificate(0, gathering.id, seat.registration.id, number, day_of(given), given, clerk(gathering))
                )
    return rows
