"""Writing a disclosure down: before the answer leaves, or the answer does not leave."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from gateway.access.agreements.judging import Standing
from gateway.access.callers import Caller
from shared.database import Reader
from shared.disclosure import Disclosed

_NOTE = """
WITH noted AS (
    INSERT INTO reads (caller, caller_class, roles, purpose, reason, agreement, version_id, what, project, fields,
        request_id, break_glass_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id
), named AS (
    INSERT INTO read_subjects (read_id, person_id) SELECT noted.id, unnest($13::int[]) FROM noted
)
SELECT id FROM noted
"""
_NOTE_ALL = """
WITH told AS (
    SELECT what, project, fields, people
    FROM jsonb_to_recordset($8::jsonb) AS told (what text, project text, fields text[], people int[])
), noted AS (
    INSERT INTO reads (caller, caller_class, roles, purpose, reason, what, project, fields, request_id, break_glass_id)
    SELECT $1, $2, $3, $4, $5, told.what, told.project, told.fields, $6, $7 FROM told RETURNING id, what
), named AS (
    INSERT INTO read_subjects (read_id, person_id)
    SELECT noted.id, unnest(told.people) FROM noted JOIN told USING (what)
)
SELECT count(*) FROM noted
"""


@dataclass(frozen=True)
class Told:
    """What an answer tells: fields of a dataset or document, of which project if of one, and about whom."""

    what: str
    fields: tuple[str, ...]
    people: tuple[int, ...] = ()
    project: str | None = None

    @classmethod
    def of(cls, disclosed: Disclosed) -> Self:
        """What a service says that its answer discloses."""
        return cls(disclosed.dataset, disclosed.fields, disclosed.people)


async def note(
    appending: Reader, caller: Caller, told: Told, request_id: str, agreement: Standing | None = None
) -> None:
    """Record who is told what, under an agreement if a partner is; committed when this returns, before the answer."""
    purpose = agreement.purpose if agreement is not None else caller.purpose
    await appending.fetchval(
        _NOTE,
        caller.name,
        caller.caller_class,
        list(caller.roles),
        purpose,
        caller.reason,
        agreement and agreement.reference,
        agreement and agreement.version_id,
        told.what,
        told.project,
        list(told.fields),
        request_id,
        caller.break_glass,
        _each_once(told.people),
    )


async def note_all(appending: Reader, caller: Caller, told: Sequence[Told], request_id: str) -> None:
    """Record all that one answer tells staff, of several documents, in one statement and with one commit."""
    rows = [
        {"what": one.what, "project": one.project, "fields": one.fields, "people": _each_once(one.people)}
        for one in told
    ]
    await appending.fetchval(
        _NOTE_ALL,
        caller.name,
        caller.caller_class,
        list(caller.roles),
        caller.purpose,
        caller.reason,
        request_id,
        caller.break_glass,
        json.dumps(rows),
    )


def _each_once(people: Iterable[int]) -> list[int]:
    return sorted(set(people))
