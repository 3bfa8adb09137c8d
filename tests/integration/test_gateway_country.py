"""What concerns the whole country is done by those who hold their role in all of it."""

from collections.abc import AsyncIterator
from typing import Any

import premises
import pytest
from callers import refusal
from premises import House

from shared.callers import Role

KEEPERS = (Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)


@pytest.fixture(scope="module")
async def house(module_clone: Any) -> AsyncIterator[House]:
    async with premises.house(module_clone) as opened:
        yield opened


@pytest.mark.parametrize(
    ("method", "path", "role"),
    [
        *(
            (method, path, role)
            for role in KEEPERS
            for method, path in (
                ("POST", "/v1/partners"),
                ("GET", "/v1/partners/goj"),
                ("POST", "/v1/partners/goj/suspend"),
                ("POST", "/v1/partners/goj/credentials"),
                ("POST", "/v1/agreements"),
                ("POST", "/v1/agreements/goj-1/versions/1/sign"),
                ("POST", "/v1/agreements/goj-1/suspend"),
                ("GET", "/v1/agreements/goj-1"),
                ("GET", "/v1/reviews"),
            )
        ),
        ("POST", "/v1/projects/JPN-SDN-2019/results/seals", Role.MONITORING),
    ],
)
async def test_a_role_held_in_a_part_of_the_country_is_not_enough(
    house: House, method: str, path: str, role: Role
) -> None:
    somewhere = house.staff(role, areas=("IQG15", "IQG04"))
    answer = await house.client.request(method, path, headers=somewhere.headers, json={"nonsense": 1})
    assert refusal(answer) == (403, "outside-area", None)
    everywhere = await house.client.request(method, path, headers=house.staff(role).headers, json={"nonsense": 1})
    assert everywhere.status_code != 403
