"""What people can be asked for by, in SQL: the seat in which they are named on a day, as it was known at a moment.

Whether they consent to it, another service knows: the gateway asks it of everybody who is found here. Who sits in a
seat is told one at a time, to those who work with the forum and in a profile to those who monitor: here people are
counted by it, and never listed.
"""

from services.forums.cohorts.views import ForumsCriterion
from services.forums.members.views import MEMBERS, MemberRole
from services.forums.namings.views import NAMINGS
from shared.callers import Purpose, Service
from shared.cohorts.criteria import Criterion, Declared, Rows, always, any_of
from shared.cohorts.views import Kind

SEAT_ROWS = Rows(
    lambda _: (
        "namings AS naming JOIN members AS member ON member.id = naming.member_id"
        " JOIN forums AS forum ON forum.id = member.forum_id"
    ),
    person="naming.person_id",
    where=lambda ask: (
        f"{ask.stands('naming', 'member', 'forum')}"
        f" AND member.joined_on <= {ask.day} AND (member.left_on IS NULL OR member.left_on > {ask.day})"
        f" AND {ask.inside('forum.place')} AND {ask.of_projects('forum.project')}"
        f" AND {ask.within('naming.person_id')}"
    ),
)

DECLARED = Declared.of(
    Service.FORUMS,
    [
        Criterion(
            ForumsCriterion.SEATED,
            NAMINGS,
            ("member_id", "person_id"),
            Kind.YES_OR_NO,
            SEAT_ROWS,
            always,
            counted_only=True,
        ),
        Criterion(
            ForumsCriterion.SEAT_ROLE,
            MEMBERS,
            ("role", "joined_on", "left_on"),
            Kind.CODES,
            SEAT_ROWS,
            any_of("member.role"),
            codes=MemberRole,
            counted_only=True,
        ),
        Criterion(
            ForumsCriterion.SEAT_PROJECT,
            NAMINGS,
            ("member_id", "person_id"),
            Kind.PROJECTS,
            SEAT_ROWS,
            any_of("forum.project"),
            counted_only=True,
        ),
    ],
    consented=Purpose.COMMUNITY_POLICING,
)
