"""What people can be asked for by in the register, and broken down by."""

from services.beneficiary.activities.views import ACTIVITIES, ActivityType
from services.beneficiary.attendances.views import ATTENDANCES
from services.beneficiary.cohorts import rows
from services.beneficiary.cohorts.views import BeneficiaryBreakdown, BeneficiaryCriterion
from services.beneficiary.consents.views import CONSENTS
from services.beneficiary.displacements.views import DISPLACEMENTS, DisplacementStatus
from services.beneficiary.enrolments.views import ENROLMENTS
from services.beneficiary.households.views import HOUSEHOLDS, Relation
from services.beneficiary.notices.views import RecipientClass
from services.beneficiary.people.views import PEOPLE, Sex
from services.beneficiary.reach.views import AgeBand
from shared.callers import Purpose, Service
from shared.cohorts.criteria import Ask, Breakdown, Criterion, Declared, always, any_of, in_any_of
from shared.cohorts.views import Kind, Stated

_C, _B = BeneficiaryCriterion, BeneficiaryBreakdown
_LIVES = ("person", "household_id", "relation", "joined_on", "left_on")
_BORN = "stated.birth_date"


def _is_of_age(ask: Ask, stated: Stated) -> str:
    """SQL: in completed years on the day; whose birth date is not known is of no age."""
    at_least = [] if stated.min is None else [f"{_BORN} <= {ask.day} - {_years(ask, stated.min)}"]
    at_most = [] if stated.max is None else [f"{_BORN} > {ask.day} - {_years(ask, stated.max + 1)}"]
    return " AND ".join([*at_least, *at_most])


def _years(ask: Ask, years: int) -> str:
    return f"make_interval(years => {ask.value(years, 'int')})"


def _is_registered(ask: Ask, stated: Stated) -> str:
    day = "(person.recorded_at AT TIME ZONE 'Asia/Baghdad')::date"
    since = [] if stated.since is None else [f"{day} >= {ask.value(stated.since, 'date')}"]
    until = [] if stated.until is None else [f"{day} <= {ask.value(stated.until, 'date')}"]
    return " AND ".join([*since, *until])


def age_band(ask: Ask) -> str:
    bands = [(AgeBand.UNDER_6, 6), (AgeBand.FROM_6_TO_17, 18), (AgeBand.FROM_18_TO_59, 60)]
    younger = " ".join(f"WHEN {_BORN} > {ask.day} - interval '{years} years' THEN '{band}'" for band, years in bands)
    return f"CASE WHEN {_BORN} IS NULL THEN '{AgeBand.NOT_STATED}' {younger} ELSE '{AgeBand.FROM_60}' END"


def _consents(name: BeneficiaryCriterion, recipients: RecipientClass) -> Criterion:
    fields = ("person", "purpose", "recipient_class", "decision", "decided_on", "given_by")
    told = rows.consenting(recipients)
    return Criterion(name, CONSENTS, fields, Kind.CODES, told, any_of("given.purpose"), codes=Purpose, now=True)


def _lives(name: BeneficiaryBreakdown, length: int) -> Breakdown:
    return Breakdown(name, PEOPLE, rows.REGISTER, lambda _: f"left(stated.place, {length})")


DECLARED = Declared.of(
    Service.BENEFICIARY,
    [
        Criterion(_C.SEX, PEOPLE, ("sex",), Kind.CODES, rows.REGISTER, any_of("stated.sex"), codes=Sex),
        Criterion(_C.AGE, PEOPLE, ("birth_date",), Kind.AGE, rows.REGISTER, _is_of_age),
        Criterion(_C.PLACE, PEOPLE, ("place",), Kind.PLACES, rows.REGISTER, in_any_of("stated.place")),
        Criterion(_C.REGISTERED, PEOPLE, ("recorded_at",), Kind.DAYS, rows.REGISTRATIONS, _is_registered),
        Criterion(
            _C.DISPLACEMENT_STATUS,
            DISPLACEMENTS,
            ("person", "household_id", "status", "since", "until"),
            Kind.CODES,
            rows.STATUSES,
            any_of("held.status"),
            codes=DisplacementStatus,
            without=DisplacementStatus.UNKNOWN,
        ),
        Criterion(
            _C.HOUSEHOLD_ROLE, HOUSEHOLDS, _LIVES, Kind.CODES, rows.LIVING, any_of("living.relation"), codes=Relation
        ),
        Criterion(
            _C.FEMALE_HEADED,
            HOUSEHOLDS,
            (*_LIVES, "female_headed"),
            Kind.YES_OR_NO,
            rows.HEADED_BY_A_WOMAN,
            always,
        ),
        Criterion(
            _C.ENROLLED,
            ENROLMENTS,
            ("person", "activity_id", "enrolled_on"),
            Kind.CODES,
            rows.ENROLLED,
            any_of("activity.type"),
            codes=ActivityType,
        ),
        Criterion(
            _C.ATTENDED,
            ATTENDANCES,
            ("person", "activity_id", "outcome"),
            Kind.CODES,
            rows.ATTENDED,
            any_of("activity.type"),
            codes=ActivityType,
        ),
        Criterion(
            _C.ATTENDED_PROJECT,
            ATTENDANCES,
            ("person", "activity_id", "outcome"),
            Kind.PROJECTS,
            rows.ATTENDED,
            any_of("activity.project"),
        ),
        _consents(_C.CONSENTS_TO_STAFF, RecipientClass.STAFF),
        _consents(_C.CONSENTS_TO_AUTHORITIES, RecipientClass.AUTHORITY),
        _consents(_C.CONSENTS_TO_AID, RecipientClass.AID),
    ],
    [
        _lives(_B.GOVERNORATE, 5),
        _lives(_B.DISTRICT, 8),
        _lives(_B.SUBDISTRICT, 11),
        Breakdown(_B.SEX, PEOPLE, rows.REGISTER, lambda _: "stated.sex", codes=Sex),
        Breakdown(_B.AGE_BAND, PEOPLE, rows.REGISTER, age_band, codes=AgeBand),
        Breakdown(
            _B.DISPLACEMENT_STATUS,
            DISPLACEMENTS,
            rows.STATUSES,
            lambda _: "held.status",
            codes=DisplacementStatus,
            without=DisplacementStatus.UNKNOWN,
        ),
        Breakdown(_B.ACTIVITY_TYPE, ACTIVITIES, rows.ATTENDED, lambda _: "activity.type", codes=ActivityType),
    ],
)
