"""Four partners, one of each class, each with one agreement: enough to see what each may have and may not."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import asyncpg

from demo.loading import NotEmpty, is_untouched
from gateway.access.partners.secrets import hashed

_BY = "demo"
_STARTS, _ENDS = date(2019, 4, 1), date(2030, 12, 31)


class _Partner(NamedTuple):
    code: str
    name: str
    caller_class: str
    purpose: str
    datasets: list[str]
    areas: list[str]


_PROJECTS = ["JPN-SDN-2019", "JPN-SDN-2020"]
_ALL = (
    _Partner("moi", "Ministry of Interior", "security", "community-policing", ["results", "forums", "members"], ["IQ"]),
    _Partner(
        "molsa", "Ministry of Labour and Social Affairs", "authority", "livelihood-support", ["assistances"], ["IQ"]
    ),
    _Partner("aid-ngo", "A non-governmental organisation", "aid", "case-referral", ["activities"], ["IQG15"]),
    _Partner("goj", "Government of Japan", "donor", "donor-reporting", ["results"], ["IQ"]),
)
TABLES = ("partners", "agreements", "reads", "seals")
CODES = tuple(partner.code for partner in _ALL)


async def seed(connection: "asyncpg.Connection[asyncpg.Record]", secrets: Mapping[str, str]) -> None:
    """Add the partners with their secrets and agreements, in one transaction. Raises `NotEmpty`."""
    async with connection.transaction():
        if not await is_untouched(connection, TABLES):
            raise NotEmpty("The gateway knows partners already.")
        for partner in _ALL:
            id = await connection.fetchval(
                "INSERT INTO partners (code, name, caller_class, secret_hash, recorded_by)"
                " VALUES ($1, $2, $3, $4, $5) RETURNING id",
                partner.code,
                partner.name,
                partner.caller_class,
                hashed(secrets[partner.code]),
                _BY,
            )
            await connection.execute(
                "INSERT INTO agreements (partner_id, caller_class, version, purpose, datasets, areas, projects,"
                " starts_on, ends_on, recorded_by) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9)",
                id,
                partner.caller_class,
                partner.purpose,
                partner.datasets,
                partner.areas,
                _PROJECTS,
                _STARTS,
                _ENDS,
                _BY,
            )
