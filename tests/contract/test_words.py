"""What is said in plain words is what the services declare: of each field as sensitive, and no field without words."""

from collections.abc import Iterator

import pytest

from gateway.access import audiences, words
from gateway.access.offers import OFFERED, WHOLE
from gateway.access.roles import OWNERS
from gateway.answers.views import RESULTS, ResultsView
from gateway.releases.seals.views import SealedResultsView
from services.beneficiary.activities.views import ACTIVITIES
from services.beneficiary.attendances.views import ATTENDANCES
from services.beneficiary.certificates.views import CERTIFICATES
from services.beneficiary.consents.views import CONSENTS
from services.beneficiary.displacements.views import DISPLACEMENTS
from services.beneficiary.documents.views import DOCUMENTS
from services.beneficiary.duplicates.views import DUPLICATES
from services.beneficiary.enrolments.views import ENROLMENTS
from services.beneficiary.functioning.views import FUNCTIONING, Question
from services.beneficiary.households.views import HOUSEHOLDS
from services.beneficiary.identities.views import MERGES, PROPOSALS
from services.beneficiary.notices.views import NOTICES
from services.beneficiary.people.views import PEOPLE
from services.beneficiary.phones.views import PHONES
from services.beneficiary.sessions.views import SESSIONS
from services.forums.actions.views import ACTIONS
from services.forums.answers.views import ANSWERS
from services.forums.concerns.views import CONCERNS
from services.forums.elections.views import ELECTIONS
from services.forums.forums.views import FORUMS
from services.forums.indicators.views import INDICATORS
from services.forums.meetings.views import MEETINGS
from services.forums.members.views import MEMBERS
from services.forums.minutes.views import MINUTES
from services.forums.perception.views import PERCEPTION
from services.forums.plans.views import PLANS
from services.forums.questions.views import QUESTIONS
from services.forums.referrals.views import REFERRALS
from services.forums.safeguards.views import SAFEGUARDS
from services.forums.terms.views import TERMS
from services.forums.trainings.views import TRAININGS
from services.forums.waves.views import WAVES
from services.grants.assisting.assessments.views import ASSESSMENTS
from services.grants.assisting.assistances.views import ASSISTANCES
from services.grants.assisting.courses.views import COURSES
from services.grants.assisting.deliveries.views import DELIVERIES
from services.grants.assisting.followups.views import FOLLOWUPS
from services.grants.assisting.periods.views import PERIODS, WAGES
from services.grants.assisting.phases.views import PHASES
from services.grants.assisting.placements.views import PLACEMENTS
from services.grants.assisting.provisions.views import PROVISIONS
from services.grants.assisting.selections.views import CANDIDATES, SELECTIONS
from services.grants.assisting.validations.views import VALIDATIONS
from services.grants.assisting.workdays.views import WORKDAYS
from services.grants.assisting.workers.views import WORKERS
from services.grants.assisting.works.views import WORKS
from services.grants.funding.funds.views import FUNDS
from services.grants.funding.projects.views import PROJECTS
from services.grants.funding.rates.views import RATES
from services.grants.granting.applications.views import APPLICATIONS
from services.grants.granting.awards.views import AWARDS
from services.grants.granting.calls.views import CALLS
from services.grants.granting.contracts.views import CONTRACTS, TRANCHES
from services.grants.granting.doubles.views import DOUBLES
from services.grants.granting.employments.views import EMPLOYMENTS
from services.grants.granting.enterprises.views import ENTERPRISES
from services.grants.granting.files.views import FILES
from services.grants.granting.milestones.views import MILESTONES
from services.grants.granting.owners.views import OWNERS as OWNERSHIP
from services.grants.granting.sittings.views import SITTINGS
from services.grants.granting.verifications.views import VERIFICATIONS
from services.grants.granting.visits.views import VISITS
from services.grants.paying.batches.views import BATCHES, INSTRUCTIONS
from services.grants.paying.orders.views import ORDERS
from services.grants.paying.parties.views import PARTIES
from services.grants.paying.payments.views import PAYMENTS
from services.grants.paying.recoveries.views import RECOVERIES
from services.grants.paying.refunds.views import REFUNDS
from services.grants.paying.reports.views import REPORTS
from services.grants.telling.findings.views import FINDINGS
from services.grants.telling.statements.views import STATEMENTS
from shared.callers import CallerClass, DatasetName, Purpose, Role
from shared.classification import LOW, RECORD_KEEPING, SEVERE, Dataset, Scope, Sensitivity

DECLARED = {
    dataset.name: dataset
    for dataset in (
        ACTIONS,
        ACTIVITIES,
        ANSWERS,
        PERCEPTION,
        QUESTIONS,
        TRAININGS,
        WAVES,
        APPLICATIONS,
        CALLS,
        FUNDS,
        PHASES,
        SITTINGS,
        ATTENDANCES,
        ASSESSMENTS,
        ASSISTANCES,
        AWARDS,
        CANDIDATES,
        SELECTIONS,
        VALIDATIONS,
        CERTIFICATES,
        CONCERNS,
        CONSENTS,
        CONTRACTS,
        DISPLACEMENTS,
        DOCUMENTS,
        DOUBLES,
        DUPLICATES,
        ELECTIONS,
        EMPLOYMENTS,
        ENROLMENTS,
        ENTERPRISES,
        FILES,
        FINDINGS,
        FUNCTIONING,
        FORUMS,
        HOUSEHOLDS,
        INDICATORS,
        MEETINGS,
        MEMBERS,
        MERGES,
        MINUTES,
        NOTICES,
        DELIVERIES,
        COURSES,
        FOLLOWUPS,
        PLACEMENTS,
        PERIODS,
        WAGES,
        WORKDAYS,
        WORKERS,
        WORKS,
        PROVISIONS,
        ORDERS,
        PARTIES,
        BATCHES,
        INSTRUCTIONS,
        REPORTS,
        OWNERSHIP,
        PAYMENTS,
        PEOPLE,
        PHONES,
        PLANS,
        PROJECTS,
        PROPOSALS,
        REFERRALS,
        RATES,
        REFUNDS,
        RECOVERIES,
        STATEMENTS,
        SAFEGUARDS,
        MILESTONES,
        SESSIONS,
        TRANCHES,
        TERMS,
        VERIFICATIONS,
        VISITS,
    )
}
NEEDS_NONE = {
    *RECORD_KEEPING,
    "id",
    *("documents", "consents", "phones", "functioning", "members", "memberships"),  # the lists that hold the records
    "displacement",  # the record that an answer holds
    "state",  # told together with since, as history
    "since",  # told as status_since, or stated with what holds from then on
    *("number", "number_index", "signs", "into", "relations"),  # never told
    *("votes", "elected_as"),  # told together, as candidates
    "owners",  # stated with an enterprise, and told by themselves
    *("registry_form", "legal_name_form", "declared_by", "prepared_by", "amends", "tranches"),
    *("role", "sex", "age_band", "people", "voting_members", "voting_present"),  # told together, as attendance
    *("priority", "owner", "due_on"),  # told together, as issues
    "written_by",  # whoever recorded it
    *("by", "until", "rows"),  # what indicators are asked by, and what holds them
    *("position", "code", "version", "scale"),  # told together, as questions and with what was found
    *("trainee", "before_on", "after_on", "paired"),  # told together, as trained, and as perception
    *("hidden", "n", "n_before", "n_after", "shares", "answer"),  # told together, as results and as changes
    *("share", "before", "after", "change", "low", "high", "effective_n"),
    *("line", "area", "cluster", "stratum", "weight", "choices"),  # of a respondent, of whom nothing is told
    *("observation", "severity"),  # told together, as observed
    *("question", "answer", *Question),  # told together, as answers
}


def without_words(dataset: Dataset) -> Iterator[str]:
    for name in dataset.levels:
        if name not in words.LEVELS[dataset.name].levels and name not in NEEDS_NONE and not name.endswith("_id"):
            yield f"{dataset.name}.{name}"


def otherwise(said: Dataset, declared: Dataset) -> Iterator[str]:
    """The fields that are not as sensitive as whoever owns them says, or that the owner does not know."""
    for name, level in said.levels.items():
        if declared.levels.get(name) is not level:
            yield f"{said.name}.{name}"


def test_every_dataset_of_a_service_has_words() -> None:
    assert set(DECLARED) == set(OWNERS)
    assert set(words.LEVELS) == {*OWNERS, DatasetName.RESULTS}


@pytest.mark.parametrize("name", DECLARED)
def test_every_field_has_words_and_is_as_sensitive_as_its_service_says(name: DatasetName) -> None:
    assert list(without_words(DECLARED[name])) == []
    assert list(otherwise(words.LEVELS[name], DECLARED[name])) == []


def test_a_field_without_words_is_noticed() -> None:
    assert list(without_words(Dataset(DatasetName.PEOPLE, {"sex": LOW, "shoe_size": LOW}))) == ["people.shoe_size"]


@pytest.mark.parametrize("name", OFFERED)
def test_what_agreements_can_open_is_as_sensitive_as_its_service_says(name: DatasetName) -> None:
    assert OFFERED[name].levels
    assert list(otherwise(OFFERED[name], DECLARED[name])) == []


@pytest.mark.parametrize("name", OFFERED)
def test_a_difference_in_sensitivity_is_noticed(name: DatasetName) -> None:
    for field in OFFERED[name].levels:
        for planted in set(Sensitivity) - {OFFERED[name].levels[field]}:
            declared = Dataset(name, {**DECLARED[name].levels, field: planted})
            assert list(otherwise(OFFERED[name], declared)) == [f"{name}.{field}"]
    assert list(otherwise(Dataset(name, {"shoe_size": LOW}), DECLARED[name])) == [f"{name}.shoe_size"]


def test_what_is_told_whole_is_opened_as_deep_as_its_deepest_field() -> None:
    for name, depth in WHOLE.items():
        told = audiences.told_to_partner(name, Scope(ceiling=depth))
        assert max((field.level for field in told), key=lambda level: level.rank) is depth


def test_results_are_described_as_staff_and_partners_read_them() -> None:
    scope = Scope(ceiling=SEVERE)
    live = {field.name for field in audiences.told_to_staff(DatasetName.RESULTS, scope)}
    assert live == set(ResultsView.model_fields) - {"status", "missing"}
    sealed = {field.name for field in audiences.told_to_partner(DatasetName.RESULTS, Scope(ceiling=LOW))}
    assert sealed == set(SealedResultsView.model_fields)
    assert list(otherwise(words.LEVELS[DatasetName.RESULTS], RESULTS)) == []


def test_every_code_has_words() -> None:
    for codes, said in (
        (DatasetName, words.DATASETS),
        (CallerClass, words.CLASSES),
        (Role, words.ROLES),
        (Purpose, words.PURPOSES),
        (Sensitivity, words.HARM),
    ):
        assert set(said) == set(codes)


def test_what_is_read_whole_is_said_at_once_and_what_is_read_in_part_by_its_parts() -> None:
    def said(*fields: str) -> str:
        return words.listed(audiences.told_to_staff(DatasetName.PEOPLE, Scope(ceiling=SEVERE, fields=fields)))

    every = tuple(words.LEVELS[DatasetName.PEOPLE].levels)
    assert said(*every).startswith("registration number, names, mother's names, sex, date of birth")
    assert said("sex", "given_native") == "given name, in Arabic or Kurdish script, sex"


def test_places_are_said_by_name() -> None:
    assert words.somewhere(("IQG15", "IQG15Q08")) == "in Ninewa, Telafar (Ninewa)"
    assert words.somewhere(("IQ",)) == "in the whole of Iraq"
