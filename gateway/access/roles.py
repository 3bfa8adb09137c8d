"""How deep each staff role sees into each dataset. Who may call a route, the route itself says."""

from collections.abc import Mapping
from functools import lru_cache

from shared.callers import DatasetName, Role, Service
from shared.classification import HIGH, LOW, MODERATE, Scope, Sensitivity

OWNERS: Mapping[DatasetName, Service] = {
    DatasetName.PEOPLE: Service.BENEFICIARY,
    DatasetName.HOUSEHOLDS: Service.BENEFICIARY,
    DatasetName.DISPLACEMENTS: Service.BENEFICIARY,
    DatasetName.ACTIVITIES: Service.BENEFICIARY,
    DatasetName.ATTENDANCES: Service.BENEFICIARY,
    DatasetName.PROJECTS: Service.GRANTS,
    DatasetName.ENTERPRISES: Service.GRANTS,
    DatasetName.AWARDS: Service.GRANTS,
    DatasetName.ASSISTANCES: Service.GRANTS,
    DatasetName.PAYMENTS: Service.GRANTS,
    DatasetName.FORUMS: Service.FORUMS,
    DatasetName.MEMBERS: Service.FORUMS,
}
"""Which service keeps a dataset; results are composed of all three."""

_D = DatasetName
_PROJECTS = {_D.PROJECTS: MODERATE}
_REGISTRY = {_D.PEOPLE: HIGH, _D.HOUSEHOLDS: HIGH, _D.DISPLACEMENTS: HIGH, _D.ACTIVITIES: HIGH, _D.ATTENDANCES: HIGH}
_GRANTS = {_D.ENTERPRISES: HIGH, _D.AWARDS: HIGH, _D.ASSISTANCES: HIGH, _D.PAYMENTS: HIGH}
_FORUMS = {_D.FORUMS: HIGH, _D.MEMBERS: HIGH}

OPENS: Mapping[Role, Mapping[DatasetName, Sensitivity]] = {
    Role.CASEWORKER: {**_PROJECTS, **_REGISTRY},
    Role.ACTIVITY_LEAD: {**_PROJECTS, _D.PEOPLE: MODERATE, _D.ACTIVITIES: HIGH, _D.ATTENDANCES: HIGH},
    Role.GRANTS_OFFICER: {**_PROJECTS, **_GRANTS, _D.PEOPLE: HIGH},
    Role.FINANCE_APPROVER: {**_PROJECTS, **_GRANTS},
    Role.COMMITTEE_MEMBER: {**_PROJECTS, _D.ENTERPRISES: HIGH, _D.AWARDS: MODERATE},
    Role.FORUM_FOCAL_POINT: {**_PROJECTS, **_FORUMS},
    Role.MONITORING: {
        **dict.fromkeys(OWNERS, MODERATE),
        _D.RESULTS: MODERATE,
    },
    Role.PROTECTION: {**_PROJECTS, **_REGISTRY},
    Role.DATA_PROTECTION_OFFICER: {_D.PROJECTS: LOW},
    Role.ADMINISTRATOR: _PROJECTS,
}


@lru_cache(maxsize=1024)
def scopes(roles: tuple[Role, ...], audience: Service) -> dict[DatasetName, Scope]:
    """What these roles together open of one service's datasets: of each the deepest."""
    deepest: dict[DatasetName, Sensitivity] = {}
    for role in roles:
        for dataset, ceiling in OPENS[role].items():
            if OWNERS.get(dataset, audience) is audience:
                deepest[dataset] = max(deepest.get(dataset, LOW), ceiling, key=lambda level: level.rank)
    return {dataset: Scope(ceiling=ceiling) for dataset, ceiling in deepest.items()}
