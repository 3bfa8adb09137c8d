"""What the gateway takes services to tell of timelines is what they declare, and of areas nothing that is anybody's."""

from collections.abc import Mapping, Sequence
from types import ModuleType

import pytest

import services.beneficiary.timelines.kinds as of_register
import services.forums.timelines.kinds as of_forums
import services.grants.telling.timelines.kinds as of_grants
from gateway.timelines.composing import CONSENTED, IN_AN_AREA, OF_A_PERSON
from services.grants.granting.calls.reads import CALL
from shared.callers import DatasetName, Service
from shared.timelines.kinds import AGREED, Kind

DECLARED: Mapping[Service, ModuleType] = {
    Service.BENEFICIARY: of_register,
    Service.GRANTS: of_grants,
    Service.FORUMS: of_forums,
}


def datasets(kinds: Sequence[Kind]) -> set[DatasetName]:
    return {kind.source.dataset.name for kind in kinds}


@pytest.mark.parametrize("service", Service)
def test_a_service_is_asked_for_a_timeline_where_anything_that_it_tells_of_is_opened(service: Service) -> None:
    declared = DECLARED[service]
    assert OF_A_PERSON[service] == datasets(declared.OF_A_PERSON)
    assert IN_AN_AREA[service] == datasets(declared.IN_AN_AREA)


@pytest.mark.parametrize("service", Service)
def test_who_consents_is_asked_for_what_is_told_by_consent(service: Service) -> None:
    by_consent = datasets([kind for kind in DECLARED[service].OF_A_PERSON if AGREED in kind.whose])
    assert by_consent == ({CONSENTED[service][0]} if service in CONSENTED else set())


@pytest.mark.parametrize("service", Service)
def test_nothing_of_an_area_is_about_anybody(service: Service) -> None:
    for kind in DECLARED[service].IN_AN_AREA:
        assert kind.source.person is None, kind.code
        assert kind.source.place is not None or kind.source is CALL, kind.code  # which lies in each of its districts
        told = {name for names in kind.tells.values() for name in names}
        assert not {name for name in told if name.startswith("person")} | {"recipient", "owners"} & told, kind.code


@pytest.mark.parametrize("service", Service)
def test_kinds_stand_in_the_order_of_their_codes_once_each(service: Service) -> None:
    for kinds in (DECLARED[service].OF_A_PERSON, DECLARED[service].IN_AN_AREA):
        codes = [kind.code.value for kind in kinds]
        assert codes == sorted(set(codes))
