"""What a front-end developer does who has nothing but the document: each request is made of what stands there.

Wherever the steps are taken, in one process or in four, they end alike.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from asking import Door, client, problem

from shared.callers import Role

REGISTER = "beneficiary_register_people_post"
READ = "beneficiary_person_people__registration_number__get"
CORRECT = "beneficiary_correct_people__registration_number__put"
LIST = "beneficiary_people_people_get"
ROLE = Role.CASEWORKER
PLACE = "IQG02Q01"
"""Where nobody lives yet."""


@dataclass
class FrontEnd:
    """A front end that knows the door's address, somebody's sign-in, and the document that it read first."""

    door: Door
    document: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        answer = client().get(f"{self.door.address}/openapi.json")
        assert answer.status_code == 200
        self.document = answer.json()

    def send(
        self, operation: str, body: Any = None, headers: dict[str, str] | None = None, **parameters: Any
    ) -> httpx.Response:
        """Make a request as its operation is described; what is not described there cannot be sent."""
        path, method, described = self._operation(operation)
        known = {self._resolved(parameter)["name"].lower(): parameter for parameter in described["parameters"]}
        assert {name.lower() for name in headers or {}} <= known.keys()
        assert ROLE in described["x-callers"]
        inside = {name: value for name, value in parameters.items() if f"{{{name}}}" in path}
        query = {name: value for name, value in parameters.items() if name not in inside}
        assert query.keys() <= known.keys()
        return client().request(
            method,
            self.door.address + path.format(**inside),
            params=query or None,
            json=body,
            headers={**self.door.staff(ROLE).headers(), **(headers or {})},
        )

    def example(self, operation: str) -> dict[str, Any]:
        """A body that the document shows for an operation."""
        described = self._operation(operation)[2]
        schema = self._resolved(described["requestBody"]["content"]["application/json"]["schema"])
        shown: dict[str, Any] = schema["examples"][0]
        return dict(shown)

    def problems(self, operation: str) -> set[str]:
        """The refusals that are an operation's own."""
        return {kind.removeprefix("/problems/") for kind in self._operation(operation)[2]["x-problems"]}

    def _operation(self, operation: str) -> tuple[str, str, dict[str, Any]]:
        return next(
            (path, method, described)
            for path, methods in self.document["paths"].items()
            for method, described in methods.items()
            if described["operationId"] == operation
        )

    def _resolved(self, part: dict[str, Any]) -> dict[str, Any]:
        found: Any = part
        if "$ref" in part:
            found = self.document
            for step in part["$ref"].removeprefix("#/").split("/"):
                found = found[step]
        resolved: dict[str, Any] = found
        return resolved


def of_record(answer: httpx.Response) -> dict[str, Any]:
    """What is told of the record itself, without who else it may be of."""
    return {name: told for name, told in answer.json().items() if name != "possible_duplicates"}


def registers_a_person(front: FrontEnd) -> None:
    body = front.example(REGISTER)
    made = front.send(REGISTER, body)
    assert made.status_code == 201, made.text
    assert body.items() <= made.json().items()
    read = front.send(READ, registration_number=made.json()["registration_number"])
    assert (read.json(), read.headers["etag"]) == (of_record(made), made.headers["etag"])


def retries_under_the_same_key(front: FrontEnd) -> None:
    body, key = front.example(REGISTER), {"Idempotency-Key": uuid4().hex}
    first, again = front.send(REGISTER, body, key), front.send(REGISTER, body, key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json(), "nobody was registered twice"
    other = front.send(REGISTER, {**body, "sex": "not_stated"}, key)
    assert problem(other) == (422, "idempotency-key-reused")
    assert "idempotency-key-reused" in front.problems(REGISTER)


def edits_what_was_read(front: FrontEnd) -> None:
    body = front.example(REGISTER)
    made = front.send(REGISTER, body)
    number, seen = made.json()["registration_number"], made.headers["etag"]
    changed = {**body, "known_as_latin": "Umm Karim"}

    unread = front.send(CORRECT, changed, registration_number=number)
    assert problem(unread) == (428, "precondition-required")
    key = {"If-Match": seen, "Idempotency-Key": uuid4().hex}
    edited, again = (front.send(CORRECT, changed, key, registration_number=number) for _ in range(2))
    assert (edited.status_code, edited.json()["known_as_latin"]) == (200, "Umm Karim")
    assert again.json() == edited.json(), "a retry does not meet its own change"
    late = front.send(CORRECT, body, {"If-Match": seen}, registration_number=number)
    assert problem(late) == (412, "stale")
    assert front.send(READ, registration_number=number).json() == of_record(edited)
    assert {"precondition-required", "stale"} <= front.problems(CORRECT)


def pages_a_list(front: FrontEnd) -> None:
    body = {**front.example(REGISTER), "place": PLACE}
    made = [front.send(REGISTER, body).json()["registration_number"] for _ in range(5)]
    page = front.send(LIST, limit=2, count="true", place=PLACE).json()
    assert page["count"] == {"total": 5, "capped": False}
    listed = []
    while True:
        listed += [person["registration_number"] for person in page["items"]]
        if page["next"] is None:
            break
        page = front.send(LIST, limit=2, place=PLACE, after=page["next"]).json()
    assert listed == made[::-1], "newest first, each once"


def is_told_in_its_language(front: FrontEnd) -> None:
    told = {}
    for language in ("en", "ar", "ckb"):
        refused = front.send(REGISTER, {"given_native": ""}, {"Accept-Language": language})
        assert refused.status_code == 422
        assert refused.headers["content-language"] == language
        told[language] = refused.json()["detail"]
    assert len(set(told.values())) == 3


STEPS: tuple[Callable[[FrontEnd], None], ...] = (
    registers_a_person,
    retries_under_the_same_key,
    edits_what_was_read,
    pages_a_list,
    is_told_in_its_language,
)
