"""Agreements as they stand now: for a partner's request, and for those who keep them."""

from datetime import timedelta

import asyncpg

from gateway.access.agreements.judging import Asked, Standing, opened, refusals
from gateway.access.agreements.paper import Paper
from gateway.access.agreements.views import (
    AgreementView,
    DueView,
    ExplanationView,
    QuestionDraft,
    ReasonView,
    Terms,
    VersionView,
)
from gateway.access.callers import Caller
from gateway.access.decisions import reads as decisions
from gateway.access.offers import OFFERED
from gateway.access.suspensions import reads as suspensions
from shared.callers import CallerClass, Purpose
from shared.database import Reader
from shared.days import today
from shared.errors import Forbidden, nothing_here

_PLAIN = ", ".join(f"'{name}', version.{name}" for name in Terms.model_fields if name != "grants")
_TERMS = f"""json_build_object({_PLAIN}, 'grants', (
    SELECT json_agg(json_build_object('dataset', dataset, 'ceiling', ceiling, 'fields', fields) ORDER BY dataset)
    FROM agreement_grants WHERE version_id = version.id
))::text"""  # noqa: S608 - names from code
"""The terms of a version as JSON; as text, because the connection of a write would read JSON on its own."""

_STANDING = f"""
SELECT agreement.id, agreement.code, agreement.caller_class, agreement.purpose, partner.code AS partner,
    partner.name AS partner_name, {decisions.taken("partner.decision_id")} AS onboarded,
    agreement.voided_at IS NOT NULL OR partner.voided_at IS NOT NULL AS ended,
    {suspensions.suspended("agreement_id", "agreement.id")}
        OR {suspensions.suspended("partner_id", "partner.id")} AS suspended,
    current.version_id, current.version, current.terms, current.widens, current.decision_id
FROM partners AS partner JOIN agreements AS agreement ON agreement.partner_id = partner.id
LEFT JOIN LATERAL (
    SELECT version.id AS version_id, version.version, version.widens, version.decision_id, {_TERMS} AS terms
    FROM agreement_versions AS version
    WHERE version.agreement_id = agreement.id AND {decisions.taken("version.decision_id")}
    ORDER BY version.version DESC LIMIT 1
) AS current ON true
"""  # noqa: S608 - names from code

_OF_PARTNER = (
    f"{_STANDING} WHERE partner.code = $1 AND partner.voided_at IS NULL AND agreement.voided_at IS NULL"
    " ORDER BY agreement.code"
)
_EVER_OF_PARTNER = f"{_STANDING} WHERE partner.code = $1 AND partner.voided_at IS NULL ORDER BY agreement.code"
_OF_CODE = f"{_STANDING} WHERE agreement.code = $1"

_PENDING = f"""
SELECT version.version, version.widens, version.decision_id, {_TERMS} AS terms
FROM agreement_versions AS version
WHERE version.agreement_id = $1 AND NOT {decisions.taken("version.decision_id")}
    AND NOT EXISTS (
        SELECT FROM agreement_versions AS later
        WHERE later.agreement_id = version.agreement_id AND later.version > version.version
    )
"""  # noqa: S608 - names from code

_RECORD = """
SELECT recorded_at, recorded_by, voided_at, voided_by, void_reason FROM agreements WHERE id = $1
"""

_DUE = f"""
{_STANDING} WHERE agreement.voided_at IS NULL AND partner.voided_at IS NULL
    AND ((current.terms::json ->> 'review_on')::date <= $1 OR (current.terms::json ->> 'ends_on')::date <= $1)
ORDER BY least((current.terms::json ->> 'review_on')::date, (current.terms::json ->> 'ends_on')::date), agreement.code
LIMIT 500
"""

_SOON = timedelta(days=30)


async def require(reader: Reader, partner: Caller, *asked: Asked) -> Standing:
    """The partner's agreement that answers all of this, read at this moment. Refused if there is none, whatever the
    reason."""
    for standing in await of_partner(reader, partner.name):
        if not any(refusals(standing, one, today()) for one in asked):
            return standing
    raise Forbidden("not-in-agreement", "No agreement in force gives this partner what it asks for.")


async def of_partner(reader: Reader, partner: str) -> list[Standing]:
    """A partner's agreements that have not ended, as they stand at this moment."""
    return [_standing(row) for row in await reader.fetch(_OF_PARTNER, partner)]


async def ever_of_partner(reader: Reader, partner: str) -> list[Standing]:
    """A partner's agreements, also those that have ended: it may still keep what it was told under them."""
    return [_standing(row) for row in await reader.fetch(_EVER_OF_PARTNER, partner)]


async def by_code(reader: Reader, code: str, caller: Caller) -> Standing:
    """An agreement as it stands at this moment; a partner finds only its own."""
    return _standing(await _row(reader, code, caller))


async def agreement(reader: Reader, code: str, caller: Caller) -> AgreementView:
    """An agreement as staff read it, or as its own partner does."""
    return await _view(reader, await _row(reader, code, caller), caller)


async def paper(reader: Reader, code: str, caller: Caller) -> Paper:
    """An agreement to be printed, for staff or its own partner."""
    row = await _row(reader, code, caller)
    return Paper(_standing(row), await _view(reader, row, caller), row["partner_name"])


async def explanation(reader: Reader, code: str, caller: Caller, question: QuestionDraft) -> ExplanationView:
    """Whether an agreement as it stands would answer a question, and every reason why it would not."""
    standing = await by_code(reader, code, caller)
    asked = Asked(question.dataset, question.purpose, question.fields, question.areas, question.projects)
    reasons = [
        ReasonView(code=refusal.code, detail=refusal.detail, field=refusal.field)
        for refusal in refusals(standing, asked, question.on or today())
    ]
    return ExplanationView(
        agreement=standing.code if standing.version is None else standing.reference,
        answered=not reasons,
        reasons=reasons,
        fields=list(opened(standing, question.dataset)) if question.dataset in OFFERED else None,
    )


async def due(reader: Reader) -> list[DueView]:
    """The agreements that somebody has to look at within thirty days."""
    standings = [_standing(row) for row in await reader.fetch(_DUE, today() + _SOON)]
    return [
        DueView(
            code=standing.code,
            partner=standing.partner,
            review_on=standing.terms.review_on,
            ends_on=standing.terms.ends_on,
            status=standing.status(today()),
        )
        for standing in standings
        if standing.terms is not None
    ]


async def _row(reader: Reader, code: str, caller: Caller) -> asyncpg.Record:
    row = await reader.fetchrow(_OF_CODE, code)
    if row is None or not (caller.is_staff or row["partner"] == caller.name):
        raise nothing_here()
    return row


async def _view(reader: Reader, row: asyncpg.Record, caller: Caller) -> AgreementView:
    standing = _standing(row)
    record = await reader.fetchrow(_RECORD, row["id"])
    assert record is not None
    view = AgreementView(
        code=standing.code,
        partner=standing.partner,
        caller_class=standing.caller_class,
        purpose=standing.purpose,
        status=standing.status(today()),
        in_force=None if standing.terms is None else await _version(reader, row, caller),
        **({} if not caller.is_staff else dict(record)),
    )
    if not caller.is_staff:
        return view
    pending = await reader.fetchrow(_PENDING, row["id"])
    return view.model_copy(
        update={
            "pending": pending and await _version(reader, pending, caller),
            "suspensions": await suspensions.lasting(reader, "agreement_id", row["id"]),
        }
    )


def _standing(row: asyncpg.Record) -> Standing:
    return Standing(
        code=row["code"],
        version_id=row["version_id"],
        version=row["version"],
        partner=row["partner"],
        caller_class=CallerClass(row["caller_class"]),
        purpose=Purpose(row["purpose"]),
        onboarded=row["onboarded"],
        suspended=row["suspended"],
        ended=row["ended"],
        terms=None if row["terms"] is None else Terms.model_validate_json(row["terms"]),
    )


async def _version(reader: Reader, row: asyncpg.Record, caller: Caller) -> VersionView:
    view = VersionView(version=row["version"], terms=Terms.model_validate_json(row["terms"]), widens=row["widens"])
    if not caller.is_staff:
        return view
    return view.model_copy(update={"signing": await decisions.decision(reader, row["decision_id"])})
