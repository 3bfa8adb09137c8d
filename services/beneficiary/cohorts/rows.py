"""The rows that people are asked for by, in SQL: as they were known at a moment, and as they were on a day.

Who takes part in mental health and psychosocial support of layers 3 and 4 is there for nobody, whoever asks.
"""

from services.beneficiary.activities.reads import SEVERE
from services.beneficiary.consents.reads import holds
from services.beneficiary.households.reads import lives_there
from services.beneficiary.identities import reads as identities
from services.beneficiary.notices.views import RecipientClass
from shared.cohorts.criteria import Ask, Rows

REGISTER = Rows(
    lambda _: "particulars AS stated",
    person="stated.person_id",
    where=lambda ask: f"{ask.stands('stated')} AND {ask.inside('stated.place')} AND {ask.within('stated.person_id')}",
    own=True,
    one_row=True,
)
"""What was stated of each registration."""

REGISTRATIONS = Rows(
    lambda _: "people AS person",
    person="person.id",
    where=lambda ask: f"{ask.stands('person')} AND {ask.within('person.id')}",
    own=True,
)


def _living(ask: Ask) -> str:
    """Where a registration lives; of those that were merged, where one of them lives counts for whoever goes on, as
    long as that one lives nowhere: of several the one joined last."""
    there = f"{ask.stands('member')} AND {lives_there('member', ask.day)}"
    own = f"{ask.stands('home')} AND {lives_there('home', ask.day)}"
    return f"""(
    SELECT member.person_id, member.household_id, member.relation FROM memberships AS member
    WHERE {there} AND {ask.within("member.person_id")}
    UNION ALL
    SELECT * FROM (
        SELECT DISTINCT ON (identity.survivor_id) identity.survivor_id, member.household_id, member.relation
        FROM identities AS identity JOIN memberships AS member ON member.person_id = identity.person_id
        WHERE {ask.stands("identity")} AND {there} AND NOT EXISTS (
            SELECT FROM memberships AS home WHERE home.person_id = identity.survivor_id AND {own}
        )
        ORDER BY identity.survivor_id, member.joined_on DESC, member.id DESC
    ) AS elsewhere
)"""  # noqa: S608 - no value in it


def _in_reach(ask: Ask, household: str) -> str:
    if ask.everywhere:
        return "true"
    return f"{household} IN (SELECT home.id FROM households AS home WHERE {ask.inside('home.place')})"  # noqa: S608 - no value in it


LIVING = Rows(lambda ask: f"{_living(ask)} AS living", "living.person_id", lambda _: "true", own=True)
"""The membership of a household that counts of each."""


def _headed(ask: Ask) -> str:
    head = identities.going_on("identity", "eldest.person_id")
    return f"""{_living(ask)} AS living JOIN (
    SELECT eldest.household_id FROM memberships AS eldest
    {identities.merged("identity", "eldest.person_id", ask.moment)}
    JOIN particulars AS stated ON stated.person_id = {head} AND {ask.stands("stated")} AND stated.sex = 'female'
    WHERE eldest.relation = 'head' AND {ask.stands("eldest")} AND {lives_there("eldest", ask.day)}
) AS headed ON headed.household_id = living.household_id"""  # noqa: S608 - no value in it


HEADED_BY_A_WOMAN = Rows(_headed, "living.person_id", lambda ask: _in_reach(ask, "living.household_id"), own=True)


def _statuses(ask: Ask) -> str:
    """As `displacements.reads.lasting` has it, of one day: the last that began by then, a person's own before that of
    the household where they live."""
    person = identities.going_on("identity", "stated.person_id")
    begun = f"{ask.stands('stated')} AND stated.since <= {ask.day}"
    return f"""(
    WITH own AS MATERIALIZED (
        SELECT * FROM (
            SELECT DISTINCT ON ({person}) {person} AS person_id, stated.status, stated.until
            FROM displacements AS stated {identities.merged("identity", "stated.person_id", ask.moment)}
            WHERE stated.person_id IS NOT NULL AND {begun} ORDER BY {person}, stated.since DESC, stated.id DESC
        ) AS latest WHERE latest.until IS NULL OR latest.until > {ask.day}
    ), shared AS (
        SELECT DISTINCT ON (stated.household_id) stated.household_id, stated.status FROM displacements AS stated
        WHERE stated.household_id IS NOT NULL AND {begun} AND {_in_reach(ask, "stated.household_id")}
        ORDER BY stated.household_id, stated.since DESC, stated.id DESC
    )
    SELECT own.person_id, own.status FROM own WHERE {ask.within("own.person_id")}
    UNION ALL
    SELECT living.person_id, shared.status
    FROM {_living(ask)} AS living JOIN shared ON shared.household_id = living.household_id
    WHERE NOT EXISTS (SELECT FROM own WHERE own.person_id = living.person_id)
) AS held"""  # noqa: S608 - no value in it


STATUSES = Rows(_statuses, "held.person_id", lambda _: "true", own=True)
"""The displacement status of each."""

ATTENDED = Rows(
    lambda _: (
        "activities AS activity JOIN sessions AS session ON session.activity_id = activity.id"
        " JOIN attendances AS attendance ON attendance.session_id = session.id AND attendance.outcome = 'present'"
    ),
    person="attendance.person_id",
    where=lambda ask: (
        f"{ask.stands('activity', 'session', 'attendance')} AND session.held_on <= {ask.day}"
        f" AND {ask.inside('activity.place')} AND {ask.of_projects('activity.project')}"
        f" AND {ask.within('attendance.person_id')}"
    ),
    severe=SEVERE,
)

ENROLLED = Rows(
    lambda _: "activities AS activity JOIN enrolments AS enrolment ON enrolment.activity_id = activity.id",
    person="enrolment.person_id",
    where=lambda ask: (
        f"{ask.stands('activity', 'enrolment')} AND enrolment.enrolled_on <= {ask.day}"
        f" AND {ask.inside('activity.place')} AND {ask.of_projects('activity.project')}"
        f" AND {ask.within('enrolment.person_id')}"
    ),
    severe=SEVERE,
)


def consenting(recipients: RecipientClass) -> Rows:
    """Those who consent now, to be asked for by the purpose `given.purpose`: each registration of whoever does as they
    are now, so that of those who went on at a moment each is asked as who they are now and not as who they were. Whose
    registration is voided now consents to nothing."""

    def tables(ask: Ask) -> str:
        return f"""(
    WITH giver AS MATERIALIZED (
        SELECT DISTINCT {identities.going_on("identity", "decided.person_id")} AS survivor_id, decided.purpose
        FROM consents AS decided {identities.merged("identity", "decided.person_id")}
        WHERE decided.voided_at IS NULL AND decided.decision = 'given' AND decided.recipient_class = '{recipients}'
    )
    SELECT giver.survivor_id AS person_id, giver.* FROM giver WHERE {ask.within("giver.survivor_id")}
    UNION ALL
    SELECT merged.person_id, giver.* FROM giver JOIN identities AS merged ON merged.survivor_id = giver.survivor_id
        AND merged.voided_at IS NULL AND {ask.within("merged.person_id")}
) AS given JOIN people AS person ON person.id = given.survivor_id AND person.voided_at IS NULL
JOIN particulars AS stated ON stated.person_id = person.id AND stated.voided_at IS NULL"""  # noqa: S608 - no value in it

    def now(_: Ask) -> str:
        return holds("person.id", "stated.birth_date", "given.purpose", f"'{recipients}'")

    return Rows(tables, "given.person_id", now, own=True)
