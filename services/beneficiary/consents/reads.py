"""Consents within a mandate, and the one answer that everything else asks for: does it hold now?"""

from datetime import date

from services.beneficiary.consents.tables import Consent
from services.beneficiary.consents.views import CONSENTS, ConsentsView, ConsentView
from services.beneficiary.identities import reads as identities
from services.beneficiary.people import reads as people
from services.beneficiary.people.births import OF_AGE
from shared.database import Reader
from shared.disclosure import Disclosed
from shared.facts import Found, Source, standing
from shared.mandate import Mandate

MOST = 200

_PROXY = (
    f"{identities.merged('merged_proxy', 'fact.proxy_person_id')}"
    f" LEFT JOIN people AS proxy ON proxy.id = {identities.going_on('merged_proxy', 'fact.proxy_person_id')}"
)

CONSENT = Source(
    "consent",
    CONSENTS,
    Consent,
    ConsentView,
    joins=f"{people.LIVING} JOIN {people.WHO_LIVES} {_PROXY}",
    place=people.WHERE,
    apart=people.LIVES,
    person="fact.person_id",
    columns={"person": "person.registration_number", "proxy": "proxy.registration_number"},
)


def holds(person: str, born: str, purpose: str, recipient_class: str) -> str:
    """SQL: a person's consent to a purpose and a class of recipients holds now. True or false, never null.

    The four are SQL themselves, columns with their table's name or parameters; `person` is a registration that goes on
    itself, `born` its birth date. The latest standing decision counts, by day and then by order of recording. What
    somebody gave who turns out to have been a child then does not count. What was given for a child ends when the child
    is 18, today in Asia/Baghdad, or when no birth date says any more that it is one.

    Of several registrations that are one person the stricter wins: none may have withdrawn, and one has to have given.
    What was recorded while some of them were one person already counts for each of those, so that whoever was merged
    can decide anew.
    """
    decisions = f"""FROM consents AS decided
    WHERE decided.person_id = {{}} AND decided.purpose = {purpose}
      AND decided.recipient_class = {recipient_class} AND decided.voided_at IS NULL"""
    given = f"""decided.decision = 'given' AND (
        decided.given_by = 'self' AND ({born} IS NULL OR {born} <= decided.decided_on - interval '{OF_AGE} years')
        OR decided.given_by <> 'self' AND {born} > (now() AT TIME ZONE 'Asia/Baghdad')::date - interval '{OF_AGE} years'
    )"""
    return f"""coalesce(CASE WHEN NOT EXISTS ({identities.absorbed(person)}) THEN (
    SELECT {given}
    {decisions.format(person)}
    ORDER BY decided.decided_on DESC, decided.id DESC
    LIMIT 1
) ELSE (
    SELECT bool_and(decided.decision <> 'withdrawn') AND bool_or({given})
    FROM unnest({identities.cluster(person)}) AS registration (id)
    CROSS JOIN LATERAL (
        SELECT decided.decision, decided.decided_on, decided.given_by
        {decisions.format(f"ANY {identities.cluster(person)}")} AND (
            decided.person_id = registration.id OR EXISTS (
                SELECT FROM identities AS earlier WHERE earlier.person_id = registration.id
                AND earlier.survivor_id = decided.person_id AND {standing("earlier", "decided.recorded_at")}
            )
        )
        ORDER BY decided.decided_on DESC, decided.id DESC
        LIMIT 1
    ) AS decided
) END, false)"""  # noqa: S608 - no value in it


async def consents(reader: Reader, number: str, mandate: Mandate) -> Found[ConsentsView]:
    """The decisions of a person that stand, in the order in which they count, the latest first."""
    about = await people.about(reader, CONSENT, number, mandate, order="fact.decided_on DESC, fact.id DESC", most=MOST)
    offered = CONSENTS.readable(mandate.scope(CONSENTS.name), tuple(ConsentsView.model_fields))
    fields = (*offered, *about.fields) if offered else ()
    return Found(
        ConsentsView.model_validate(dict.fromkeys(offered, about.rows)),
        Disclosed(dataset=CONSENTS.name, fields=fields, people=about.people),
    )


async def born(reader: Reader, person_id: int) -> date | None:
    """The birth date that stands for a person, if one is known."""
    day: date | None = await reader.fetchval(
        "SELECT birth_date FROM particulars WHERE person_id = $1 AND voided_at IS NULL", person_id
    )
    return day
