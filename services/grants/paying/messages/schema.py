"""The schemas of ISO 20022, read once from the files beside this one; nothing in them refers to another file."""

from functools import cache
from pathlib import Path

from lxml import etree

INITIATION = "pain.001.001.09"
STATUS_REPORT = "pain.002.001.10"


def namespace(message: str) -> str:
    """The namespace of a message, by its name."""
    return f"urn:iso:std:iso:20022:tech:xsd:{message}"


@cache
def schema(message: str) -> etree.XMLSchema:
    """The schema of a message, by its name."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / f"{message}.xsd", parser))
