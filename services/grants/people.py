"""How callers of this service name a person, and what they state of people; who somebody is, the beneficiary service
alone knows."""

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


@listed_as("age-band")
class AgeBand(StrEnum):
    """Age in completed years when a job began, in the bands that IOM's Displacement Tracking Matrix reports."""

    UNDER_6 = "0-5"
    FROM_6_TO_17 = "6-17"
    FROM_18_TO_59 = "18-59"
    FROM_60 = "60+"
    NOT_STATED = "not_stated"


@listed_as("displacement-status")
class DisplacementStatus(StrEnum):
    """The categories of IOM's Displacement Tracking Matrix, and refugees."""

    IDP_CAMP = "idp_camp"
    IDP_OUT_OF_CAMP = "idp_out_of_camp"
    RETURNEE = "returnee"
    SECONDARY_DISPLACED = "secondary_displaced"
    STAYEE = "stayee"
    HOST_COMMUNITY = "host_community"
    REFUGEE = "refugee"
    UNKNOWN = "unknown"


@listed_as("income-band")
class IncomeBand(StrEnum):
    """What somebody, or a household, earns in a month, in dinars, as they say; 350,000 are the minimum wage of the
    time."""

    NOTHING = "nothing"
    BELOW_350000 = "below_350000"
    TO_700000 = "350000_to_700000"
    ABOVE_700000 = "above_700000"
    NOT_SAID = "not_said"
