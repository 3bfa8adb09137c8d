"""Reads the CSV files that travel inside the package."""

import csv
from importlib.resources import files
from io import StringIO


def rows(name: str) -> list[dict[str, str]]:
    """The rows of `data/<name>.csv`, one dictionary each; an empty cell is an empty string."""
    sheet = files("shared.places").joinpath("data", f"{name}.csv")
    return list(csv.DictReader(StringIO(sheet.read_text(encoding="utf-8"))))
