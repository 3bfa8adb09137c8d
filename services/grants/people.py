"""How callers of this service name a person and state a sex; who somebody is, the beneficiary service alone knows."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from shared.codes import listed_as

PersonNumber = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4}-[0-9]{4}$", examples=["4821-7730-5142"])]
"""A person's registration number, for which the mandate has to name a subject."""


@listed_as("sex")
class Sex(StrEnum):
    """A person's sex as stated on the application."""

    FEMALE = "female"
    MALE = "male"
    NOT_STATED = "not_stated"
