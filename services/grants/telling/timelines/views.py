"""The kinds of what stands on a timeline."""

from enum import StrEnum

from shared.codes import listed_as


@listed_as("grants-happening")
class GrantsHappening(StrEnum):
    """What the service of grants knows to have happened: to somebody, and in an area."""

    AWARD_MADE = "award_made"
    ASSISTANCE_APPROVED = "assistance_approved"
    DELIVERED = "delivered"
    DELIVERY_RETURNED = "delivery_returned"
    PAID = "paid"
    REFUNDED = "refunded"
    RECOVERY_DEMANDED = "recovery_demanded"
    WAGE_CONFIRMED = "wage_confirmed"
    SELECTION_DECIDED = "selection_decided"
    SELECTION_LAPSED = "selection_lapsed"
    SELECTION_MOVED_UP = "selection_moved_up"
    PLACEMENT_BEGAN = "placement_began"
    PLACEMENT_ENDED = "placement_ended"
    COURSE_BEGAN = "course_began"
    COURSE_ENDED = "course_ended"
    FOLLOWED_UP = "followed_up"
    EMPLOYED = "employed"
    EMPLOYMENT_ENDED = "employment_ended"
    ENTERPRISE_VERIFIED = "enterprise_verified"
    CONTRACT_SIGNED = "contract_signed"
    MILESTONE_VERIFIED = "milestone_verified"
    TRANCHE_PAID = "tranche_paid"
    ENTERPRISE_VISITED = "enterprise_visited"
    CALL_OPENED = "call_opened"
    WORK_BEGAN = "work_began"
