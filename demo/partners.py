"""Four partners, one of each class, each with one agreement: enough to see what each may have and may not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import asyncpg

from demo.loading import NotEmpty, is_untouched

OFFICERS = (("demo-administrator", "administrator"), ("demo-officer", "data_protection_officer"))
"""The two who approved everything here."""


@dataclass(frozen=True)
class Partner:
    """An organisation and how much it may ask."""

    code: str
    name: str
    caller_class: str
    sandbox: bool = False
    requests_per_minute: int = 6_000
    lookups_per_day: int = 10_000


@dataclass(frozen=True)
class Agreement:
    """What one partner may see, with the sensitivity up to which it sees each dataset and, of some, which fields."""

    code: str
    purpose: str
    grants: Mapping[str, tuple[str, Sequence[str] | None]]
    areas: Sequence[str] = ("IQ",)
    projects: Sequence[str] = ("JPN-SDN-2019", "JPN-SDN-2020")
    consent: str | None = None
    basis: str = "public_interest"
    starts_on: date = date(2019, 4, 1)
    ends_on: date = date(2030, 12, 31)
    review_on: date = date(2029, 12, 31)


_AT_WORK = ("forums", "indicators", "meetings", "minutes", "concerns", "plans", "actions", "referrals")
"""What forums do, and not who sits in them."""
_NAMED = ("given_native", "father_native", "grandfather_native", "sex", "birth_date", "place")
_ALL = (
    (
        Partner("moi", "Ministry of Interior", "security"),
        Agreement(
            "moi-community-policing",
            "community-policing",
            dict.fromkeys(("results", *_AT_WORK), ("moderate", None)),
        ),
    ),
    (
        Partner("molsa", "Ministry of Labour and Social Affairs", "authority"),
        Agreement(
            "molsa-livelihoods",
            "livelihood-support",
            {"people": ("high", _NAMED), "assistances": ("moderate", None)},
            consent="livelihood-support",
        ),
    ),
    (
        Partner("aid-ngo", "A non-governmental organisation", "aid"),
        Agreement(
            "aid-ngo-referrals",
            "case-referral",
            {"people": ("moderate", None)},
            areas=("IQG15",),
            consent="case-referral",
        ),
    ),
    (
        Partner("goj", "Government of Japan", "donor"),
        Agreement("goj-reporting", "donor-reporting", {"results": ("moderate", None)}),
    ),
)
TABLES = ("partners", "agreements", "decisions", "reads", "seals")
CODES = tuple(partner.code for partner, _ in _ALL)
WITH_LOOKUPS = tuple(partner.code for partner, agreement in _ALL if agreement.consent)
"""Those who look people up who consent to it."""


def agreement_of(code: str) -> Agreement | None:
    """The agreement of a demo partner."""
    return next((agreement for partner, agreement in _ALL if partner.code == code), None)


async def seed(connection: "asyncpg.Connection[asyncpg.Record]", hashes: Mapping[str, str]) -> None:
    """Add the partners with their agreements and the hashes of their secrets, in one go. Raises `NotEmpty`."""
    async with connection.transaction():
        if not await is_untouched(connection, TABLES):
            raise NotEmpty("The gateway knows partners already.")
        for partner, agreement in _ALL:
            await introduce(connection, partner, hashes[partner.code])
            await agree(connection, partner.code, agreement)


async def introduce(connection: "asyncpg.Connection[asyncpg.Record]", partner: Partner, secret_hash: str) -> None:
    """An onboarded partner that signs in with the secret of this hash."""
    id = await connection.fetchval(
        "INSERT INTO partners (code, name, caller_class, sandbox, contacts, requests_per_minute, lookups_per_day,"
        " decision_id, recorded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
        partner.code,
        partner.name,
        partner.caller_class,
        partner.sandbox,
        [f"incidents@{partner.code}.example"],
        partner.requests_per_minute,
        partner.lookups_per_day,
        await decided(connection, "partner"),
        OFFICERS[0][0],
    )
    await connection.execute(
        "INSERT INTO credentials (partner_id, kind, secret_hash, decision_id, recorded_by)"
        " VALUES ($1, 'secret', $2, $3, $4)",
        id,
        secret_hash,
        await decided(connection, "credential"),
        OFFICERS[0][0],
    )


async def agree(connection: "asyncpg.Connection[asyncpg.Record]", partner: str, agreement: Agreement) -> None:
    """An agreement whose first version two people have signed."""
    id = await connection.fetchval(
        "INSERT INTO agreements (code, partner_id, caller_class, sandbox, purpose, recorded_by)"
        " SELECT $1, id, caller_class, sandbox, $3, $4 FROM partners WHERE code = $2 AND voided_at IS NULL"
        " RETURNING id",
        agreement.code,
        partner,
        agreement.purpose,
        OFFICERS[0][0],
    )
    version = await connection.fetchval(
        "INSERT INTO agreement_versions (agreement_id, caller_class, sandbox, version, legal_basis, consent_purpose,"
        " areas, projects, minimum_cell, onward_transfer, retention_days, destruction, starts_on, ends_on, review_on,"
        " incident_contacts, widens, decision_id, recorded_by)"
        " SELECT id, caller_class, sandbox, 1, $2, $3, $4, $5, 10, false, 365, 'certificate of destruction',"
        " $6, $7, $8, $9, '{everything}', $10, $11 FROM agreements WHERE id = $1 RETURNING id",
        id,
        "consent" if agreement.consent else agreement.basis,
        agreement.consent,
        list(agreement.areas),
        list(agreement.projects),
        agreement.starts_on,
        agreement.ends_on,
        agreement.review_on,
        [f"incidents@{partner}.example"],
        await decided(connection, "version"),
        OFFICERS[0][0],
    )
    for dataset, (ceiling, fields) in agreement.grants.items():
        await connection.execute(
            "INSERT INTO agreement_grants (version_id, dataset, caller_class, ceiling, fields)"
            " SELECT $1, $2, caller_class, $3, $4 FROM agreement_versions WHERE id = $1",
            version,
            dataset,
            ceiling,
            fields and list(fields),
        )


async def decided(connection: "asyncpg.Connection[asyncpg.Record]", matter: str) -> int:
    """A decision that both officers have approved."""
    id: int = await connection.fetchval(
        "INSERT INTO decisions (matter, needed, recorded_by) VALUES ($1, 2, $2) RETURNING id", matter, OFFICERS[0][0]
    )
    for place, (name, role) in enumerate(OFFICERS, 1):
        await connection.execute(
            "INSERT INTO approvals (decision_id, place, role, recorded_by) VALUES ($1, $2, $3, $4)",
            id,
            place,
            role,
            name,
        )
    return id
