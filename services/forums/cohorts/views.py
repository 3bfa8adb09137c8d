"""What people can be asked for by, of forums."""

from enum import StrEnum

from shared.codes import listed_as


@listed_as("forums-criterion")
class ForumsCriterion(StrEnum):
    """What the service of forums knows of people who are named in a seat: that they sit in a forum, in which role, and
    under which project."""

    SEATED = "seated"
    SEAT_ROLE = "seat_role"
    SEAT_PROJECT = "seat_project"
