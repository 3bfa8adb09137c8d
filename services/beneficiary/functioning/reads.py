"""Functioning within a mandate: it lies where the person lives. And disability, as it follows from answers."""

from services.beneficiary.functioning.tables import Functioning
from services.beneficiary.functioning.views import (
    FUNCTIONING,
    Difficulty,
    Disability,
    FunctioningOfPersonView,
    FunctioningView,
    Question,
)
from services.beneficiary.people import reads as people
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.facts import Found, Source
from shared.mandate import Mandate

MOST = 200

_BELOW = f"('{Difficulty.NONE}', '{Difficulty.SOME}')"
_AT = f"('{Difficulty.A_LOT}', '{Difficulty.CANNOT}')"


def disability(answered: str) -> str:
    """SQL: what follows of disability from the row `answered` of functioning; null where there is none."""
    columns = [f"{answered}.{question}" for question in Question]
    return (
        f"CASE WHEN {' OR '.join(f'{column} IN {_AT}' for column in columns)} THEN '{Disability.YES}'"
        f" WHEN {' AND '.join(f'{column} IN {_BELOW}' for column in columns)} THEN '{Disability.NO}'"
        f" WHEN {answered}.id IS NOT NULL THEN '{Disability.UNKNOWN}' END"
    )


_ASKED = ", ".join(f"({place}, '{question}', fact.{question})" for place, question in enumerate(Question))
_ANSWERS = f"""(
    SELECT json_agg(json_build_object('question', asked.question, 'answer', asked.answer) ORDER BY asked.place)
    FROM (VALUES {_ASKED}) AS asked (place, question, answer) WHERE asked.answer IS NOT NULL
)"""  # noqa: S608 - codes

FUNCTIONING_OF = Source(
    "functioning",
    FUNCTIONING,
    Functioning,
    FunctioningView,
    joins=f"{people.LIVING} JOIN {people.WHO_LIVES}",
    place=people.WHERE,
    apart=people.LIVES,
    person="fact.person_id",
    columns={"person": "person.registration_number", "answers": _ANSWERS, "disability": disability("fact")},
)


async def functioning(reader: Reader, number: str, mandate: Mandate) -> Found[FunctioningOfPersonView]:
    """What a person answered that stands, the latest answers first, and what follows from those."""
    order = "fact.asked_on DESC, fact.id DESC"
    about = await people.about(reader, FUNCTIONING_OF, number, mandate, order=order, most=MOST)
    offered = FUNCTIONING.readable(mandate.scope(FUNCTIONING.name), tuple(FunctioningOfPersonView.model_fields))
    answer = {
        "functioning": about.rows,
        "disability": about.rows[0].get("disability") if about.rows else Disability.NOT_ASKED,
    }
    fields = tuple(dict.fromkeys((*offered, *(about.fields if "functioning" in offered else ()))))
    return Found(
        FunctioningOfPersonView.model_validate({name: answer[name] for name in offered}),
        Disclosed(dataset=FUNCTIONING.name, fields=fields, people=about.people),
    )
