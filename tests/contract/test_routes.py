"""What every route of every application promises: who may call it, what stands in its path, how it refuses."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
from applications import METADATA, app, document
from fastapi import FastAPI, Query
from pydantic import BaseModel

import services
from commandline.document import routes
from gateway.access.roles import scopes
from gateway.document.files import PLACES
from shared.callers import CallerClass, DatasetName, Role, Service
from shared.pages import Asked
from shared.routes import write, write_money

OPEN = {"/health/live", "/health/ready", "/oauth2/client/token", "/.well-known/jwks.json", *PLACES}
CALLERS = {*Role, *CallerClass, "gateway"}

IN_PATHS = {"registration_number", "id", "code", "codelist", "pcode", "noun", "rest"}
IN_QUERIES = {"project", "as_of", "q", "level", "parent"}  # q is the name of a place
IN_QUERIES |= {"after", "limit", "count"}  # of lists, which are filtered by codes, places and numbers of other records
IN_QUERIES |= {"on", "view", "mine"}  # a day, which caseload, whether the caller's own
IN_QUERIES |= {"oldest_first"}  # of timelines
IN_QUERIES |= {"wait"}  # for something to happen
IN_QUERIES |= {"others", "waiting"}  # whether by somebody else than the caller, or for the caller
IN_QUERIES |= {"on", "view", "mine"}  # a day, which caseload, whether the caller's own of which something is asked
IN_QUERIES |= {"open", "stage", "variant"}
IN_QUERIES |= {"place", "type", "status", "likeness", "sector", "modality", "role", "purpose", "recipient_class"}
IN_QUERIES |= {"donor", "currency", "to_currency", "source", "rule"}  # of statements
IN_QUERIES |= {"due", "payable", "contract_id", "approved"}  # of tranches, and of orders to pay them
IN_QUERIES |= {"work_id", "worker_id", "period_id", "confirmed"}  # of cash for work
IN_QUERIES |= {"ended", "mark", "overdue"}  # of placements, courses and follow-ups
IN_QUERIES |= {"provision_id", "delivery_id", "complete"}  # of what assistance is given as
IN_QUERIES |= {"means", "state", "confirmed", "batch_id", "order_id"}  # of batches, and of who is paid by them
IN_QUERIES |= {"phase_id", "recovery_id"}  # of assistance, and of refunds
IN_QUERIES |= {"found", "selection_id", "outcome", "holds_place"}  # of assessments, and of those on selection lists
IN_QUERIES |= {"seat", "kind", "quiet", "category", "raised_by", "owner", "target"}  # a group, an office
IN_QUERIES |= {"by", "since", "until"}  # what is counted, over which days
IN_QUERIES |= {
    f"{of}_id"
    for of in (
        "household",
        "activity",
        "session",
        "notice",
        "enterprise",
        "award",
        "assistance",
        "forum",
        "election",
        "meeting",
        "concern",
    )
}
IN_QUERIES |= {f"{of}_id" for of in ("fund", "call", "application")}
IN_QUERIES |= {"code", "wave_id", "before_id"}  # of a question, and of waves that it is asked in
IN_QUERIES |= {"mark", "operation"}  # which monitoring visit, and how an enterprise was found
IN_QUERIES |= {"topic", "activity"}  # of trainings
IN_HEADERS = {"authorization", "if_match", "if_none_match", "stated"}  # stated is the Idempotency-Key

every_application = pytest.mark.parametrize("name", METADATA)


def without_callers(of: FastAPI) -> list[str]:
    return [
        route.path
        for route in routes(of)
        if route.path not in OPEN and not (route.openapi_extra or {}).get("x-callers")
    ]


def names(params: list[Any]) -> Iterator[str]:
    """Their names; the fields of a model stand in a query one by one."""
    for param in params:
        model = param.field_info.annotation
        yield from model.model_fields if isinstance(model, type) and issubclass(model, BaseModel) else (param.name,)


def personal_parameters(of: FastAPI) -> list[str]:
    """Parts of paths, queries and headers that nobody has said are harmless."""
    found = []
    for route in routes(of):
        pending = [route.dependant]
        while pending:
            dependant = pending.pop()
            pending.extend(dependant.dependencies)
            for known, params in (
                (IN_PATHS, dependant.path_params),
                (IN_QUERIES, dependant.query_params),
                (IN_HEADERS, dependant.header_params + dependant.cookie_params),
            ):
                found += [f"{route.path}: {name}" for name in names(params) if name not in known]
    return found


@every_application
def test_every_route_says_who_may_call_it(name: str) -> None:
    assert without_callers(app(name)) == []
    paths = {route.path for route in routes(app(name))}
    assert len(paths) > 9
    for route in routes(app(name)):
        assert set((route.openapi_extra or {}).get("x-callers", ())) <= CALLERS, route.path


@every_application
def test_the_document_says_who_may_call(name: str) -> None:
    for path, methods in document(name)["paths"].items():
        for operation in methods.values():
            assert bool(operation.get("x-callers")) == (path not in OPEN), path


@every_application
def test_no_path_and_no_query_carries_a_personal_value(name: str) -> None:
    assert personal_parameters(app(name)) == []


def test_a_route_without_callers_and_a_name_in_a_query_are_noticed() -> None:
    planted = FastAPI()

    class Filters(Asked):
        mother_given_native: str | None = None

    @planted.get("/people/{given_native}")
    async def people(given_native: str, father_native: str | None = None) -> None:
        """A search as it must not be."""

    @planted.get("/people")
    async def filtered(asked: Annotated[Filters, Query()]) -> None:
        """A list as it must not be."""

    assert "/people/{given_native}" in without_callers(planted)
    assert set(personal_parameters(planted)) == {
        "/people/{given_native}: given_native",
        "/people/{given_native}: father_native",
        "/people: mother_given_native",
    }


@every_application
async def test_nobody_comes_past_the_door_unknown(name: str) -> None:
    paths = {re.sub(r"\{[^}]*\}", "1", path) for path in document(name)["paths"]}
    paths |= {"/", "/nothing", "/docs/", "/redoc", "/v1/people", "/openapi.json/", "//health/live", *PLACES}
    transport = httpx.ASGITransport(app(name))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        for path in sorted(paths - {route.path for route in routes(app(name)) if route.path in OPEN}):
            for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
                answer = await client.request(method, path)
                assert answer.status_code == 401, (method, path)
                assert answer.headers["content-type"] == "application/problem+json"
                assert answer.headers["www-authenticate"] == "Bearer"
        assert (await client.get("/health/live")).status_code == 200


OF = {
    "/households/{id}/members": DatasetName.HOUSEHOLDS,
    "memberships": DatasetName.HOUSEHOLDS,
    "caseload": DatasetName.PEOPLE,
    "/selections/{id}/ranking": DatasetName.CANDIDATES,
    "/sittings/{id}/minutes": DatasetName.SITTINGS,
    "/sittings/{id}/minutes/page": DatasetName.SITTINGS,
    "/selections/{id}/sheet": DatasetName.CANDIDATES,
    "/deliveries/{id}/files": DatasetName.FILES,
    "/batches/{id}/files": DatasetName.FILES,
    "/provisions/{id}/sheet": DatasetName.PROVISIONS,
    "/works/{id}/sheet": DatasetName.WORKDAYS,
    "applicants": DatasetName.APPLICATIONS,
    "clearances": DatasetName.APPLICATIONS,
    "portfolio": DatasetName.APPLICATIONS,
    "rulings": DatasetName.AWARDS,
    "displacement": DatasetName.DISPLACEMENTS,
    "subjects": DatasetName.PEOPLE,
    "sheet": DatasetName.ATTENDANCES,
    "registrations": DatasetName.PEOPLE,
    "identities": DatasetName.RESULTS,
    "given": DatasetName.ASSISTANCES,
    "reach": DatasetName.RESULTS,
    "support": DatasetName.RESULTS,
    "establishment": DatasetName.RESULTS,
    "namings": DatasetName.MEMBERS,
    "seats": DatasetName.MEMBERS,
    "/policing/areas/{pcode}": DatasetName.INDICATORS,
}
"""The datasets of those paths and parts of paths that are not called after them."""


BY_CONSENT = {"/subjects/consenting"}
"""What no role opens, and the consent of a person does: the gateway makes a mandate for it of its own."""


def shown_at(path: str) -> DatasetName | None:
    """The dataset of the last part of a path that is called after one: a person's documents are no people."""
    named = [OF.get(part, part) for part in (*path.split("/"), path)]
    return next((DatasetName(part) for part in reversed(named) if part in set(DatasetName)), None)


def test_what_stands_below_a_person_is_of_its_own_dataset() -> None:
    assert shown_at("/people/{registration_number}/documents") is DatasetName.DOCUMENTS
    assert shown_at("/people/{registration_number}") is DatasetName.PEOPLE
    assert shown_at("/memberships/{id}/void") is DatasetName.HOUSEHOLDS
    assert shown_at("/households/{id}/members") is DatasetName.HOUSEHOLDS


@pytest.mark.parametrize("service", Service)
def test_every_role_that_a_route_admits_is_opened_what_the_route_shows(service: Service) -> None:
    for route in routes(app(service.value)):
        dataset = shown_at(route.path)
        for caller in (route.openapi_extra or {}).get("x-callers", ()):
            if caller in set(Role) and route.path not in BY_CONSENT:
                assert dataset in scopes((Role(caller),), service), (route.path, caller)


MONEY = {DatasetName.AWARDS, DatasetName.ASSISTANCES, DatasetName.ORDERS, DatasetName.PAYMENTS, DatasetName.REFUNDS}
MONEY |= {DatasetName.RECOVERIES}
MONEY |= {DatasetName.PROVISIONS, DatasetName.DELIVERIES}
MONEY |= {DatasetName.REPORTS, DatasetName.PARTIES, DatasetName.BATCHES, DatasetName.INSTRUCTIONS}
MONEY |= {DatasetName.WORKS, DatasetName.WORKERS, DatasetName.WORKDAYS, DatasetName.PERIODS, DatasetName.WAGES}
MONEY |= {DatasetName.CONTRACTS, DatasetName.MILESTONES}  # they commit it, and make it payable


def writes(of: FastAPI) -> dict[str, bool]:
    """The routes that write, and whether what they write is of money, so that their keys are never forgotten."""
    found = {}
    for route in routes(of):
        for part in route.dependant.dependencies:
            if part.call in {write, write_money}:
                found[route.path] = part.call is write_money
    return found


def test_what_writes_money_and_nothing_else_says_so() -> None:
    found = writes(app("grants"))
    assert (
        {path for path, of_money in found.items() if of_money}
        == {path for path in found if shown_at(path) in MONEY} | {"/calls/{id}/release"}
        >= {"/payments", "/payments/{id}/void", "/sittings/{id}/rulings", "/assistances"}
    )
    for name in METADATA.keys() - {"grants"}:
        assert not any(writes(app(name)).values())


def test_services_raise_errors_of_the_domain_alone() -> None:
    files = list(Path(services.__path__[0]).rglob("*.py"))
    assert len(files) > 50
    assert [str(file) for file in files if "HTTPException" in file.read_text(encoding="utf-8")] == []
