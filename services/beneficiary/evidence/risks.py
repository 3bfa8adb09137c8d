"""What makes it risky to take two registrations for one person, so that it takes two people: the table is all of it.

A false merge gives one person's aid to another. Nothing of what is severe plays a part: that a merge takes two people
would tell it.
"""

from collections.abc import Callable, Mapping

from services.beneficiary.documents.views import DocumentType
from services.beneficiary.evidence.judging import Compared
from services.beneficiary.evidence.views import Evidence, Together
from services.beneficiary.identities.views import Risk
from services.beneficiary.people.views import BirthPrecision

OF_A_FAMILY = {DocumentType.CIVIL_STATUS_ID}
"""Documents whose number all members of a family have."""


def _one_document(both: Compared) -> bool:
    return bool(set(both.documents) - OF_A_FAMILY)


def _nothing_but_names(both: Compared) -> bool:
    return not both.phone and not _one_document(both)


def _other_name(both: Compared) -> bool:
    """One document outweighs a spelling, and a phone does not: twins are called Hasan and Husayn, and share a phone."""
    evidence = both.evidence("given")
    return evidence is Evidence.DIFFERS or (evidence is Evidence.NEAR and not _one_document(both))


def _born_on_other_days(both: Compared) -> bool:
    to_the_day = {both.one["birth_precision"], both.other["birth_precision"]} == {BirthPrecision.DAY}
    return to_the_day and both.one["birth_date"] != both.other["birth_date"]


def _differ(*fields: str) -> Callable[[Compared], bool]:
    return lambda both: any(both.evidence(field) is Evidence.DIFFERS for field in fields)


RULES: Mapping[Risk, Callable[[Compared], bool]] = {
    Risk.NAMES_ALONE: _nothing_but_names,
    Risk.OTHER_NAME: _other_name,
    Risk.OTHER_MOTHER: _differ("mother_given", "mother_father"),
    Risk.OTHER_SEX: _differ("sex"),
    Risk.OTHER_BIRTH: _born_on_other_days,
    Risk.ONE_HOUSEHOLD: lambda both: both.household is Together.AT_ONCE,
    Risk.SEVERAL_ALREADY: lambda both: max(both.registrations) > 1,
}


def of(both: Compared) -> list[Risk]:
    """Why it takes two people to merge these two; nothing where one will do."""
    return [risk for risk, is_there in RULES.items() if is_there(both)]
