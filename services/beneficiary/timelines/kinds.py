"""What of the register stands on a timeline: of a person, and of an area, where nothing is about anybody."""

from dataclasses import replace

from services.beneficiary.activities.reads import ACTIVITY
from services.beneficiary.activities.views import ACTIVITIES
from services.beneficiary.attendances.reads import ATTENDANCE
from services.beneficiary.attendances.views import ATTENDANCES
from services.beneficiary.certificates.reads import CERTIFICATE
from services.beneficiary.certificates.views import CERTIFICATES
from services.beneficiary.consents.reads import CONSENT
from services.beneficiary.consents.views import CONSENTS, ConsentDecision
from services.beneficiary.displacements.reads import DISPLACEMENT
from services.beneficiary.displacements.views import DISPLACEMENTS
from services.beneficiary.enrolments.reads import ENROLMENT
from services.beneficiary.enrolments.views import ENROLMENTS
from services.beneficiary.households.reads import MEMBERSHIP
from services.beneficiary.households.views import HOUSEHOLDS
from services.beneficiary.identities.views import MERGES
from services.beneficiary.merges.reads import MERGE
from services.beneficiary.people.tables import Person
from services.beneficiary.people.views import PEOPLE, PersonView
from services.beneficiary.sessions.reads import SESSION
from services.beneficiary.sessions.views import SESSIONS
from services.beneficiary.timelines.views import BeneficiaryHappening as Happening
from shared.days import its_day
from shared.facts import Source, standing
from shared.timelines.kinds import AS_OF, OF_THEM, WHOSE, Kind, in_an_area, ordered

_ACTIVITY = {name: f"activity.{name}" for name in ("project", "type", "place")}
"""SQL: what is told of an activity with somebody's part in it."""
_THEIR_LIFE = f"""
    FROM memberships AS member WHERE member.person_id = ANY ({WHOSE}) AND {standing("member", AS_OF)}
"""
_LATER = f"""
    SELECT FROM displacements AS later WHERE later.household_id = fact.household_id AND {standing("later", AS_OF)}
    AND (later.since, later.id) > (fact.since, fact.id) AND later.since <= member.joined_on
"""
# Their households first, whatever the day, so that an index finds what began in these.
_LIVED_THERE = f"""fact.household_id = ANY (ARRAY(SELECT member.household_id {_THEIR_LIFE}))
    AND EXISTS (SELECT {_THEIR_LIFE} AND member.household_id = fact.household_id
        AND (member.left_on IS NULL OR member.left_on > fact.since)
        AND (fact.until IS NULL OR fact.until > member.joined_on) AND NOT EXISTS ({_LATER}))"""
"""SQL: this lasted while the person lived in the household, whose status it was before they came or became it then."""

_PERSON = Source("person", PEOPLE, Person, PersonView, person="fact.id")
_LIVED = replace(MEMBERSHIP, place=None)
"""Where somebody has lived is told wherever they are: it is their own."""
_ENROLMENT, _ATTENDANCE, _CERTIFICATE, _SESSION = (
    replace(source, columns={**source.columns, **_ACTIVITY}) for source in (ENROLMENT, ATTENDANCE, CERTIFICATE, SESSION)
)
_OF_ACTIVITY = {ACTIVITIES: tuple(_ACTIVITY)}
_IN_ITS_ACTIVITY = standing("activity", AS_OF)
"""SQL: what belongs to an activity stands as long as that does."""
_STATUS = ("status", "household_id", "until", "origin", "shelter")
_CONSENT = {CONSENTS: ("purpose", "recipient_class")}
_TOOK_PART = {ENROLMENTS: ("activity_id",), **_OF_ACTIVITY}

_OF_EITHER = f"(fact.absorbed_id = ANY ({WHOSE}) OR fact.survivor_id = ANY ({WHOSE}))"
"""SQL: a merge is of the person. Told by its own number alone, for once it is undone the other one is somebody else."""

OF_A_PERSON = ordered(
    [
        Kind(
            Happening.REGISTERED,
            _PERSON,
            "recorded_at",
            f"fact.id = ANY ({WHOSE})",
            {PEOPLE: ("registration_number",)},
            day=its_day("fact.recorded_at"),
            numbered=False,
        ),
        Kind(
            Happening.MERGED,
            MERGE,
            "recorded_at",
            _OF_EITHER,
            {MERGES: ("reason",)},
            day=its_day("fact.recorded_at"),
            stood=f"fact.recorded_at <= {AS_OF}",
        ),
        Kind(
            Happening.UNMERGED,
            MERGE,
            "voided_at",
            _OF_EITHER,
            {MERGES: ("void_reason",)},
            day=its_day("fact.voided_at"),
            stood=f"fact.voided_at <= {AS_OF}",
        ),
        Kind(Happening.STATUS_BEGAN, DISPLACEMENT, "since", OF_THEM, {DISPLACEMENTS: _STATUS}),
        Kind(Happening.HOUSEHOLD_STATUS_BEGAN, DISPLACEMENT, "since", _LIVED_THERE, {DISPLACEMENTS: _STATUS}),
        Kind(Happening.HOUSEHOLD_JOINED, _LIVED, "joined_on", OF_THEM, {HOUSEHOLDS: ("household_id", "relation")}),
        Kind(
            Happening.HOUSEHOLD_LEFT,
            _LIVED,
            "left_on",
            OF_THEM,
            {HOUSEHOLDS: ("household_id",)},
            where="fact.left_on IS NOT NULL",
        ),
        *(
            Kind(code, CONSENT, "decided_on", OF_THEM, _CONSENT, where=f"fact.decision = '{decision}'")
            for code, decision in (
                (Happening.CONSENT_GIVEN, ConsentDecision.GIVEN),
                (Happening.CONSENT_WITHDRAWN, ConsentDecision.WITHDRAWN),
            )
        ),
        Kind(Happening.ENROLLED, _ENROLMENT, "enrolled_on", OF_THEM, _TOOK_PART, where=_IN_ITS_ACTIVITY),
        Kind(
            Happening.ENROLMENT_WITHDRAWN,
            _ENROLMENT,
            "withdrawn_on",
            OF_THEM,
            _TOOK_PART,
            where=f"fact.withdrawn_on IS NOT NULL AND {_IN_ITS_ACTIVITY}",
        ),
        Kind(
            Happening.ATTENDED,
            _ATTENDANCE,
            "attended_on",
            OF_THEM,
            {ATTENDANCES: ("session_id", "activity_id", "outcome"), **_OF_ACTIVITY},
            where=f"{standing('session', AS_OF)} AND {_IN_ITS_ACTIVITY}",
        ),
        Kind(
            Happening.CERTIFIED,
            _CERTIFICATE,
            "issued_on",
            OF_THEM,
            {CERTIFICATES: ("activity_id", "number"), **_OF_ACTIVITY},
            where=_IN_ITS_ACTIVITY,
        ),
    ]
)

IN_AN_AREA = ordered(
    [
        in_an_area(Happening.ACTIVITY_BEGAN, ACTIVITY, "starts_on", "type", "project", "place", "ends_on"),
        Kind(
            Happening.SESSION_HELD,
            _SESSION,
            "held_on",
            f"activity.place LIKE {WHOSE}",
            {SESSIONS: ("activity_id", "hours"), **_OF_ACTIVITY},
            where=_IN_ITS_ACTIVITY,
        ),
    ]
)
