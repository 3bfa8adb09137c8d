"""What of grants stands on a timeline: of a person, and of an area, where nothing is about anybody.

Assistance is somebody's, so that of an area tells of awards to enterprises, and of those by their numbers alone. A call
is told of in each of its districts; what has no place, such as funds and phases, is on none.
"""

from dataclasses import replace

from services.grants.assisting.assistances.reads import ASSISTANCE
from services.grants.assisting.assistances.views import ASSISTANCES
from services.grants.assisting.courses.reads import COURSE
from services.grants.assisting.courses.views import COURSES
from services.grants.assisting.deliveries.reads import DELIVERY
from services.grants.assisting.deliveries.views import DELIVERIES
from services.grants.assisting.followups.reads import FOLLOWUP
from services.grants.assisting.followups.views import FOLLOWUPS
from services.grants.assisting.periods.reads import WAGE
from services.grants.assisting.periods.views import WAGES
from services.grants.assisting.placements.reads import PLACEMENT
from services.grants.assisting.placements.views import PLACEMENTS
from services.grants.assisting.selections.reads import CANDIDATE
from services.grants.assisting.selections.views import CANDIDATES
from services.grants.assisting.works.reads import WORK
from services.grants.granting.awards.reads import AWARD
from services.grants.granting.awards.views import AWARDS
from services.grants.granting.calls.reads import CALL
from services.grants.granting.calls.views import CALLS
from services.grants.granting.contracts.reads import CONTRACT
from services.grants.granting.employments.reads import EMPLOYMENT
from services.grants.granting.employments.views import EMPLOYMENTS
from services.grants.granting.milestones.reads import MILESTONE
from services.grants.granting.verifications.reads import VERIFICATION
from services.grants.granting.visits.reads import VISIT
from services.grants.paying.payments.reads import PAYMENT
from services.grants.paying.payments.views import PAYMENTS
from services.grants.paying.recoveries.reads import RECOVERY
from services.grants.paying.recoveries.views import RECOVERIES
from services.grants.paying.refunds.reads import REFUND
from services.grants.paying.refunds.views import REFUNDS
from services.grants.telling.timelines.views import GrantsHappening as Happening
from shared.days import its_day
from shared.facts import standing
from shared.timelines.kinds import AGREED, AS_OF, OF_THEM, WHOSE, Kind, in_an_area, ordered

_THEIR_AWARDS = f"""fact.id = ANY (ARRAY(
    SELECT awardee.award_id FROM awardees AS awardee
    WHERE awardee.person_id = ANY ({WHOSE}) AND {standing("awardee", AS_OF)}
    UNION
    SELECT given.id FROM owners AS owner JOIN awards AS given ON given.enterprise_id = owner.enterprise_id
    WHERE owner.person_id = ANY ({WHOSE}) AND {standing("owner", AS_OF)}
))"""  # noqa: S608 - no value in it
"""SQL: to what the person owned when it was made, or at the moment."""
_THEIRS = f"assistance.person_id = ANY ({WHOSE})"
_OF_THEIR_ASSISTANCE = f"""fact.assistance_id = ANY (ARRAY(
    SELECT given.id FROM assistances AS given WHERE given.person_id = ANY ({WHOSE})
))"""  # noqa: S608 - no value in it
_IF_THEY_AGREE = f"fact.person_id = ANY ({AGREED})"

_CONTRACT = replace(
    CONTRACT,
    joins=(
        "JOIN awards AS award ON award.id = fact.award_id"
        " JOIN contract_versions AS first ON first.contract_id = fact.id AND first.version = 1"
    ),
    columns={**CONTRACT.columns, "signed_on": "first.signed_on", "amount": "first.amount"},
)
"""As it was signed first: what amends it comes later, and is a version of its own."""
_DECIDED = replace(
    CANDIDATE, joins=f"{CANDIDATE.joins} JOIN selection_decisions AS decision ON decision.selection_id = selection.id"
)
_ON_A_LIST_THAT_STANDS = f"decision.recorded_at <= {AS_OF} AND {standing('selection', AS_OF)}"
_CHOSEN = ("selection_id", "phase_id", "project", "place")
_OF_AN_AWARD = replace(PAYMENT, place="award.place", project="award.project", person=None)
_WHERE = ("project", "place")
_GIVEN, _AWARDED = standing("assistance", AS_OF), standing("award", AS_OF)
"""SQL: what belongs to an assistance or an award stands as long as that does."""
_ENDED = f"ending.recorded_at <= {AS_OF} AND {_GIVEN}"

OF_A_PERSON = ordered(
    [
        Kind(
            Happening.AWARD_MADE,
            AWARD,
            "approved_on",
            _THEIR_AWARDS,
            {AWARDS: ("enterprise_id", *_WHERE, "amount", "currency")},
        ),
        Kind(
            Happening.ASSISTANCE_APPROVED,
            ASSISTANCE,
            "approved_on",
            OF_THEM,
            {ASSISTANCES: ("modality", *_WHERE, "amount", "currency")},
        ),
        Kind(Happening.DELIVERED, DELIVERY, "delivered_on", _THEIRS, {DELIVERIES: ("assistance_id", *_WHERE)}),
        Kind(
            Happening.DELIVERY_RETURNED,
            DELIVERY,
            "returned_on",
            _THEIRS,
            {DELIVERIES: ("assistance_id", *_WHERE, "return_reason")},
            where=f"back.recorded_at <= {AS_OF}",
        ),
        Kind(Happening.PAID, PAYMENT, "paid_on", _THEIRS, {PAYMENTS: ("assistance_id", "amount", "currency")}),
        Kind(
            Happening.REFUNDED,
            REFUND,
            "refunded_on",
            _OF_THEIR_ASSISTANCE,
            {REFUNDS: ("assistance_id", "recovery_id", *_WHERE, "amount", "currency")},
            where=(
                "EXISTS (SELECT FROM postings AS booked WHERE booked.refund_id = fact.id AND booked.kind = 'refunded'"
                f" AND booked.recorded_at <= {AS_OF})"
            ),
        ),
        Kind(
            Happening.RECOVERY_DEMANDED,
            RECOVERY,
            "demanded_on",
            _OF_THEIR_ASSISTANCE,
            {RECOVERIES: ("assistance_id", *_WHERE, "reason", "amount", "currency")},
            where=f"approval.recorded_at <= {AS_OF}",
        ),
        Kind(
            Happening.WAGE_CONFIRMED,
            WAGE,
            "confirmed",
            _OF_THEIR_ASSISTANCE,
            {WAGES: ("assistance_id", *_WHERE, "begins_on", "ends_on", "days", "amount", "currency")},
            day=its_day("confirmation.recorded_at"),
            where=f"confirmation.recorded_at <= {AS_OF}",
        ),
        Kind(
            Happening.SELECTION_DECIDED,
            _DECIDED,
            "outcome",
            OF_THEM,
            {CANDIDATES: (*_CHOSEN, "outcome", "reason")},
            day=its_day("decision.recorded_at"),
            where=_ON_A_LIST_THAT_STANDS,
        ),
        Kind(
            Happening.SELECTION_LAPSED,
            _DECIDED,
            "lapse_reason",
            OF_THEM,
            {CANDIDATES: (*_CHOSEN, "lapse_reason")},
            day=its_day("lapsed.recorded_at"),
            where=f"lapsed.recorded_at <= {AS_OF} AND {_ON_A_LIST_THAT_STANDS}",
        ),
        Kind(
            Happening.SELECTION_MOVED_UP,
            _DECIDED,
            "in_place_of",
            OF_THEM,
            {CANDIDATES: _CHOSEN},
            day=its_day("moved_up.recorded_at"),
            where=f"moved_up.recorded_at <= {AS_OF} AND {_ON_A_LIST_THAT_STANDS}",
        ),
        Kind(
            Happening.PLACEMENT_BEGAN,
            PLACEMENT,
            "starts_on",
            _THEIRS,
            {PLACEMENTS: ("assistance_id", *_WHERE, "host", "months")},
            where=_GIVEN,
        ),
        Kind(
            Happening.PLACEMENT_ENDED,
            PLACEMENT,
            "ended_on",
            _THEIRS,
            {PLACEMENTS: ("assistance_id", *_WHERE, "retained")},
            where=_ENDED,
        ),
        Kind(
            Happening.COURSE_BEGAN,
            COURSE,
            "starts_on",
            _THEIRS,
            {COURSES: ("assistance_id", *_WHERE, "subject", "hours")},
            where=_GIVEN,
        ),
        Kind(
            Happening.COURSE_ENDED,
            COURSE,
            "ended_on",
            _THEIRS,
            {COURSES: ("assistance_id", *_WHERE, "attended", "certificate")},
            where=_ENDED,
        ),
        Kind(
            Happening.FOLLOWED_UP,
            FOLLOWUP,
            "followed_on",
            _THEIRS,
            {FOLLOWUPS: ("assistance_id", *_WHERE, "mark", "state")},
            where=_GIVEN,
        ),
        Kind(
            Happening.EMPLOYED,
            EMPLOYMENT,
            "starts_on",
            _IF_THEY_AGREE,
            {EMPLOYMENTS: ("award_id", "enterprise_id", *_WHERE, "kind", "fte")},
            where=_AWARDED,
        ),
        Kind(
            Happening.EMPLOYMENT_ENDED,
            EMPLOYMENT,
            "ends_on",
            _IF_THEY_AGREE,
            {EMPLOYMENTS: ("award_id", "enterprise_id", *_WHERE)},
            where=f"ended.recorded_at <= {AS_OF} AND {_AWARDED}",
        ),
    ]
)

IN_AN_AREA = ordered(
    [
        in_an_area(Happening.ENTERPRISE_VERIFIED, replace(VERIFICATION, person=None), "visited_on", "enterprise_id"),
        in_an_area(Happening.AWARD_MADE, AWARD, "approved_on", "enterprise_id", *_WHERE, "amount", "currency"),
        in_an_area(Happening.CONTRACT_SIGNED, _CONTRACT, "signed_on", "award_id", *_WHERE, "amount", "currency"),
        in_an_area(
            Happening.MILESTONE_VERIFIED,
            MILESTONE,
            "verified_on",
            "contract_id",
            "tranche",
            *_WHERE,
            where=f"verification.recorded_at <= {AS_OF}",
        ),
        in_an_area(
            Happening.TRANCHE_PAID,
            _OF_AN_AWARD,
            "paid_on",
            "award_id",
            "tranche",
            "amount",
            "currency",
            where="fact.award_id IS NOT NULL",
        ),
        in_an_area(
            Happening.ENTERPRISE_VISITED,
            replace(VISIT, person=None),
            "visited_on",
            "award_id",
            "enterprise_id",
            *_WHERE,
            "mark",
            "operation",
            where=_AWARDED,
        ),
        Kind(
            Happening.CALL_OPENED,
            CALL,
            "opens_at",
            f"EXISTS (SELECT FROM unnest(fact.districts) AS district WHERE district LIKE {WHOSE})",
            {CALLS: ("fund_id", "project", "variant", "districts", "budget", "currency", "closes_at")},
            day=its_day("fact.opens_at"),
        ),
        in_an_area(Happening.WORK_BEGAN, WORK, "starts_on", *_WHERE, "kind", "places", "ends_on"),
    ]
)
