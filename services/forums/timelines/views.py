"""The kinds of what stands on a timeline."""

from enum import StrEnum

from shared.codes import listed_as


@listed_as("forums-happening")
class ForumsHappening(StrEnum):
    """What the service of forums knows to have happened: to somebody who is named in a seat, and in an area."""

    SEAT_TAKEN = "seat_taken"
    SEAT_LEFT = "seat_left"
    FORUM_SET_UP = "forum_set_up"
    FORUM_CHANGED = "forum_changed"
    ELECTION_HELD = "election_held"
    MEETING_HELD = "meeting_held"
    CONCERN_RAISED = "concern_raised"
    CONCERN_MOVED = "concern_moved"
    PLAN_ADOPTED = "plan_adopted"
    PLAN_REVIEWED = "plan_reviewed"
    ACTION_AGREED = "action_agreed"
    ACTION_ENDED = "action_ended"
    REFERRAL_MADE = "referral_made"
    REFERRAL_ANSWERED = "referral_answered"
    TRAINING_BEGAN = "training_began"
    SURVEY_BEGAN = "survey_began"
