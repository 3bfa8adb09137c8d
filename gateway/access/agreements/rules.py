"""What may happen to an agreement: it is drafted, signed by two people, narrowed by one, suspended, resumed, ended."""

from collections.abc import Iterable

from sqlmodel import col, select

from gateway.access.agreements import reads
from gateway.access.agreements.tables import SYNTHETIC, Agreement, AgreementGrant, AgreementVersion
from gateway.access.agreements.views import AgreementDraft, Grant, LegalBasis, Terms
from gateway.access.agreements.widening import widens
from gateway.access.callers import Caller
from gateway.access.decisions import rules as decisions
from gateway.access.decisions.tables import Matter
from gateway.access.endings import rules as endings
from gateway.access.endings.views import EndReason
from gateway.access.offers import BESIDE, OFFERED, TOLD, WHOLE
from gateway.access.partners.tables import Partner
from gateway.access.suspensions import rules as suspensions
from shared.callers import CallerClass
from shared.ceilings import exceeds
from shared.errors import Conflict, Invalid, NotFound, nothing_here
from shared.write import Write, judged


async def draft(write: Write, stated: AgreementDraft) -> str:
    """Draft an agreement with its first version, which waits for two signatures."""
    found = await write.session.exec(
        select(Partner).where(col(Partner.code) == stated.partner, col(Partner.voided_at).is_(None)).with_for_update()
    )
    partner = found.first()
    if partner is None:
        raise NotFound("unknown-partner", "There is no such partner.", field="partner")
    _require_sound(stated.terms, partner.caller_class, partner.sandbox)
    agreement = Agreement(
        code=stated.code,
        partner_id=partner.id,
        caller_class=partner.caller_class,
        sandbox=partner.sandbox,
        purpose=stated.purpose,
        recorded_by=write.caller,
    )
    verdicts = {
        "uq_agreements_code": Conflict("code-taken", "Another agreement has this code.", field="code"),
        "uq_agreements_standing": Conflict(
            "purpose-taken", "The partner has an agreement for this purpose; it takes a new version.", field="purpose"
        ),
    }
    async with judged(write, verdicts):
        write.session.add(agreement)
    await _add_version(write, agreement, 1, stated.terms, ["everything"])
    write.trail("agreement.drafted", agreement.id)
    return agreement.code


async def change(write: Write, code: str, terms: Terms, caller: Caller) -> str:
    """Draft the next version. What only narrows is in force at once; what widens waits for two signatures.

    It takes the place of a version that still waits, and cannot be signed any more once another follows it.
    """
    agreement = await _standing_agreement(write, code)
    _require_sound(terms, agreement.caller_class, agreement.sandbox)
    now = await reads.by_code(await write.reader(), code, caller)
    latest = await _latest(write, agreement)
    wider = widens(now.terms, terms)
    version = await _add_version(write, agreement, latest.version + 1, terms, wider)
    write.trail("agreement.drafted" if wider else "agreement.narrowed", agreement.id, version=version.version)
    return code


async def sign(write: Write, code: str, number: int, caller: Caller) -> str:
    """Sign a version; with the second person's signature it is in force."""
    agreement = await _standing_agreement(write, code)
    latest = await _latest(write, agreement)
    if number > latest.version:
        raise nothing_here()
    if number < latest.version:
        raise Conflict("superseded", "A later version has been drafted; sign that one.")
    if await decisions.approve(write, latest.decision_id, caller):
        write.trail("agreement.signed", agreement.id, version=latest.version)
    return code


async def suspend(write: Write, code: str, reason: str) -> str:
    """Suspend an agreement, effective for every request that begins after this has committed."""
    await suspensions.suspend(write, "agreement_id", (await _standing_agreement(write, code)).id, reason)
    return code


async def resume(write: Write, code: str, caller: Caller) -> str:
    """Approve that a suspended agreement answers again; it does when a second person approves it, too."""
    await suspensions.resume(write, "agreement_id", (await _standing_agreement(write, code)).id, caller)
    return code


async def end(write: Write, code: str, reason: EndReason) -> str:
    """End an agreement for good; pseudonyms made under it are never made again."""
    agreement = await _standing_agreement(write, code)
    await endings.end(write, agreement, reason)
    write.trail("agreement.ended", agreement.id, reason=reason)
    return code


async def _standing_agreement(write: Write, code: str) -> Agreement:
    """An agreement held until this write ends."""
    found = await write.session.exec(select(Agreement).where(col(Agreement.code) == code).with_for_update())
    agreement = found.first()
    if agreement is None:
        raise nothing_here()
    if agreement.voided_at is not None:
        raise Conflict("ended", "The agreement has ended.")
    return agreement


async def _latest(write: Write, agreement: Agreement) -> AgreementVersion:
    found = await write.session.exec(
        select(AgreementVersion)
        .where(col(AgreementVersion.agreement_id) == agreement.id)
        .order_by(col(AgreementVersion.version).desc())
        .limit(1)
    )
    return found.one()


async def _add_version(
    write: Write, agreement: Agreement, number: int, terms: Terms, wider: list[str]
) -> AgreementVersion:
    version = AgreementVersion(
        **terms.model_dump(exclude={"grants", "areas", "projects", "incident_contacts"}),
        areas=list(terms.areas),
        projects=list(terms.projects),
        incident_contacts=list(terms.incident_contacts),
        agreement_id=agreement.id,
        caller_class=agreement.caller_class,
        sandbox=agreement.sandbox,
        version=number,
        widens=wider,
        decision_id=await decisions.propose(write, Matter.VERSION, needed=2 if wider else 0),
        recorded_by=write.caller,
    )
    write.session.add(version)
    await write.session.flush()
    for grant in terms.grants:
        write.session.add(
            AgreementGrant(
                version_id=version.id,
                dataset=grant.dataset,
                caller_class=agreement.caller_class,
                ceiling=grant.ceiling,
                fields=None if grant.fields is None else list(grant.fields),
            )
        )
    await write.session.flush()
    return version


def _require_sound(terms: Terms, caller_class: CallerClass, sandbox: bool) -> None:
    if terms.ends_on <= terms.starts_on:
        raise Invalid("ends-before-start", "An agreement ends after its first day.", field="terms.ends_on")
    if not terms.starts_on <= terms.review_on <= terms.ends_on:
        raise Invalid("review-outside", "The review lies within the agreement's time.", field="terms.review_on")
    if (terms.legal_basis is LegalBasis.CONSENT) != (terms.consent_purpose is not None):
        raise Invalid(
            "basis-unclear",
            "A consent purpose is stated exactly when the legal basis is consent.",
            field="terms.consent_purpose",
        )
    for name, stated in (("areas", terms.areas), ("projects", terms.projects)):
        _require_once(f"terms.{name}", stated)
    _require_once("terms.grants", [grant.dataset for grant in terms.grants])
    for project in terms.projects:
        if project.startswith(SYNTHETIC) != sandbox:
            raise Invalid(
                "not-synthetic" if sandbox else "synthetic",
                "Projects whose code begins with {synthetic} are for sandbox partners, and all that these see.",
                field="terms.projects",
                synthetic=SYNTHETIC,
            )
    for place, grant in enumerate(terms.grants):
        _require_openable(f"terms.grants.{place}", grant, terms, caller_class)


def _require_openable(at: str, grant: Grant, terms: Terms, caller_class: CallerClass) -> None:
    if exceeds(caller_class, grant.dataset, grant.ceiling):
        raise Invalid(
            "above-ceiling",
            "No agreement opens {dataset} up to {ceiling} to a partner of the class {partner}.",
            field=f"{at}.ceiling",
            dataset=grant.dataset,
            ceiling=grant.ceiling,
            partner=caller_class,
        )
    if grant.dataset not in TOLD:
        raise Invalid(
            "not-offered", "No route tells partners {dataset} yet.", field=f"{at}.dataset", dataset=grant.dataset
        )
    if grant.dataset in BESIDE and terms.grant(BESIDE[grant.dataset]) is None:
        raise Invalid(
            "not-alone",
            "{dataset} are told only of {of} whom the agreement opens, too.",
            field=f"{at}.dataset",
            dataset=grant.dataset,
            of=BESIDE[grant.dataset],
        )
    if grant.dataset in WHOLE and not WHOLE[grant.dataset].within(grant.ceiling):
        raise Invalid(
            "told-whole",
            "{dataset} are told whole, up to {level}.",
            field=f"{at}.ceiling",
            dataset=grant.dataset,
            level=WHOLE[grant.dataset],
        )
    offer = OFFERED.get(grant.dataset)
    _require_once(f"{at}.fields", grant.fields or ())
    for name in grant.fields or ():
        if offer is None or name not in offer.levels:
            raise Invalid("unknown-field", "This dataset has no such field to open.", field=f"{at}.fields")
        if not offer.levels[name].within(grant.ceiling):
            raise Invalid("above-ceiling", "{name} lies above the grant's ceiling.", field=f"{at}.fields", name=name)
    if offer is not None and not any(level.within(grant.ceiling) for level in offer.levels.values()):
        raise Invalid(
            "opens-nothing",
            "No field of {dataset} lies within {ceiling}.",
            field=f"{at}.ceiling",
            dataset=grant.dataset,
            ceiling=grant.ceiling,
        )


def _require_once(field: str, stated: Iterable[str]) -> None:
    stated = list(stated)
    if len(set(stated)) != len(stated):
        raise Invalid("stated-twice", "Each stands once.", field=field)
