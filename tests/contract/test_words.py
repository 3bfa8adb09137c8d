"""What is said in plain words is what the services declare: of each field as sensitive, and no field without words."""

from collections.abc import Iterator

import pytest

from gateway.access import words
from gateway.access.roles import OWNERS
from gateway.answers.views import RESULTS, ResultsView
from gateway.releases.seals.views import SealedResultsView
from services.beneficiary.activities.views import ACTIVITIES, ATTENDANCES
from services.beneficiary.consents.views import CONSENTS
from services.beneficiary.displacements.views import DISPLACEMENTS
from services.beneficiary.documents.views import DOCUMENTS
from services.beneficiary.households.views import HOUSEHOLDS
from services.beneficiary.notices.views import NOTICES
from services.beneficiary.people.views import PEOPLE
from services.forums.forums.views import FORUMS
from services.forums.members.views import MEMBERS
from services.grants.assistances.views import ASSISTANCES
from services.grants.awards.views import AWARDS
from services.grants.enterprises.views import ENTERPRISES
from services.grants.payments.views import PAYMENTS
from services.grants.projects.views import PROJECTS
from shared.callers import CallerClass, DatasetName, Purpose, Role
from shared.classification import LOW, RECORD_KEEPING, SEVERE, Dataset, Scope, Sensitivity

DECLARED = {
    dataset.name: dataset
    for dataset in (
        ACTIVITIES,
        ATTENDANCES,
        ASSISTANCES,
        AWARDS,
        CONSENTS,
        DISPLACEMENTS,
        DOCUMENTS,
        ENTERPRISES,
        FORUMS,
        HOUSEHOLDS,
        MEMBERS,
        NOTICES,
        PAYMENTS,
        PEOPLE,
        PROJECTS,
    )
}
NEEDS_NONE = {
    *RECORD_KEEPING,
    "id",
    *("documents", "consents"),  # the lists that hold the records
    *("number", "number_index"),  # never told
}


def without_words(dataset: Dataset) -> Iterator[str]:
    for name in dataset.levels:
        if name not in words.LEVELS[dataset.name].levels and name not in NEEDS_NONE and not name.endswith("_id"):
            yield f"{dataset.name}.{name}"


def test_every_dataset_of_a_service_has_words() -> None:
    assert set(DECLARED) == set(OWNERS)
    assert set(words.LEVELS) == {*OWNERS, DatasetName.RESULTS}


@pytest.mark.parametrize("name", DECLARED)
def test_every_field_has_words_and_is_as_sensitive_as_its_service_says(name: DatasetName) -> None:
    assert list(without_words(DECLARED[name])) == []
    for field, level in words.LEVELS[name].levels.items():
        assert level is DECLARED[name].levels[field], field


def test_a_field_without_words_is_noticed() -> None:
    assert list(without_words(Dataset(DatasetName.PEOPLE, {"sex": LOW, "shoe_size": LOW}))) == ["people.shoe_size"]


def test_results_are_described_as_staff_and_partners_read_them() -> None:
    scope = Scope(ceiling=SEVERE)
    live = {field.name for field in words.told_to_staff(DatasetName.RESULTS, scope)}
    assert live == set(ResultsView.model_fields) - {"status", "missing"}
    sealed = {field.name for field in words.told_to_partner(DatasetName.RESULTS, Scope(ceiling=LOW))}
    assert sealed == set(SealedResultsView.model_fields)
    for field, level in words.LEVELS[DatasetName.RESULTS].levels.items():
        assert level is RESULTS.levels[field], field


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
        return words.listed(words.told_to_staff(DatasetName.PEOPLE, Scope(ceiling=SEVERE, fields=fields)))

    every = tuple(words.LEVELS[DatasetName.PEOPLE].levels)
    assert said(*every).startswith("registration number, names, mother's names, sex, date of birth")
    assert said("sex", "given_native") == "given name, in Arabic or Kurdish script, sex"


def test_places_are_said_by_name() -> None:
    assert words.somewhere(("IQG15", "IQG15Q08")) == "in Ninewa, Telafar (Ninewa)"
    assert words.somewhere(("IQ",)) == "in the whole of Iraq"
