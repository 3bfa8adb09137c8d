"""What linkage reads of each person, in the order in which it is handed on."""

from services.beneficiary.people.views import NAME_PARTS

PARTS = tuple(part for part in NAME_PARTS if part not in {"given", "known_as"})
"""The parts of a name that say whose child somebody is, as `particulars` has them in two scripts each."""

GOVERNORATE, DISTRICT = 5, 8
"""Characters of a place's P-code that name these."""

READ = (
    "person_id",
    "given_native",
    *(f"{part}_{script}" for part in PARTS for script in ("native", "latin")),
    "known_as_native",
    "sex",
    "birth_date",
    "birth_precision",
    "place",
)
"""The columns of `particulars` that a record is made from, in the order in which `table` takes them."""
BESIDE = ("household_id", "registered_on")
"""What else it takes, after those: a household of the person, if there is one, and the day of registration."""
