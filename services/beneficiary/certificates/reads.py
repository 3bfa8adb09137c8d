"""Certificates within a mandate: they lie where their activity does; and whether somebody was there often enough."""

from dataclasses import dataclass
from datetime import date

from services.beneficiary.activities.reads import SEVERE
from services.beneficiary.certificates.tables import Certificate
from services.beneficiary.certificates.views import CERTIFICATES, CertificateView
from services.beneficiary.identities import reads as identities
from services.beneficiary.people import reads as people
from shared.database import Reader
from shared.facts import Source

CERTIFICATE = Source(
    "certificate",
    CERTIFICATES,
    Certificate,
    CertificateView,
    joins=f"JOIN activities AS activity ON activity.id = fact.activity_id {people.WHOM}",
    place="activity.place",
    project="activity.project",
    person="fact.person_id",
    severe=SEVERE,
    columns={"person": "person.registration_number"},
)

_PRESENCE = f"""
WITH who AS (SELECT {identities.cluster("$2::int")} AS cluster)
SELECT count(DISTINCT session.id) AS sessions,
    count(DISTINCT session.id) FILTER (WHERE attendance.id IS NOT NULL) AS present,
    EXISTS (
        SELECT FROM enrolments AS place
        WHERE place.activity_id = $1 AND place.person_id = ANY (who.cluster) AND place.voided_at IS NULL
    ) AS enrolled,
    EXISTS (
        SELECT FROM certificates AS given
        WHERE given.activity_id = $1 AND given.person_id = ANY (who.cluster) AND given.voided_at IS NULL
    ) AS certified
FROM who
LEFT JOIN sessions AS session ON session.activity_id = $1 AND session.voided_at IS NULL
LEFT JOIN attendances AS attendance ON attendance.session_id = session.id AND attendance.voided_at IS NULL
    AND attendance.person_id = ANY (who.cluster) AND attendance.outcome = 'present' AND session.held_on <= $3
GROUP BY who.cluster
"""  # noqa: S608 - no value in it


@dataclass(frozen=True)
class Presence:
    """At how many of all sessions of an activity somebody was present by a day, whether they ever enrolled, and whether
    they have a certificate."""

    sessions: int
    present: int
    enrolled: bool
    certified: bool

    def is_enough(self, share: int) -> bool:
        """Whether that is this many percent of the sessions, or more."""
        return self.present > 0 and self.present * 100 >= share * self.sessions


async def presence(reader: Reader, activity_id: int, person_id: int, by: date) -> Presence:
    """How often somebody was at an activity by a day; a cancelled session is none."""
    row = await reader.fetchrow(_PRESENCE, activity_id, person_id, by)
    assert row is not None
    return Presence(**dict(row))
