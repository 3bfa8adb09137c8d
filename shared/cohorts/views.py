"""What a cohort is asked by, what services declare that they can be asked by, and what travels between."""

from collections.abc import Iterator
from enum import StrEnum
from inspect import cleandoc
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator
from pydantic.config import JsonDict
from pydantic_core import PydanticCustomError

from shared.callers import DatasetName, Purpose, Service
from shared.classification import LOW, MODERATE, Dataset, classified
from shared.codes import listed_as
from shared.cohorts.sets import Ids
from shared.drafts import Day, Draft, Identifier, YesOrNo, once_each
from shared.examples import example
from shared.views import View

DEEPEST = 8
"""Conditions that stand in each other, at the most."""
MOST_LEAVES = 50
"""Criteria of one cohort, at the most."""
MOST_VALUES = 100
"""Values of one criterion, at the most."""
MOST_BREAKDOWNS = 2


@listed_as("criterion-kind")
class Kind(StrEnum):
    """What a criterion takes: some of the codes of a list, P-codes, codes of projects, yes or no, an age, or days."""

    CODES = "codes"
    PLACES = "places"
    PROJECTS = "projects"
    YES_OR_NO = "yes_or_no"
    AGE = "age"
    DAYS = "days"


TAKES: dict[Kind, tuple[str, ...]] = {
    Kind.CODES: ("values",),
    Kind.PLACES: ("values",),
    Kind.PROJECTS: ("values",),
    Kind.YES_OR_NO: ("value",),
    Kind.AGE: ("min", "max"),
    Kind.DAYS: ("since", "until"),
}
"""The fields that a value of each kind is stated in."""
VALUES = tuple(dict.fromkeys(field for fields in TAKES.values() for field in fields))

COHORTS = Dataset(
    DatasetName.COHORTS,
    {
        **dict.fromkeys(("all", "any", "not", "not_", "criterion", *VALUES), LOW),
        **dict.fromkeys(("expression", "on", "by", "at", "leaves", "listing", "sizes", "now"), LOW),
        "consented": LOW,
        "of": LOW,  # a value that anybody may be of: by itself it says neither that somebody is, nor how many
        **dict.fromkeys(("criteria", "breakdowns", "breakdown", "code", "codelist", "dataset", "kind"), LOW),
        **dict.fromkeys(("ids", "others", "within", "absorbed", "survivors", "parted", "merged", "purpose"), MODERATE),
        **dict.fromkeys(("given", "total", "cells", "totals", "people"), MODERATE),
        **dict.fromkeys(("id", "registration_number", "members", "after", "limit", "more"), MODERATE),
    },
)

CRITERION = r"^[a-z]{1,20}\.[a-z_]{1,40}$"
OLDEST = 150
Criterion = Annotated[str, Field(pattern=CRITERION)]
"""What somebody is sought by: the service that knows it, and what it is called there."""
Value = Annotated[str, Field(pattern=r"^[A-Za-z0-9_+-]{1,40}$")]
Years = Annotated[int, Field(strict=True, ge=0, le=OLDEST)]


class Stated(Draft):
    """A criterion with its value, in the fields that its kind takes."""

    criterion: Criterion
    values: Annotated[list[Value], Field(min_length=1, max_length=MOST_VALUES), once_each] | None = None
    value: YesOrNo | None = None
    min: Years | None = None
    max: Years | None = None
    since: Day | None = None
    until: Day | None = None


def _bounded(stated: Any) -> Any:
    """Refuse what is too deep or too large before anything looks into it."""
    leaves, pending = 0, [(stated, 1)]
    while pending:
        part, depth = pending.pop()
        if not isinstance(part, dict):
            continue
        if depth > DEEPEST:
            raise PydanticCustomError("deep", "is nested too deeply")
        inside = [*_listed(part.get("all")), *_listed(part.get("any")), *([part["not"]] if "not" in part else [])]
        leaves += not inside
        if leaves > MOST_LEAVES:
            raise PydanticCustomError("large", "has too many criteria")
        pending += [(each, depth + 1) for each in inside]
    return stated


def _listed(stated: Any) -> list[Any]:
    return stated if isinstance(stated, list) else []


Conditions = Annotated[list["Expression"], Field(max_length=MOST_LEAVES)]


@classified(COHORTS)
class Expression(Stated):
    """Who is meant: whoever `all` of these hold for, `any` of these, or for whom one does `not`; or whoever a
    `criterion` holds for, with what it takes. One of the four. All of none is everybody."""

    model_config = ConfigDict(serialize_by_alias=True)

    all: Conditions | None = None
    any: Conditions | None = None
    not_: "Expression | None" = Field(default=None, alias="not")
    criterion: Criterion | None = None  # type: ignore[assignment]

    @model_validator(mode="after")
    def _one_of_the_four(self) -> Self:
        if sum(each is not None for each in (self.all, self.any, self.not_, self.criterion)) != 1:
            raise PydanticCustomError("one_of_four", "must have one of all, any, not and criterion")
        if self.criterion is None and any(getattr(self, name) is not None for name in VALUES):
            raise PydanticCustomError("without_criterion", "has a value and no criterion")
        return self

    def leaves(self, at: str = "expression") -> Iterator["tuple[str, Expression]"]:
        """Each criterion, with where it stands."""
        if self.criterion is not None:
            yield at, self
        for name, parts in (("all", self.all), ("any", self.any)):
            for number, part in enumerate(parts or ()):
                yield from part.leaves(f"{at}.{name}.{number}")
        if self.not_ is not None:
            yield from self.not_.leaves(f"{at}.not")


_INSIDE: JsonDict = {"type": "object", "description": "Another expression."}
_SHOWN: JsonDict = {
    "type": "object",
    "title": "Expression",
    "description": cleandoc(Expression.__doc__ or ""),
    "properties": {
        "all": {"type": "array", "items": _INSIDE, "maxItems": MOST_LEAVES},
        "any": {"type": "array", "items": _INSIDE, "maxItems": MOST_LEAVES},
        "not": _INSIDE,
        "criterion": {"type": "string", "pattern": CRITERION},
        "values": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": MOST_VALUES},
        "value": {"type": "boolean"},
        "min": {"type": "integer", "minimum": 0, "maximum": OLDEST},
        "max": {"type": "integer", "minimum": 0, "maximum": OLDEST},
        "since": {"type": "string", "format": "date"},
        "until": {"type": "string", "format": "date"},
    },
    "additionalProperties": False,
    "examples": [{"criterion": "beneficiary.sex", "values": ["female"]}],
}
Asked = Annotated[Expression, BeforeValidator(_bounded), WithJsonSchema(_SHOWN)]
"""An expression as a caller states it; in the API document it is shown one level deep."""
Inside = Annotated[Expression, BeforeValidator(_bounded), WithJsonSchema({**_SHOWN, "examples": [{"all": []}]})]
"""One as a service is asked it, whose criteria are all its own."""


# --- what a service declares ------------------------------------------------------------------------------------------

_LOW: JsonDict = {"x-sensitivity": LOW.value}
Name = TypeVar("Name", bound=str)
BreakdownName = TypeVar("BreakdownName", bound=str)


class CriterionView(View, Generic[Name]):
    """What people can be sought by: as what it is stated, its code, which has its labels in a code list, what it is of,
    and the kind of its value; if it takes codes, the code list of those."""

    criterion: str = Field(json_schema_extra=_LOW)
    code: Name = Field(json_schema_extra=_LOW)
    codelist: str = Field(json_schema_extra=_LOW)
    dataset: DatasetName = Field(json_schema_extra=_LOW)
    kind: Kind = Field(json_schema_extra=_LOW)
    values: str | None = Field(json_schema_extra=_LOW)


class BreakdownView(View, Generic[Name]):
    """What a cohort can be broken down by, likewise; `values` is the code list of it, or none for places."""

    breakdown: str = Field(json_schema_extra=_LOW)
    code: Name = Field(json_schema_extra=_LOW)
    codelist: str = Field(json_schema_extra=_LOW)
    dataset: DatasetName = Field(json_schema_extra=_LOW)
    values: str | None = Field(json_schema_extra=_LOW)


class DeclaredView(View, Generic[Name, BreakdownName]):
    """What a service can be asked by, and breaks down by."""

    criteria: list[CriterionView[Name]] = Field(json_schema_extra=_LOW)
    breakdowns: list[BreakdownView[BreakdownName]] = Field(json_schema_extra=_LOW)


# --- what the gateway asks a service ----------------------------------------------------------------------------------


@classified(COHORTS)
class LeafDraft(Stated):
    """A criterion as a caller stated it, and where."""

    at: Annotated[str, Field(max_length=200)]


@classified(COHORTS)
@example(leaves=[{"at": "expression.all.0", "criterion": "grants.awarded", "value": True}], listing=False)
class LeavesDraft(Draft):
    """Criteria of one service; with `listing`, people are to be listed by them and not only counted."""

    leaves: Annotated[list[LeafDraft], Field(max_length=MOST_LEAVES)]
    by: list[str] = Field(default=[])
    listing: YesOrNo = False


@classified(COHORTS)
class SizesView(View):
    """About how many people each criterion holds for, in their order, as a planner takes it; and whether one of them is
    about now, whatever moment is asked about."""

    sizes: list[int]
    now: bool


_IDS = "OjAAAAEAAAAAAAEAEAAAAAQAEQA="
_NOBODY = "OjAAAAAAAAA="
_MERGED = {"absorbed": _IDS, "survivors": [3, 9], "parted": _NOBODY}
_WOMEN = {"criterion": "beneficiary.sex", "values": ["female"]}


@classified(COHORTS)
class MergedDraft(Draft):
    """The ids that were merged, for each in order the one that goes on for it, and which are somebody else's now."""

    absorbed: Ids
    survivors: list[Identifier]
    parted: Ids


@classified(COHORTS)
@example(expression={"all": []}, on="2020-03-31", merged=_MERGED, within=_IDS)
class SetDraft(Draft):
    """Whom an expression holds for, all of whose criteria are the service's own, on a day; where it need only be known
    of some, `within` has them."""

    expression: Inside
    on: Day
    merged: MergedDraft | None = None
    within: Ids | None = None


@classified(COHORTS)
class SetView(View):
    """The ids of people, or with `others` of everybody else; where they were told of a person who has to consent to
    that, `consented` says to what."""

    ids: Ids
    others: bool
    consented: Purpose | None = None


@classified(COHORTS)
class MergedView(View):
    """The ids that were merged, for each in order the one that goes on for it, and which are somebody else's now."""

    absorbed: Ids
    survivors: list[int]
    parted: Ids


@classified(COHORTS)
@example(ids=_IDS, purpose="community-policing")
class ConsentingDraft(Draft):
    """People, and what staff have to have their consent for."""

    ids: Ids
    purpose: Purpose


@classified(COHORTS)
class ConsentingView(View):
    """The ids of people who consent, and in the same instant which of those that were merged are somebody else's."""

    ids: Ids
    parted: Ids


@classified(COHORTS)
class GivenDraft(Draft):
    """People as the gateway has them, or everybody else."""

    ids: Ids
    others: YesOrNo


@classified(COHORTS)
@example(given={"ids": _IDS, "others": True}, expression=_WOMEN, on="2020-03-31", by=["beneficiary.sex"])
class CountDraft(Draft):
    """Who is counted: those `given` for whom the `expression` holds, if there is one; on a day, and by what."""

    given: GivenDraft
    expression: Inside | None = None
    on: Day
    by: Annotated[list[str], Field(max_length=MOST_BREAKDOWNS)] = Field(default=[])


@classified(COHORTS)
class CellView(View):
    """How many people are of these values, one of each breakdown in their order. A cell that is missing is empty."""

    of: list[str]
    people: int


@classified(COHORTS)
class LineView(View):
    """How many people are of a value of a breakdown. Of types of activities somebody may be of several, or of none."""

    breakdown: str
    of: str
    people: int


@classified(COHORTS)
class CountView(View):
    """How many people there are, in all, of each value, and of each pair of values that anybody is of."""

    total: int
    totals: list[LineView]
    cells: list[CellView]


@classified(COHORTS)
@example(given={"ids": _IDS, "others": False}, on="2020-03-31", after="4821-7730-5142", limit=50)
class MembersDraft(Draft):
    """Who is listed, after which registration number, and how many at once."""

    given: GivenDraft
    expression: Inside | None = None
    on: Day
    after: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4}-[0-9]{4}$")] | None = None
    limit: Annotated[int, Field(strict=True, ge=1, le=200)]


@classified(COHORTS)
class MembersView(View):
    """Registration numbers in their order, and whether there are more."""

    members: list[str]
    more: bool


def owner(criterion: str) -> Service | None:
    """The service that a criterion or a breakdown names, if there is such a one."""
    name = criterion.partition(".")[0]
    return Service(name) if name in set(Service) else None
