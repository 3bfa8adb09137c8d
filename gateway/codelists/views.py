"""A code list as every caller may see it: codes hold nothing about people."""

from enum import StrEnum

from shared.callers import DatasetName
from shared.classification import LOW, Dataset, classified
from shared.codes import listed_as
from shared.views import View

CODELISTS = Dataset(
    DatasetName.PLACES,  # codes are told to everybody, as places are, and no agreement opens them
    {
        "codelists": LOW,
        "name": LOW,
        "title": LOW,
        "confidence": LOW,
        "source": LOW,
        "note": LOW,
        "items": LOW,
        "code": LOW,
        "label": LOW,
        "labels": LOW,
        "en": LOW,
        "ar": LOW,
        "ckb": LOW,
    },
)


@listed_as("confidence")
class Confidence(StrEnum):
    """How far a code list is vouched for; its Arabic and Kurdish labels are always our own."""

    SOURCED = "sourced"
    PROPOSED = "proposed"


@classified(CODELISTS)
class LabelsView(View):
    """A label in each of the three languages."""

    en: str
    ar: str
    ckb: str


@classified(CODELISTS)
class ItemView(View):
    """A code, with its label in the language asked for and in all."""

    code: str | int
    label: str
    labels: LabelsView


@classified(CODELISTS)
class CodelistView(View):
    """The codes of one kind, in the order in which a form shows them.

    `x-codelist` in the document says which list the codes of a field are from. `source` says where the list comes from.
    """

    name: str
    title: str
    confidence: Confidence
    source: str
    note: str | None = None
    items: list[ItemView]


@classified(CODELISTS)
class CodelistTitleView(View):
    """A code list by its name, with its title in the language asked for."""

    name: str
    title: str


@classified(CODELISTS)
class CodelistsView(View):
    """All code lists, by name."""

    codelists: list[CodelistTitleView]
