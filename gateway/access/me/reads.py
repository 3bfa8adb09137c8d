"""What somebody may do here: staff by the mandates they would be given, partners by their agreements as they stand."""

from collections.abc import Iterable

from gateway.access import mandates, words
from gateway.access.agreements import reads as agreements
from gateway.access.agreements.judging import Standing, scope_of
from gateway.access.audiences import told_to_partner, told_to_staff
from gateway.access.break_glass import reads as break_glass
from gateway.access.callers import BREAK_GLASS, PURPOSE, REASON, ROLE, Caller, Holder
from gateway.access.me.views import (
    ActingView,
    AreaView,
    HeaderView,
    HeldView,
    LimitsView,
    OrganisationView,
    OwnAgreementView,
    ReadableView,
    StaffView,
)
from gateway.access.roles import PURPOSES
from gateway.access.words import Described
from shared import places
from shared.callers import DatasetName, Purpose, Service
from shared.classification import Scope
from shared.database import Reader
from shared.days import today

DOES = {
    ROLE: "states in which of your roles you ask; needed where you hold roles in different areas",
    PURPOSE: "states what you ask for; it has to be a purpose of a role in which you ask",
    REASON: "says why you read what is severe; only the protection role may, and the reason is written down",
    BREAK_GLASS: "the number of a break-glass that is open to you: you read as the protection role does in its area, "
    "change nothing, and each answer is written down under it",
}
"""The headers in which staff say as what, for what and why they ask, and what each does."""
_DOES_FOR_PARTNERS = {PURPOSE: "states what you ask for; it has to be the purpose of an agreement of yours"}

_LIMITS = """
SELECT partner.name, partner.requests_per_minute, partner.lookups_per_day,
    CASE WHEN usage.minute = date_trunc('minute', now()) THEN usage.requests ELSE 0 END AS requests_this_minute,
    CASE WHEN usage.day >= (now() AT TIME ZONE 'Asia/Baghdad')::date THEN usage.lookups ELSE 0 END AS lookups_today
FROM partners AS partner JOIN usage ON usage.partner_id = partner.id
WHERE partner.code = $1 AND partner.voided_at IS NULL
"""


async def member(reader: Reader, caller: Caller, holder: Holder, request_id: str) -> StaffView:
    """A member of staff, as they act in this request."""
    opened: dict[DatasetName, Scope] = {}
    for service in Service:
        opened |= mandates.for_staff(caller, service, request_id).datasets
    return StaffView(
        name=caller.name,
        caller_class=caller.caller_class,
        held=[HeldView(role=role, areas=_areas(areas), purposes=list(PURPOSES[role])) for role, areas in holder.held],
        acting=ActingView(
            roles=list(caller.roles), areas=_areas(caller.areas), purpose=caller.purpose or PURPOSES[caller.roles[0]][0]
        ),
        reads=[
            _readable(dataset, opened[dataset], told_to_staff(dataset, opened[dataset]), caller.areas)
            for dataset in words.LEVELS
            if dataset in opened
        ],
        purposes=_purposes(holder),
        headers=_headers(DOES),
        break_glass=await break_glass.open_to(reader, caller.signature),
    )


async def organisation(reader: Reader, caller: Caller) -> OrganisationView:
    """A partner, as its agreements stand at this moment."""
    row = await reader.fetchrow(_LIMITS, caller.name)
    assert row is not None  # whoever is admitted has been counted
    return OrganisationView(
        name=row["name"],
        caller_class=caller.caller_class,
        agreements=[_own(standing) for standing in await agreements.of_partner(reader, caller.name)],
        limits=LimitsView(**{name: row[name] for name in LimitsView.model_fields}),
        headers=_headers(_DOES_FOR_PARTNERS),
    )


def _own(standing: Standing) -> OwnAgreementView:
    terms = standing.terms
    scopes = {} if terms is None else {grant.dataset: scope_of(standing, grant.dataset) for grant in terms.grants}
    return OwnAgreementView(
        agreement=standing.code if terms is None else standing.reference,
        purpose=standing.purpose,
        status=standing.status(today()),
        opens=[
            _readable(dataset, scope, told_to_partner(dataset, scope), () if terms is None else terms.areas)
            for dataset, scope in scopes.items()
            if scope is not None
        ],
        areas=_areas(() if terms is None else terms.areas),
        projects=[] if terms is None else list(terms.projects),
        starts_on=None if terms is None else terms.starts_on,
        ends_on=None if terms is None else terms.ends_on,
    )


def _readable(dataset: DatasetName, scope: Scope, fields: tuple[Described, ...], areas: Iterable[str]) -> ReadableView:
    return ReadableView(
        dataset=dataset,
        ceiling=scope.ceiling,
        fields=[field.name for field in fields],
        in_words=words.sentence(dataset, fields, areas),
    )


def _purposes(holder: Holder) -> list[Purpose]:
    return list(dict.fromkeys(purpose for role, _ in holder.held for purpose in PURPOSES[role]))


def _areas(pcodes: Iterable[str]) -> list[AreaView]:
    found = [places.place(pcode) for pcode in pcodes]
    return [AreaView(pcode=place.pcode, name_en=place.name_en, name_ar=place.name_ar) for place in found]


def _headers(does: dict[str, str]) -> list[HeaderView]:
    return [HeaderView(name=name.title(), does=what) for name, what in does.items()]
