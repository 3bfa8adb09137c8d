"""The stages of an application, and which follows which.

The order is that of the Enterprise Development Fund: an expression of interest is received, screened and verified on
site, a full application with a business plan follows, the investment committee decides, and a contract is signed, paid
by milestones, closed out and followed up.
"""

from collections.abc import Iterator
from enum import StrEnum

from shared.codes import listed_as


@listed_as("application-stage")
class Stage(StrEnum):
    """Where an application is: the last thing that was done with it."""

    DRAFT = "draft"
    EOI = "eoi"
    EOI_SCREENED = "eoi_screened"
    EOI_VERIFICATION = "eoi_verification"
    FULL_APPLICATION = "full_application"
    BUSINESS_PLAN = "business_plan"
    INVESTMENT_COMMITTEE = "investment_committee"
    CONTRACT = "contract"
    MILESTONE = "milestone"
    CLOSEOUT = "closeout"
    POST_MONITORING = "post_monitoring"
    REJECTED = "rejected"
    WAITLISTED = "waitlisted"
    WITHDRAWN = "withdrawn"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    RECOVERY = "recovery"


IN_ASSESSMENT = (
    Stage.EOI,
    Stage.EOI_SCREENED,
    Stage.EOI_VERIFICATION,
    Stage.FULL_APPLICATION,
    Stage.BUSINESS_PLAN,
)
"""Received, and not decided by the committee."""

UNDER_CONTRACT = (Stage.CONTRACT, Stage.MILESTONE)

HOLDING = (Stage.WAITLISTED, Stage.SUSPENDED)
"""Where an application waits, to go on at the stage that it came from and at no other."""

ENDINGS = (Stage.REJECTED, Stage.WITHDRAWN, Stage.TERMINATED)
"""Where an application does not go on from the stage that it was at."""

FORWARD = {
    Stage.DRAFT: (Stage.EOI,),
    Stage.EOI: (Stage.EOI_SCREENED,),
    Stage.EOI_SCREENED: (Stage.EOI_VERIFICATION,),
    Stage.EOI_VERIFICATION: (Stage.FULL_APPLICATION,),
    Stage.FULL_APPLICATION: (Stage.BUSINESS_PLAN,),
    Stage.BUSINESS_PLAN: (Stage.INVESTMENT_COMMITTEE,),
    Stage.INVESTMENT_COMMITTEE: (Stage.CONTRACT,),
    Stage.CONTRACT: (Stage.MILESTONE,),
    Stage.MILESTONE: (Stage.MILESTONE, Stage.CLOSEOUT),
    Stage.CLOSEOUT: (Stage.POST_MONITORING,),
    Stage.TERMINATED: (Stage.RECOVERY,),
}


BACK = {Stage.INVESTMENT_COMMITTEE: Stage.BUSINESS_PLAN, Stage.CONTRACT: Stage.INVESTMENT_COMMITTEE}
"""Back when the award or the contract is voided, and no other way: what else becomes of an application that has one,
becomes of it afterwards."""


def steps() -> Iterator[tuple[Stage, Stage]]:
    """Every step that there is, as from one stage to the next."""
    for stage, following in FORWARD.items():
        yield from ((stage, next) for next in following)
    for stage in IN_ASSESSMENT:
        yield from ((stage, Stage.REJECTED), (stage, Stage.WAITLISTED), (stage, Stage.WITHDRAWN))
        yield (Stage.WAITLISTED, stage)
    yield from ((Stage.WAITLISTED, Stage.REJECTED), (Stage.WAITLISTED, Stage.WITHDRAWN))
    for stage in UNDER_CONTRACT:
        yield from ((stage, Stage.SUSPENDED), (stage, Stage.TERMINATED), (Stage.SUSPENDED, stage))
    yield (Stage.SUSPENDED, Stage.TERMINATED)
    yield from BACK.items()


STEPS = frozenset(steps())
