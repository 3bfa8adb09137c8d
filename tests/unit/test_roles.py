"""How deep each role of staff sees: no deeper than its work needs, and together the deepest of each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.access.roles import OPENS, OWNERS, scopes
from shared.callers import DatasetName, Role, Service
from shared.classification import HIGH, LOW, MODERATE, SEVERE, Sensitivity

D = DatasetName
REGISTRY = {D.PEOPLE, D.HOUSEHOLDS, D.DISPLACEMENTS, D.ACTIVITIES, D.ATTENDANCES}
CASE = {D.DOCUMENTS, D.PHONES, D.FUNCTIONING, D.CONSENTS, D.NOTICES}
TAKING_PART = {D.SESSIONS, D.ENROLMENTS, D.CERTIFICATES}
IDENTITY = {D.DUPLICATES, D.MERGES, D.PROPOSALS}
CALLING = {D.FUNDS, D.CALLS, D.APPLICATIONS, D.SITTINGS}
ENTERPRISES = {D.ENTERPRISES, D.OWNERS, D.VERIFICATIONS, D.FILES}
CONTRACTS = {D.CONTRACTS, D.TRANCHES, D.MILESTONES}
MONEY = {D.ORDERS, D.BATCHES, D.INSTRUCTIONS, D.REPORTS, D.PAYMENTS, D.REFUNDS, D.RECOVERIES, D.RATES}
MONITORED = {D.VISITS, D.EMPLOYMENTS}
FOR_CASH = {D.WORKS, D.WORKERS, D.WORKDAYS, D.PERIODS, D.WAGES}
DELIVERING = {D.PROVISIONS, D.DELIVERIES, D.PLACEMENTS, D.COURSES, D.FOLLOWUPS, *FOR_CASH}
SELECTING = {D.ASSESSMENTS, D.SELECTIONS, D.CANDIDATES, D.VALIDATIONS}
GRANTS = {
    *CALLING,
    *ENTERPRISES,
    *CONTRACTS,
    D.AWARDS,
    D.PHASES,
    D.ASSISTANCES,
    *MONEY,
    *MONITORED,
    *DELIVERING,
    *SELECTING,
}
AT_WORK = {D.MEETINGS, D.MINUTES, D.CONCERNS, D.PLANS, D.ACTIONS, D.REFERRALS, D.INDICATORS}
SURVEYS = {D.QUESTIONS, D.WAVES, D.ANSWERS, D.PERCEPTION}
COMPOSED = {D.COHORTS, D.TIMELINES}
FORUMS = {D.FORUMS, D.MEMBERS, D.TERMS, D.ELECTIONS, *AT_WORK, *SURVEYS, D.TRAININGS}

SEES: dict[Role, set[DatasetName]] = {
    Role.CASEWORKER: REGISTRY | CASE | TAKING_PART | IDENTITY | COMPOSED,
    Role.ACTIVITY_LEAD: {D.PEOPLE, D.ACTIVITIES, D.ATTENDANCES} | COMPOSED | TAKING_PART,
    Role.GRANTS_OFFICER: GRANTS | {D.PARTIES, D.DOUBLES, D.FINDINGS, D.PEOPLE} | COMPOSED,
    Role.FINANCE_APPROVER: GRANTS | {D.PARTIES, D.STATEMENTS, D.JOBS, D.TIMELINES},
    Role.COMMITTEE_MEMBER: CALLING | ENTERPRISES | {D.AWARDS},
    Role.FORUM_FOCAL_POINT: FORUMS | {D.SAFEGUARDS, D.TIMELINES},
    Role.MONITORING: REGISTRY | TAKING_PART | GRANTS | FORUMS | {D.RESULTS, D.STATEMENTS} | COMPOSED,
    Role.PROTECTION: REGISTRY | CASE | TAKING_PART | IDENTITY | {D.MINUTES, D.CONCERNS, D.SAFEGUARDS} | COMPOSED,
    Role.DATA_PROTECTION_OFFICER: {D.CONSENTS, D.NOTICES},
    Role.ADMINISTRATOR: {D.JOBS, D.FUNDS, D.PHASES},
}


def depth(role: Role, dataset: DatasetName) -> Sensitivity | None:
    """How deep a role sees into a dataset, wherever it is kept."""
    found = [scopes((role,), service).get(dataset) for service in Service]
    levels = {scope.ceiling for scope in found if scope is not None}
    assert len(levels) <= 1
    return levels.pop() if levels else None


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_its_own_datasets_and_every_role_the_projects(role: Role) -> None:
    opened = {dataset for dataset in DatasetName if depth(role, dataset) is not None}
    assert opened == SEES[role] | {D.PROJECTS}


def test_the_names_of_people_are_for_three_roles() -> None:
    deep = {role for role in Role if depth(role, D.PEOPLE) is HIGH}
    assert deep == {Role.CASEWORKER, Role.PROTECTION, Role.GRANTS_OFFICER}


def test_documents_are_for_those_who_work_with_people_and_consents_also_for_the_officer_who_guards_them() -> None:
    deep = {role: (depth(role, D.DOCUMENTS), depth(role, D.CONSENTS), depth(role, D.NOTICES)) for role in Role}
    assert {role: levels for role, levels in deep.items() if any(levels)} == {
        Role.CASEWORKER: (HIGH, HIGH, LOW),
        Role.PROTECTION: (HIGH, HIGH, LOW),
        Role.DATA_PROTECTION_OFFICER: (None, MODERATE, LOW),
    }


def test_monitoring_sees_nothing_above_moderate() -> None:
    assert {depth(Role.MONITORING, dataset) for dataset in SEES[Role.MONITORING]} == {MODERATE}


def test_results_are_for_monitoring_alone_and_cohorts_for_whoever_reads_people() -> None:
    assert {role for role in Role if depth(role, D.RESULTS)} == {Role.MONITORING}
    assert {role for role in Role if depth(role, D.COHORTS)} == {role for role in Role if depth(role, D.PEOPLE)}
    for dataset in (D.RESULTS, *COMPOSED):
        assert all(scopes((Role.MONITORING,), service)[dataset].ceiling is MODERATE for service in Service)


def test_long_work_is_for_administrators_in_every_service_and_for_who_sends_batches() -> None:
    for service in Service:
        known_to = {role for role in Role if D.JOBS in scopes((role,), service)}
        assert known_to == {Role.ADMINISTRATOR, Role.FINANCE_APPROVER}


def test_no_role_sees_severe_data_or_the_records_of_access_itself() -> None:
    for role in Role:
        assert depth(role, D.PARTNERS) is depth(role, D.AGREEMENTS) is depth(role, D.READS) is None
        assert all(depth(role, dataset) is not SEVERE for dataset in DatasetName)


def test_a_mandate_for_one_service_opens_nothing_of_another() -> None:
    for service in Service:
        kept = {dataset for dataset, owner in OWNERS.items() if owner is service}
        assert set(scopes(tuple(Role), service)) == kept | {D.RESULTS, D.JOBS} | COMPOSED


def test_nobody_without_a_role_sees_anything() -> None:
    for service in Service:
        assert scopes((), service) == {}


@given(st.lists(st.sampled_from(Role), unique=True), st.sampled_from(Service))
def test_several_roles_see_what_the_deepest_of_them_sees_of_each_dataset(roles: list[Role], service: Service) -> None:
    order = [LOW, MODERATE, HIGH, SEVERE]
    together = {dataset: scope.ceiling for dataset, scope in scopes(tuple(roles), service).items()}
    for dataset in DatasetName:
        alone = [scopes((role,), service).get(dataset) for role in roles]
        levels = [scope.ceiling for scope in alone if scope is not None]
        assert together.get(dataset) == max(levels, key=order.index, default=None)
    assert scopes(tuple(reversed(roles)), service).keys() == together.keys()


def test_every_role_is_declared() -> None:
    assert set(OPENS) == set(Role)


def test_what_makes_a_household_weak_is_for_grants_officers() -> None:
    deep = {role: depth(role, D.ASSESSMENTS) for role in Role}
    assert {role: level for role, level in deep.items() if level} == {
        Role.GRANTS_OFFICER: HIGH,
        Role.FINANCE_APPROVER: MODERATE,
        Role.MONITORING: MODERATE,
    }
