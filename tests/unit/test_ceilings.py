"""The ceilings: what each class of partner can be given at the most, and that no mandate says more."""

import hmac
import json
from base64 import urlsafe_b64encode
from hashlib import sha256
from itertools import product
from time import time
from typing import Any

import pytest
from pydantic import ValidationError

from shared.callers import CallerClass, DatasetName, Purpose, Service
from shared.ceilings import MOST, exceeds
from shared.classification import HIGH, LOW, MODERATE, SEVERE, Scope, Sensitivity
from shared.errors import Unauthenticated
from shared.mandate import Mandate, mint, verify

KEY = bytes(range(32))
D = DatasetName
OF_FORUMS = {
    D.RESULTS: MODERATE,
    D.FORUMS: MODERATE,
    D.INDICATORS: MODERATE,
    D.MEETINGS: MODERATE,
    D.MINUTES: MODERATE,
    D.CONCERNS: MODERATE,
    D.PLANS: MODERATE,
    D.ACTIONS: MODERATE,
    D.REFERRALS: MODERATE,
}
WITH_PEOPLE = {
    D.RESULTS: MODERATE,
    D.PEOPLE: HIGH,
    D.HOUSEHOLDS: HIGH,
    D.DISPLACEMENTS: HIGH,
    D.ACTIVITIES: HIGH,
    D.ATTENDANCES: HIGH,
    D.ASSISTANCES: HIGH,
}
DESIGNED = {
    CallerClass.SECURITY: OF_FORUMS,
    CallerClass.AUTHORITY: WITH_PEOPLE,
    CallerClass.AID: WITH_PEOPLE,
    CallerClass.DONOR: {D.RESULTS: MODERATE},
}
PARTNERS = tuple(DESIGNED)


def mandate(caller_class: CallerClass, datasets: dict[DatasetName, Scope]) -> Mandate:
    return Mandate(
        audience=Service.BENEFICIARY,
        caller="somebody",
        caller_class=caller_class,
        purpose=Purpose.SERVICE_DELIVERY,
        agreement="an-agreement/1",
        areas=("IQ",),
        projects=("JPN-SDN-2019",),
        datasets=datasets,
        deadline=time() + 9,
        request_id="0123456789abcdef",
    )


def sealed(stated: Any) -> str:
    """What is stated under a seal that fits."""
    payload = urlsafe_b64encode(json.dumps(stated).encode())
    return f"{payload.decode()}.{urlsafe_b64encode(hmac.digest(KEY, payload, sha256)).decode()}"


@pytest.mark.parametrize("caller_class", CallerClass)
def test_the_ceiling_of_a_class_is_the_one_it_was_designed_to_have(caller_class: CallerClass) -> None:
    assert MOST.get(caller_class) == DESIGNED.get(caller_class)


@pytest.mark.parametrize("caller_class", PARTNERS)
def test_no_partner_is_ever_given_what_is_severe_or_the_records_of_access_itself(caller_class: CallerClass) -> None:
    for dataset in DatasetName:
        assert exceeds(caller_class, dataset, SEVERE)
    closed = {D.PARTNERS, D.AGREEMENTS, D.READS, D.PROJECTS, D.PAYMENTS}
    for dataset in closed | {D.DOCUMENTS, D.PHONES, D.FUNCTIONING, D.CONSENTS}:
        assert exceeds(caller_class, dataset, LOW)


def test_neither_ministry_of_interior_nor_donor_is_given_anything_of_a_person() -> None:
    for caller_class in (CallerClass.SECURITY, CallerClass.DONOR):
        for dataset in set(WITH_PEOPLE) - set(OF_FORUMS):
            assert exceeds(caller_class, dataset, LOW)


@pytest.mark.parametrize("caller_class", PARTNERS)
def test_a_mandate_is_within_the_ceiling_of_its_class_or_none(caller_class: CallerClass) -> None:
    for dataset, ceiling in product(DatasetName, Sensitivity):
        datasets = {dataset: Scope(ceiling=ceiling)}
        if exceeds(caller_class, dataset, ceiling):
            with pytest.raises(ValidationError, match="no more than the ceiling"):
                mandate(caller_class, datasets)
        else:
            minted = mandate(caller_class, datasets)
            assert verify(mint(minted, KEY), KEY, Service.BENEFICIARY) == minted


@pytest.mark.parametrize("caller_class", PARTNERS)
def test_a_mandate_above_the_ceiling_is_refused_even_under_a_seal_that_fits(caller_class: CallerClass) -> None:
    for dataset, ceiling in product(DatasetName, Sensitivity):
        stated = mandate(caller_class, {}).model_dump(mode="json")
        header = sealed({**stated, "datasets": {D.RESULTS: {"ceiling": "low"}, dataset: {"ceiling": ceiling}}})
        if exceeds(caller_class, dataset, ceiling):
            with pytest.raises(Unauthenticated) as refusal:
                verify(header, KEY, Service.BENEFICIARY)
            assert refusal.value.type == "mandate-invalid"
        else:
            assert verify(header, KEY, Service.BENEFICIARY).scope(dataset) == Scope(ceiling=ceiling)
