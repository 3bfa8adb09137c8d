"""The mandate: what was minted is read as it was, and nothing else is ever believed."""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime
from hashlib import sha256
from random import Random
from time import time
from typing import Any
from zlib import compress, decompress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from shared.callers import CallerClass, DatasetName, Purpose, Role, Service
from shared.classification import HIGH, MODERATE, Scope
from shared.errors import Forbidden, Unauthenticated
from shared.mandate import LONGEST_LIFE, MOST_SUBJECTS, Mandate, Subject, mint, verify

KEY, OTHER_KEY = bytes(range(32)), bytes(32)


def mandate(**changes: Any) -> Mandate:
    usual = {
        "audience": Service.GRANTS,
        "caller": "زهراء",
        "caller_class": CallerClass.STAFF,
        "roles": (Role.GRANTS_OFFICER,),
        "purpose": "service-delivery",
        "areas": ("IQG15", "IQG04Q03"),
        "datasets": {
            DatasetName.AWARDS: Scope(ceiling=HIGH),
            DatasetName.PEOPLE: Scope(ceiling=MODERATE, fields=("sex", "place")),
        },
        "subjects": (Subject(reference="4821-7730-5142", person_id=7, cluster=(7, 9), household_id=3),),
        "as_of": datetime(2020, 1, 1, 12, 30, tzinfo=UTC),
        "deadline": time() + 9,
        "request_id": "0123456789abcdef",
    }
    return Mandate(**{**usual, **changes})


_random = Random(7)
SUBJECTS = tuple(
    Subject(
        reference="-".join(f"{_random.randrange(10_000):04}" for _ in range(3)),
        person_id=id,
        cluster=(id, id + 100_000),
        household_id=_random.randrange(1_000_000),
        consents=tuple(_random.sample(list(Purpose), _random.randrange(4))),
    )
    for id in _random.sample(range(1, 1_000_000), MOST_SUBJECTS)
)
"""As many people as a mandate can be about, with nothing in common."""


def refused(header: str | None, key: bytes = KEY, audience: Service = Service.GRANTS) -> str:
    """The type of the refusal."""
    with pytest.raises(Unauthenticated) as refusal:
        verify(header, key, audience)
    return refusal.value.type


def sealed(payload: str | bytes) -> str:
    """Any payload under a seal that fits: what only a holder of the key can make."""
    raw = payload if isinstance(payload, bytes) else payload.encode()
    return f"{raw.decode()}.{urlsafe_b64encode(hmac.digest(KEY, raw, sha256)).decode()}"


def encoded(value: Any) -> bytes:
    return urlsafe_b64encode(value if isinstance(value, bytes) else json.dumps(value).encode())


# --- what is believed -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"as_of": None, "subjects": ()},
        {"projects": ("JPN-SDN-2019",)},
        {
            "caller_class": CallerClass.AID,
            "projects": (),
            "roles": (),
            "agreement": "aid-ngo/1",
            "consent_purpose": Purpose.CASE_REFERRAL,
            "datasets": {DatasetName.PEOPLE: Scope(ceiling=HIGH, fields=("sex",))},
        },
        {"reason": "زيارة منزلية", "purpose": Purpose.PROTECTION},
    ],
)
def test_a_mandate_is_read_as_it_was_minted(changes: dict[str, Any]) -> None:
    minted = mandate(**changes)
    assert verify(mint(minted, KEY), KEY, Service.GRANTS) == minted


def test_a_mandate_fits_into_a_header() -> None:
    header = mint(mandate(), KEY)
    assert header.isascii()
    assert header.isprintable()


def test_a_mandate_about_a_thousand_people_is_read_as_it_was_minted_and_fits_into_a_header() -> None:
    header = mint(mandate(subjects=SUBJECTS), KEY)
    assert len(header) < 48_000
    assert verify(header, KEY, Service.GRANTS).subjects == SUBJECTS


# --- what is not ------------------------------------------------------------------------------------------------------


def test_a_request_without_a_mandate_is_refused() -> None:
    assert refused(None) == "mandate-missing"


@pytest.mark.parametrize("header", ["", ".", "..", "Bearer x", "é.é", "زينب", "\0", "=." * 10, "A" * 1_000_000])
def test_what_is_no_mandate_is_refused(header: str) -> None:
    assert refused(header) == "mandate-invalid"


def test_a_mandate_under_another_key_is_refused() -> None:
    assert refused(mint(mandate(), OTHER_KEY)) == "mandate-invalid"


def test_a_mandate_for_another_service_is_refused() -> None:
    for service in set(Service) - {Service.GRANTS}:
        assert refused(mint(mandate(), KEY), audience=service) == "mandate-invalid"


@pytest.mark.parametrize("seconds", [-3600, -1, -0.001, LONGEST_LIFE + 0.5, 3600, 1e300])
def test_a_mandate_that_has_ended_or_lives_too_long_is_refused(seconds: float) -> None:
    assert refused(mint(mandate(deadline=time() + seconds), KEY)) == "mandate-expired"


@pytest.mark.parametrize("deadline", [float("nan"), float("inf"), float("-inf")])
def test_a_deadline_that_is_no_time_is_refused(deadline: float) -> None:
    assert refused(mint(mandate(deadline=deadline), KEY)) in {"mandate-invalid", "mandate-expired"}


def test_every_cut_of_a_mandate_is_refused() -> None:
    header = mint(mandate(), KEY)
    for length in range(len(header)):
        assert refused(header[:length]) == "mandate-invalid"


def test_a_mandate_with_any_character_changed_is_refused() -> None:
    header = mint(mandate(), KEY)
    for position, character in enumerate(header):
        other = "A" if character != "A" else "B"
        assert refused(header[:position] + other + header[position + 1 :]) == "mandate-invalid"


def test_a_packed_mandate_with_any_part_changed_is_refused() -> None:
    header = mint(mandate(subjects=SUBJECTS), KEY)
    payload, seal = header.split(".")
    packed = urlsafe_b64decode(payload)
    assert packed[:1] == b"\0"
    for position in range(0, len(header), 997):
        other = "A" if header[position] != "A" else "B"
        assert refused(header[:position] + other + header[position + 1 :]) == "mandate-invalid"
    stated = json.loads(decompress(packed[1:]))
    stated["areas"] = ["IQ"]
    for forged in (b"\0" + compress(json.dumps(stated).encode()), json.dumps(stated).encode(), packed[:-1]):
        assert refused(f"{encoded(forged).decode()}.{seal}") == "mandate-invalid"


def test_a_payload_under_the_seal_of_another_mandate_is_refused() -> None:
    mine, other = mint(mandate(), KEY), mint(mandate(roles=(Role.MONITORING,)), KEY)
    assert refused(f"{other.split('.')[0]}.{mine.split('.')[1]}") == "mandate-invalid"


def test_a_widened_payload_is_refused() -> None:
    payload, seal = mint(mandate(), KEY).split(".")
    stated = json.loads(urlsafe_b64decode(payload))
    stated["areas"] = ["IQ"]
    assert refused(f"{encoded(stated).decode()}.{seal}") == "mandate-invalid"


@pytest.mark.parametrize(
    "payload",
    [
        encoded([]),
        encoded("text"),
        encoded({}),
        encoded(b"{"),
        encoded(b"\xff\xfe"),
        encoded(b"[" * 10_000),
        encoded(b"\0"),
        encoded(b"\0\0\0"),
        encoded(b"\0" + b"{}"),
        encoded(b"\0" + compress(b"{}")),
        encoded(b"\0" + compress(bytes(64 * 1024 * 1024))),
        encoded(b"\0" + compress(b"[" * 10_000)[:-9]),
        encoded(b'{"deadline": 1e999}'),
        b"not base64 at all",
        b"A",
        "زينب".encode(),
    ],
)
def test_a_payload_that_cannot_be_read_is_refused_even_under_a_seal_that_fits(payload: bytes) -> None:
    assert refused(sealed(payload)) == "mandate-invalid"


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("audience", "gateway"),
        ("caller_class", "army"),
        ("roles", ["king"]),
        ("datasets", {"secrets": {"ceiling": "low"}}),
        ("datasets", {"awards": {"ceiling": "all"}}),
        ("areas", "IQ"),
        ("subjects", [{"reference": "x", "person_id": 1, "cluster": [1]}] * (MOST_SUBJECTS + 1)),
        ("as_of", "yesterday"),
    ],
)
def test_a_mandate_with_a_part_that_does_not_exist_is_refused(part: str, value: Any) -> None:
    stated = json.loads(urlsafe_b64decode(mint(mandate(), KEY).split(".")[0]))
    assert refused(sealed(encoded({**stated, part: value}))) == "mandate-invalid"


def test_a_partner_without_a_list_of_projects_gets_no_mandate() -> None:
    for partner in set(CallerClass) - {CallerClass.STAFF}:
        with pytest.raises(ValidationError, match="lists its projects"):
            mandate(caller_class=partner, projects=None)
    stated = json.loads(urlsafe_b64decode(mint(mandate(), KEY).split(".")[0]))
    assert refused(sealed(encoded({**stated, "caller_class": "donor"}))) == "mandate-invalid"


@given(st.text())
def test_no_text_is_ever_taken_for_a_mandate(header: str) -> None:
    assert refused(header) == "mandate-invalid"


@given(st.binary(), st.binary())
def test_no_bytes_that_a_header_can_carry_are_taken_for_a_mandate(payload: bytes, seal: bytes) -> None:
    assert refused(f"{payload.decode('latin-1')}.{seal.decode('latin-1')}") == "mandate-invalid"


@given(st.binary())
def test_nothing_under_a_seal_that_fits_is_more_than_refused(payload: bytes) -> None:
    assert refused(sealed(encoded(payload))) == "mandate-invalid"


# --- what it opens ----------------------------------------------------------------------------------------------------


def test_a_dataset_that_is_not_in_the_mandate_is_refused() -> None:
    assert mandate().scope(DatasetName.AWARDS) == Scope(ceiling=HIGH)
    with pytest.raises(Forbidden) as refusal:
        mandate().scope(DatasetName.PAYMENTS)
    assert refusal.value.type == "not-in-mandate"


@pytest.mark.parametrize(
    ("pcode", "covered"),
    [
        ("IQG15", True),
        ("IQG15Q08N03", True),
        ("IQG04Q03N01", True),
        ("IQG04", False),
        ("IQG04Q01", False),
        ("IQ", False),
        ("IQG16", False),
    ],
)
def test_areas_reach_what_lies_inside_them(pcode: str, covered: bool) -> None:
    assert mandate().covers_place(pcode) is covered
    assert mandate(areas=("IQ",)).covers_place(pcode)
    assert not mandate(areas=()).covers_place(pcode)


def test_a_project_outside_the_list_is_refused_and_no_list_is_every_project() -> None:
    mandate().require_project("ANY-1", "project")
    listed = mandate(projects=("JPN-SDN-2019",))
    listed.require_project("JPN-SDN-2019", "project")
    for code in ("JPN-SDN-2020", "JPN", ""):
        with pytest.raises(Forbidden) as refusal:
            listed.require_project(code, "project")
        assert (refusal.value.type, refusal.value.field) == ("outside-projects", "project")


def test_a_person_is_known_by_the_reference_that_the_caller_gave() -> None:
    assert mandate().require_subject("4821-7730-5142", "recipient").person_id == 7
    for reference in ("482177305142", "7", ""):
        with pytest.raises(Forbidden) as refusal:
            mandate().require_subject(reference, "recipient")
        assert (refusal.value.type, refusal.value.field) == ("not-a-subject", "recipient")


def test_whom_a_partner_may_be_told_about_is_everybody_or_those_who_consented_to_the_purpose() -> None:
    subjects = (
        Subject(reference="a", person_id=1, cluster=(1,), consents=(Purpose.CASE_REFERRAL,)),
        Subject(reference="b", person_id=2, cluster=(2,)),
        Subject(reference="c", person_id=3, cluster=(3,), consents=(Purpose.PROTECTION, Purpose.CASE_REFERRAL)),
        Subject(reference="d", person_id=4, cluster=(4,), consents=(Purpose.PROTECTION,)),
    )
    assert mandate(subjects=subjects).agreed_subjects() == subjects
    consented = mandate(subjects=subjects, consent_purpose=Purpose.CASE_REFERRAL).agreed_subjects()
    assert [subject.reference for subject in consented] == ["a", "c"]
    assert mandate(subjects=subjects, consent_purpose=Purpose.DONOR_REPORTING).agreed_subjects() == ()


# --- the gateway itself -----------------------------------------------------------------------------------------------


def test_a_mandate_for_the_gateways_own_work_opens_nothing() -> None:
    nothing: dict[str, Any] = {"roles": (), "areas": (), "datasets": {}, "subjects": ()}
    own = mandate(for_gateway=True, **nothing)
    assert verify(mint(own, KEY), KEY, Service.GRANTS) == own
    with pytest.raises(Forbidden):
        own.scope(DatasetName.AWARDS)
    for opening in (
        {"roles": (Role.ADMINISTRATOR,)},
        {"areas": ("IQ",)},
        {"datasets": {DatasetName.AWARDS: Scope(ceiling=MODERATE)}},
        {"subjects": (Subject(reference="1", person_id=7, cluster=(7,)),)},
        {"projects": ("JPN-SDN-2019",)},
        {"caller_class": CallerClass.AID, "agreement": "an-agreement/1", "projects": ()},
    ):
        with pytest.raises(ValidationError, match="opens nothing"):
            mandate(for_gateway=True, **{**nothing, **opening})
