"""What people can be asked for by, of grants and assistance."""

from enum import StrEnum

from shared.codes import listed_as


@listed_as("grants-criterion")
class GrantsCriterion(StrEnum):
    """What the service of grants knows of people: that they own, or owned when it was approved, an enterprise with an
    award, or that livelihood assistance was approved for them; and of which project either was."""

    AWARDED = "awarded"
    AWARD_PROJECT = "award_project"
    ASSISTED = "assisted"
    ASSISTANCE_PROJECT = "assistance_project"
