"""What may happen to certificates: one is given to whoever was at enough sessions, once."""

from services.beneficiary.activities.rules import require_activity, require_opened
from services.beneficiary.certificates import numbers, reads
from services.beneficiary.certificates.views import CERTIFICATES, CertificateDraft
from services.beneficiary.people import reads as people
from shared.days import require_past
from shared.errors import Conflict, Invalid
from shared.mandate import Mandate
from shared.write import Write, judged

_IF_FREE = """
INSERT INTO certificates (activity_id, person_id, number, issued_on, recorded_by) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (number) DO NOTHING RETURNING id
"""


async def give(write: Write, draft: CertificateDraft, mandate: Mandate) -> int:
    """Give a person a certificate of an activity in which they had a place and were present often enough."""
    activity = await require_activity(write, draft.activity_id, mandate)
    require_opened(activity, CERTIFICATES.name, mandate)
    if activity.certificate_share is None:
        raise Invalid("without-certificate", "This activity has no certificates.", field="activity_id")
    require_past(draft.issued_on, "issued_on")
    reader = await write.reader()
    person_id = await people.person_id(reader, draft.person, mandate, "person")
    presence = await reads.presence(reader, activity.id, person_id, draft.issued_on)
    if not presence.enrolled:
        raise Invalid("never-enrolled", "The person never had a place in this activity.", field="person")
    if presence.certified:
        raise _twice()
    if not presence.is_enough(activity.certificate_share):
        raise Invalid(
            "too-seldom-present",
            "The person was present at {present} of {sessions} sessions by that day; it takes {share} percent of them.",
            field="person",
            present=presence.present,
            sessions=presence.sessions,
            share=activity.certificate_share,
        )
    id = await _number_one(write, draft, person_id)
    if activity.is_severe:  # an event names nobody then
        write.trail("certificate.given", id, activity=activity.id)
    else:
        write.trail("certificate.given", id, activity=activity.id, person=person_id)
    return id


async def _number_one(write: Write, draft: CertificateDraft, person_id: int) -> int:
    """A certificate under a number that no other has; gives its id."""
    reader, id = await write.reader(), None
    async with judged(write, {"uq_certificates_standing": _twice()}):
        while id is None:
            id = await reader.fetchval(
                _IF_FREE, draft.activity_id, person_id, numbers.draw(), draft.issued_on, write.caller
            )
    return int(id)


def _twice() -> Conflict:
    return Conflict("certified-already", "The person has a certificate of this activity.", field="person")
