"""The base of this service's tables: its own metadata, with the plumbing in it; and how amounts are kept."""

from sqlalchemy import MetaData, Numeric
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from shared.jobs import tables as jobs
from shared.tables import NAMES, plumb

AMOUNT = Numeric(20, 3)
"""An amount of money, exact; its currency stands in the column beside it."""


class Table(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMES))):
    """Base of every table of the grants service."""


plumb(Table.metadata)
jobs.plumb(Table.metadata)
