"""Certificates within a mandate: they lie where their activity does; and whether somebody was there often enough."""

from dataclasses import dataclass
from datetime import date

from services.beneficiary.activities.reads import SEVERE
from services.beneficiary.certificates.tables import Certificate
from services.beneficiary.certificates.views import CERTIFICATES, CertificateView
from shared.database import Reader
from shared.facts import Source

CERTIFICATE = Source(
    "certificate",
    CERTIFICATES,
    Certificate,
    CertificateView,
    joins=(
        "JOIN activities AS activity ON activity.id = fact.activity_id"
        " JOIN people AS person ON person.id = fact.person_id"
    ),
    place="activity.place",
    project="activity.project",
    person="fact.person_id",
    severe=SEVERE,
    columns={"person": "person.registration_number"},
)

_PRESENCE = """
SELECT count(*) AS sessions, count(attendance.id) AS present, EXISTS (
    SELECT FROM enrolments AS place
    WHERE place.activity_id = $1 AND place.person_id = $2 AND place.voided_at IS NULL
) AS enrolled
FROM sessions AS session
LEFT JOIN attendances AS attendance ON attendance.session_id = session.id AND attendance.person_id = $2
    AND attendance.voided_at IS NULL AND attendance.outcome = 'present' AND session.held_on <= $3
WHERE session.activity_id = $1 AND session.voided_at IS NULL
"""


@dataclass(frozen=True)
class Presence:
    """At how many of all sessions of an activity somebody was present by a day, and whether they ever enrolled."""

    sessions: int
    present: int
    enrolled: bool

    def is_enough(self, share: int) -> bool:
        """Whether that is this many percent of the sessions, or more."""
        return self.present > 0 and self.present * 100 >= share * self.sessions


async def presence(reader: Reader, activity_id: int, person_id: int, by: date) -> Presence:
    """How often somebody was at an activity by a day; a cancelled session is none."""
    row = await reader.fetchrow(_PRESENCE, activity_id, person_id, by)
    assert row is not None
    return Presence(**dict(row))
