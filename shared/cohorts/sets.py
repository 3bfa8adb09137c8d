"""Sets of ids, compressed (Roaring bitmaps) wherever they lie or travel, and put together in C.

One may be stated by whom it leaves out: then it is everybody but those. Who everybody is, is only known where people
are counted; until then nobody has to be told it.
"""

import asyncio
from array import array
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from sys import byteorder
from typing import Annotated, Any, Self

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError
from pyroaring import BitMap

COLLECTED = "string_agg(int4send({id}), '')"
"""SQL: the ids of rows as one value, four bytes each, the highest first; `read` reads it."""
LONG = 400_000
"""Bytes; more of them are read in a thread, so that others are answered meanwhile."""


def _read(value: Any) -> BitMap:
    if isinstance(value, BitMap):
        return value
    try:
        return BitMap.deserialize(b64decode(value, validate=True))
    except (ValueError, IndexError, TypeError):
        raise PydanticCustomError("ids", "is no set of ids") from None


def _written(ids: BitMap) -> str:
    return b64encode(ids.serialize()).decode()


Ids = Annotated[
    BitMap,
    PlainValidator(_read),
    PlainSerializer(_written),
    WithJsonSchema(
        {
            "type": "string",
            "contentEncoding": "base64",
            "description": "A Roaring bitmap, in base64.",
            "examples": ["OjAAAAEAAAAAAAEAEAAAAAQAEQA="],
        }
    ),
]
"""In what services send each other: a set of ids, in the portable format of Roaring bitmaps."""


@dataclass(frozen=True)
class Members:
    """These ids, or everybody but these."""

    ids: BitMap
    others: bool = False

    @property
    def nobody(self) -> bool:
        return not self.others and not self.ids

    def __invert__(self) -> "Members":
        return Members(self.ids, not self.others)

    def __and__(self, another: "Members") -> "Members":
        match self.others, another.others:
            case False, False:
                return Members(self.ids & another.ids)
            case False, True:
                return Members(self.ids - another.ids)
            case True, False:
                return Members(another.ids - self.ids)
        return Members(self.ids | another.ids, True)

    def __or__(self, another: "Members") -> "Members":
        return ~(~self & ~another)

    def among(self, ids: BitMap) -> BitMap:
        """Those of them who are among these."""
        return ids - self.ids if self.others else ids & self.ids


EVERYBODY = Members(BitMap(), others=True)
NOBODY = Members(BitMap())


def read(collected: bytes | None) -> BitMap:
    """The set of ids that SQL collected."""
    ids = array("I", collected or b"")
    if byteorder == "little":
        ids.byteswap()
    return BitMap(ids)


async def read_each(collected: Iterable[bytes | None]) -> list[BitMap]:
    """The same of several, without keeping others waiting."""
    stated = list(collected)
    if sum(len(each or b"") for each in stated) <= LONG:
        return [read(each) for each in stated]
    return await asyncio.to_thread(lambda: [read(each) for each in stated])


@dataclass(frozen=True)
class Merged:
    """Which ids stand for whom: those that were merged, and beside each the one that goes on for it; of them, as of an
    earlier moment, those are `parted` that are somebody else's now."""

    absorbed: BitMap
    survivors: tuple[int, ...]
    parted: BitMap = field(default_factory=BitMap)

    @classmethod
    def of(cls, pairs: Iterable[tuple[int, int]]) -> Self:
        ordered = sorted(pairs)
        return cls(BitMap(id for id, _ in ordered), tuple(survivor for _, survivor in ordered))

    def going_on(self, ids: BitMap) -> BitMap:
        """Each by the id that goes on for it."""
        merged = ids & self.absorbed
        if not merged:
            return ids
        into = dict(zip(self.absorbed, self.survivors, strict=True))
        return (ids - merged) | BitMap(into[id] for id in merged)

    def with_absorbed(self, ids: BitMap) -> BitMap:
        """Each by all ids that ever stood for it."""
        if not self.absorbed:
            return ids
        return ids | BitMap(id for id, survivor in zip(self.absorbed, self.survivors, strict=True) if survivor in ids)

    def still(self) -> "Merged":
        """Those of them that are one person now too. Any other stands for itself, and so for nobody of then: to what is
        told of it somebody else consents now."""
        if not self.parted:
            return self
        pairs = zip(self.absorbed, self.survivors, strict=True)
        return Merged.of((id, survivor) for id, survivor in pairs if id not in self.parted)


NOT_MERGED = Merged(BitMap(), ())
