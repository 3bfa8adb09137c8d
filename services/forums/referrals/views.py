"""What callers state about referrals, and are told."""

from datetime import date
from enum import StrEnum

from shared.callers import DatasetName
from shared.classification import LOW, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Day, Draft, Identifier, PathIdentifier
from shared.examples import RECORDED, example
from shared.pages import Asked
from shared.views import FactView


@listed_as("referral-target")
class Target(StrEnum):
    """Whom a concern is passed on to."""

    POLICE = "police"
    MUNICIPALITY = "municipality"
    LOCAL_AUTHORITY = "local_authority"
    EDUCATION = "education"
    HEALTH = "health"
    LABOUR = "labour"
    MINE_ACTION = "mine_action"
    AID_SERVICE = "aid_service"


@listed_as("referral-answer")
class Answer(StrEnum):
    """What came back. From a service that helps people nothing comes back but that it answered: whom it helped, and
    whether it helped anybody, stays there."""

    ANSWERED = "answered"
    TAKEN_UP = "taken_up"
    SOLVED = "solved"
    DECLINED = "declined"


REFERRALS = Dataset(
    DatasetName.REFERRALS,
    {
        "id": LOW,
        "forum_id": LOW,
        "concern_id": LOW,
        "referral_id": LOW,
        "target": LOW,
        "referred_on": LOW,
        "answer_due_on": LOW,
        "answered_on": LOW,
        "answer": LOW,
        **RECORD_KEEPING,
    },
)

_REFERRAL = {"concern_id": 17, "target": "municipality", "referred_on": "2019-12-03", "answer_due_on": "2020-01-07"}


@classified(REFERRALS)
@example(**_REFERRAL)
class ReferralDraft(Draft):
    """That a concern is passed on, and until when an answer is expected."""

    concern_id: Identifier
    target: Target
    referred_on: Day
    answer_due_on: Day


@classified(REFERRALS)
@example(answered_on="2019-12-17", answer="taken_up")
class AnswerDraft(Draft):
    """What came back, and when."""

    answered_on: Day
    answer: Answer


class ReferralsAsked(Asked):
    """What is asked of the list of referrals: of all, or of one forum, concern or target."""

    forum_id: PathIdentifier | None = None
    concern_id: PathIdentifier | None = None
    target: Target | None = None


@classified(REFERRALS)
@example(id=6, forum_id=5, **_REFERRAL, answered_on="2019-12-17", answer="taken_up", **RECORDED)
class ReferralView(FactView):
    """A concern that was passed on. `answered_on` and `answer` are null as long as nothing came back."""

    id: int | None = None
    forum_id: int | None = None
    concern_id: int | None = None
    target: Target | None = None
    referred_on: date | None = None
    answer_due_on: date | None = None
    answered_on: date | None = None
    answer: Answer | None = None
