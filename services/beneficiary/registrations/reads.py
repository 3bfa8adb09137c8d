"""The people of a visit within a mandate, by what nobody outside is told."""

from dataclasses import dataclass
from typing import Any, Self

from services.beneficiary.duplicates.reads import Possible, possible
from services.beneficiary.households.views import HOUSEHOLDS
from services.beneficiary.people.views import PEOPLE
from services.beneficiary.registrations.views import RegisteredView, RegistrationView
from shared.callers import DatasetName
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.facts import Found
from shared.mandate import Mandate

_REGISTERED = """
SELECT person.id, person.registration_number
FROM unnest($1::int[]) WITH ORDINALITY AS registered (id, at)
JOIN people AS person ON person.id = registered.id
JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL
WHERE stated.place LIKE ANY ($2)
ORDER BY registered.at
"""


@dataclass(frozen=True)
class Visit:
    """What one request recorded: a household or none, and people in their order."""

    household_id: int | None
    people: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.household_id or ''}/{','.join(map(str, self.people))}"

    @classmethod
    def read(cls, reference: str) -> Self:
        """The visit that `str` gave this reference to."""
        household, _, people = reference.partition("/")
        return cls(int(household) if household else None, tuple(map(int, people.split(","))))


async def registered(reader: Reader, visit: Visit, mandate: Mandate) -> Found[RegistrationView]:
    """Under which numbers the people of a visit are registered, as far as the mandate reaches."""
    fields = PEOPLE.readable(mandate.scope(DatasetName.PEOPLE), ("registration_number",))
    shown: dict[str, object] = {}
    if visit.household_id is None or HOUSEHOLDS.readable(mandate.scope(DatasetName.HOUSEHOLDS), ("household_id",)):
        shown["household_id"] = visit.household_id
    rows = await reader.fetch(_REGISTERED, visit.people, mandate.area_patterns)
    others = await possible(reader, [row["id"] for row in rows], mandate) if fields else None
    if fields:
        shown["people"] = [_registered(row, fields, others) for row in rows]
    people = tuple(dict.fromkeys([*(row["id"] for row in rows), *(each.other for each in others or ())]))
    fields = fields if others is None else (*fields, "possible_duplicates")
    disclosed = Disclosed(dataset=DatasetName.PEOPLE, fields=fields, people=people) if people else None
    return Found(RegistrationView.model_validate(shown), disclosed)


def _registered(row: Any, fields: tuple[str, ...], others: list[Possible] | None) -> RegisteredView:
    told: dict[str, Any] = {name: row[name] for name in fields}
    if others is not None:
        told["possible_duplicates"] = [each.view for each in others if each.of == row["id"]]
    return RegisteredView.model_validate(told)
