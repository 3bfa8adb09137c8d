"""The base of this service's tables: its own metadata, with the plumbing in it."""

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from shared.jobs import tables as jobs
from shared.tables import NAMES, plumb


class Table(SQLModel, registry=registry(metadata=MetaData(naming_convention=NAMES))):
    """Base of every table of the beneficiary service."""


plumb(Table.metadata)
jobs.plumb(Table.metadata)
