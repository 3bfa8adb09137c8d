"""How deep each staff role sees into each dataset. Who may call a route, the route itself says."""

from collections.abc import Mapping
from functools import lru_cache

from shared.callers import DatasetName, Purpose, Role, Service
from shared.classification import HIGH, LOW, MODERATE, SEVERE, Scope, Sensitivity

OWNERS: Mapping[DatasetName, Service] = {
    DatasetName.PEOPLE: Service.BENEFICIARY,
    DatasetName.MERGES: Service.BENEFICIARY,
    DatasetName.PROPOSALS: Service.BENEFICIARY,
    DatasetName.DUPLICATES: Service.BENEFICIARY,
    DatasetName.DOCUMENTS: Service.BENEFICIARY,
    DatasetName.PHONES: Service.BENEFICIARY,
    DatasetName.FUNCTIONING: Service.BENEFICIARY,
    DatasetName.CONSENTS: Service.BENEFICIARY,
    DatasetName.NOTICES: Service.BENEFICIARY,
    DatasetName.HOUSEHOLDS: Service.BENEFICIARY,
    DatasetName.DISPLACEMENTS: Service.BENEFICIARY,
    DatasetName.ACTIVITIES: Service.BENEFICIARY,
    DatasetName.SESSIONS: Service.BENEFICIARY,
    DatasetName.ENROLMENTS: Service.BENEFICIARY,
    DatasetName.ATTENDANCES: Service.BENEFICIARY,
    DatasetName.CERTIFICATES: Service.BENEFICIARY,
    DatasetName.PROJECTS: Service.GRANTS,
    DatasetName.FUNDS: Service.GRANTS,
    DatasetName.PHASES: Service.GRANTS,
    DatasetName.CALLS: Service.GRANTS,
    DatasetName.ENTERPRISES: Service.GRANTS,
    DatasetName.OWNERS: Service.GRANTS,
    DatasetName.VERIFICATIONS: Service.GRANTS,
    DatasetName.DOUBLES: Service.GRANTS,
    DatasetName.FILES: Service.GRANTS,
    DatasetName.CONTRACTS: Service.GRANTS,
    DatasetName.TRANCHES: Service.GRANTS,
    DatasetName.MILESTONES: Service.GRANTS,
    DatasetName.APPLICATIONS: Service.GRANTS,
    DatasetName.SITTINGS: Service.GRANTS,
    DatasetName.AWARDS: Service.GRANTS,
    DatasetName.ASSESSMENTS: Service.GRANTS,
    DatasetName.SELECTIONS: Service.GRANTS,
    DatasetName.CANDIDATES: Service.GRANTS,
    DatasetName.VALIDATIONS: Service.GRANTS,
    DatasetName.ASSISTANCES: Service.GRANTS,
    DatasetName.PROVISIONS: Service.GRANTS,
    DatasetName.DELIVERIES: Service.GRANTS,
    DatasetName.PLACEMENTS: Service.GRANTS,
    DatasetName.COURSES: Service.GRANTS,
    DatasetName.FOLLOWUPS: Service.GRANTS,
    DatasetName.WORKS: Service.GRANTS,
    DatasetName.WORKERS: Service.GRANTS,
    DatasetName.WORKDAYS: Service.GRANTS,
    DatasetName.PERIODS: Service.GRANTS,
    DatasetName.WAGES: Service.GRANTS,
    DatasetName.ORDERS: Service.GRANTS,
    DatasetName.PARTIES: Service.GRANTS,
    DatasetName.BATCHES: Service.GRANTS,
    DatasetName.INSTRUCTIONS: Service.GRANTS,
    DatasetName.REPORTS: Service.GRANTS,
    DatasetName.PAYMENTS: Service.GRANTS,
    DatasetName.REFUNDS: Service.GRANTS,
    DatasetName.RECOVERIES: Service.GRANTS,
    DatasetName.RATES: Service.GRANTS,
    DatasetName.STATEMENTS: Service.GRANTS,
    DatasetName.FINDINGS: Service.GRANTS,
    DatasetName.VISITS: Service.GRANTS,
    DatasetName.EMPLOYMENTS: Service.GRANTS,
    DatasetName.FORUMS: Service.FORUMS,
    DatasetName.MEMBERS: Service.FORUMS,
    DatasetName.TERMS: Service.FORUMS,
    DatasetName.ELECTIONS: Service.FORUMS,
    DatasetName.MEETINGS: Service.FORUMS,
    DatasetName.MINUTES: Service.FORUMS,
    DatasetName.CONCERNS: Service.FORUMS,
    DatasetName.SAFEGUARDS: Service.FORUMS,
    DatasetName.PLANS: Service.FORUMS,
    DatasetName.ACTIONS: Service.FORUMS,
    DatasetName.REFERRALS: Service.FORUMS,
    DatasetName.INDICATORS: Service.FORUMS,
    DatasetName.QUESTIONS: Service.FORUMS,
    DatasetName.WAVES: Service.FORUMS,
    DatasetName.ANSWERS: Service.FORUMS,
    DatasetName.PERCEPTION: Service.FORUMS,
    DatasetName.TRAININGS: Service.FORUMS,
}
"""Which service keeps a dataset; results are composed of all three, and each has jobs."""

_D = DatasetName
_PROJECTS = {_D.PROJECTS: MODERATE}
_TAKING_PART = dict.fromkeys((_D.ACTIVITIES, _D.SESSIONS, _D.ENROLMENTS, _D.ATTENDANCES, _D.CERTIFICATES), HIGH)
_REGISTRY = {_D.PEOPLE: HIGH, _D.HOUSEHOLDS: HIGH, _D.DISPLACEMENTS: HIGH, **_TAKING_PART}
_CASE = {
    _D.MERGES: HIGH,
    _D.PROPOSALS: HIGH,
    _D.DUPLICATES: HIGH,
    _D.DOCUMENTS: HIGH,
    _D.PHONES: HIGH,
    _D.FUNCTIONING: HIGH,
    _D.CONSENTS: HIGH,
    _D.NOTICES: LOW,
}
_LEADING = (_D.MEMBERS, _D.TERMS, _D.ELECTIONS)
_AT_WORK = (_D.MEETINGS, _D.MINUTES, _D.CONCERNS, _D.PLANS, _D.ACTIONS, _D.REFERRALS, _D.INDICATORS)
_SURVEYS = dict.fromkeys((_D.QUESTIONS, _D.WAVES, _D.ANSWERS, _D.PERCEPTION, _D.TRAININGS), MODERATE)
_FORUMS = {**dict.fromkeys((_D.FORUMS, *_LEADING, *_AT_WORK), HIGH), **_SURVEYS}
_REVIEWED = {_D.MINUTES: HIGH, _D.CONCERNS: HIGH}
_ENTERPRISES = {_D.ENTERPRISES: HIGH, _D.OWNERS: HIGH, _D.VERIFICATIONS: HIGH, _D.FILES: HIGH}
_CALLING = dict.fromkeys((_D.FUNDS, _D.CALLS, _D.APPLICATIONS, _D.SITTINGS), MODERATE)
_MONITORED = {_D.VISITS: HIGH, _D.EMPLOYMENTS: HIGH}
_AGREED = {_D.CONTRACTS: HIGH, _D.TRANCHES: HIGH, _D.MILESTONES: HIGH}
_FOR_CASH = (_D.WORKS, _D.WORKERS, _D.WORKDAYS, _D.PERIODS, _D.WAGES)
_LEARNING = (_D.PLACEMENTS, _D.COURSES, _D.FOLLOWUPS)
_COMPOSED = dict.fromkeys((_D.COHORTS, _D.TIMELINES), MODERATE)
_DELIVERING = dict.fromkeys((_D.PROVISIONS, _D.DELIVERIES, *_LEARNING, *_FOR_CASH), HIGH)
_GRANTS = {
    **_CALLING,
    _D.APPLICATIONS: HIGH,
    **_ENTERPRISES,
    **_AGREED,
    **_MONITORED,
    _D.AWARDS: HIGH,
    _D.PHASES: MODERATE,
    **dict.fromkeys((_D.ASSESSMENTS, _D.SELECTIONS, _D.CANDIDATES, _D.VALIDATIONS), MODERATE),
    _D.ASSISTANCES: HIGH,
    **_DELIVERING,
    **dict.fromkeys((_D.ORDERS, _D.BATCHES, _D.INSTRUCTIONS, _D.REPORTS), HIGH),
    **dict.fromkeys((_D.PAYMENTS, _D.REFUNDS, _D.RECOVERIES), HIGH),
    _D.RATES: MODERATE,
}

OPENS: Mapping[Role, Mapping[DatasetName, Sensitivity]] = {
    Role.CASEWORKER: {**_PROJECTS, **_REGISTRY, **_CASE, **_COMPOSED},
    Role.ACTIVITY_LEAD: {**_PROJECTS, _D.PEOPLE: MODERATE, **_TAKING_PART, **_COMPOSED},
    Role.GRANTS_OFFICER: {
        **_PROJECTS,
        **_GRANTS,
        _D.ASSESSMENTS: HIGH,
        _D.PARTIES: HIGH,
        _D.DOUBLES: HIGH,
        _D.FINDINGS: HIGH,
        _D.PEOPLE: HIGH,
        **_COMPOSED,
    },
    Role.FINANCE_APPROVER: {
        **_PROJECTS,
        **_GRANTS,
        _D.PARTIES: HIGH,
        **dict.fromkeys((_D.STATEMENTS, _D.JOBS, _D.TIMELINES), MODERATE),
    },
    Role.COMMITTEE_MEMBER: {**_PROJECTS, **_CALLING, **_ENTERPRISES, _D.AWARDS: MODERATE},
    Role.FORUM_FOCAL_POINT: {**_PROJECTS, **_FORUMS, _D.SAFEGUARDS: LOW, _D.TIMELINES: MODERATE},
    Role.MONITORING: {
        **dict.fromkeys((*_PROJECTS, *_REGISTRY, *_GRANTS, *_FORUMS), MODERATE),
        **dict.fromkeys((_D.STATEMENTS, _D.RESULTS), MODERATE),
        **_COMPOSED,
    },
    Role.PROTECTION: {**_PROJECTS, **_REGISTRY, **_CASE, **_REVIEWED, _D.SAFEGUARDS: HIGH, **_COMPOSED},
    Role.DATA_PROTECTION_OFFICER: {_D.PROJECTS: LOW, _D.CONSENTS: MODERATE, _D.NOTICES: LOW},
    Role.ADMINISTRATOR: {**_PROJECTS, _D.FUNDS: MODERATE, _D.PHASES: MODERATE, _D.JOBS: MODERATE},
}


_DELIVERY = (Purpose.SERVICE_DELIVERY,)

PURPOSES: Mapping[Role, tuple[Purpose, ...]] = {
    **dict.fromkeys(Role, _DELIVERY),
    Role.CASEWORKER: (*_DELIVERY, Purpose.CASE_REFERRAL),
    Role.FORUM_FOCAL_POINT: (Purpose.COMMUNITY_POLICING,),
    Role.MONITORING: (Purpose.MONITORING,),
    Role.PROTECTION: (Purpose.PROTECTION, Purpose.CASE_REFERRAL),
    Role.DATA_PROTECTION_OFFICER: (Purpose.PROTECTION,),
}
"""What each role may ask for; the first unless a request states another."""

SEVERE_FOR = Role.PROTECTION
"""The only role that reads what is severe, and only with a reason."""

KEEPERS = (Role.DATA_PROTECTION_OFFICER, Role.ADMINISTRATOR)
"""The roles that keep partners and agreements. Of one person's several, the first is the one they approve in."""

OVERSEERS = (Role.DATA_PROTECTION_OFFICER, Role.PROTECTION)
"""The roles that may let somebody break the glass, and look at who did, in the order in which they approve."""

BREAKERS = (
    Role.CASEWORKER,
    Role.ACTIVITY_LEAD,
    Role.GRANTS_OFFICER,
    Role.FORUM_FOCAL_POINT,
    Role.MONITORING,
    Role.PROTECTION,
)
"""The roles whose holders meet people who may be in danger, and may break the glass."""


@lru_cache(maxsize=1024)
def scopes(roles: tuple[Role, ...], audience: Service, severe: bool = False) -> dict[DatasetName, Scope]:
    """What these roles together open of one service's datasets: of each the deepest.

    `severe` opens the protection role's registry to the ground; it takes a reason.
    """
    deepest: dict[DatasetName, Sensitivity] = {}
    for role in roles:
        for dataset, ceiling in OPENS[role].items():
            if OWNERS.get(dataset, audience) is audience:
                to_the_ground = severe and role is SEVERE_FOR and ceiling is HIGH
                deepest[dataset] = max(
                    deepest.get(dataset, LOW), SEVERE if to_the_ground else ceiling, key=lambda level: level.rank
                )
    return {dataset: Scope(ceiling=ceiling) for dataset, ceiling in deepest.items()}
