"""The whole invented world from one seed: the same seed gives the same rows in any process.

Its numbers are those of the programme: 8,512 registered ids with an attendance in the pilot, 28 enterprises, 134 people
with livelihood assistance, 3 forums in Ninewa and 2 in Najaf, and a second project with two currencies. Some of the ids
are the same person registered again; `truth` says which, and is for measuring only: nothing that runs may read it.

Error rates. Of all ids 3 % belong to somebody who has one already (`again` says how such a record differs). Records of
names and births err as stated in `writing`. 24 attendances were entered for somebody who was not there and voided
within days, three of them across the end of 2019; 40 particulars and three payments were corrected. How families are
made up is stated in `families`, what became of them in `displacement`, what papers they have in `documents`, how they
can be reached in `phones`, what they find difficult in `functioning` and what they allow in `consents`.
"""

from dataclasses import dataclass
from random import Random

from demo import attendance, certificates, consents, documents, forums, functioning, grants, notices, phones, register
from demo.assistances import housed
from demo.attendance import NEW_YEAR
from demo.figures import Figures, figures
from demo.given import Given, guests
from demo.programmes import THE_FIRST, Programme
from demo.projects import projects
from demo.rows import (
    Activity,
    Assistance,
    Attendance,
    Award,
    Certificate,
    Charter,
    Consent,
    Displacement,
    Document,
    Enrolment,
    Enterprise,
    Forum,
    Functioning,
    Household,
    Member,
    Membership,
    Notice,
    Owner,
    Particulars,
    Party,
    Payment,
    Person,
    Phone,
    Project,
    Session,
    Status,
    Verification,
    in_order,
)
from demo.sizes import SEED, Sizes
from demo.story import tell


@dataclass(frozen=True)
class Summary:
    """What is true of each project, by its code, as of today and as of 2020-01-01T00:00:00Z."""

    today: dict[str, Figures]
    new_year: dict[str, Figures]


@dataclass
class World:
    """The rows of every table, each list in the order of recording and numbered from 1."""

    people: list[Person]
    particulars: list[Particulars]
    notices: list[Notice]
    documents: list[Document]
    phones: list[Phone]
    functioning: list[Functioning]
    consents: list[Consent]
    households: list[Household]
    memberships: list[Membership]
    displacements: list[Displacement]
    activities: list[Activity]
    sessions: list[Session]
    enrolments: list[Enrolment]
    attendances: list[Attendance]
    certificates: list[Certificate]
    projects: list[Project]
    enterprises: list[Enterprise]
    owners: list[Owner]
    verifications: list[Verification]
    awards: list[Award]
    assistances: list[Assistance]
    parties: list[Party]
    payments: list[Payment]
    forums: list[Forum]
    statuses: list[Status]
    charters: list[Charter]
    members: list[Member]
    truth: list[tuple[int, int]]
    """`(person_id, true_person)` for every registered id."""
    summary: Summary


FROM_ELSEWHERE = 1 / 3
"""Of those registered again in the second project, if there is another world that they can come from."""


def build(
    seed: int | str = SEED,
    sizes: Sizes | None = None,
    programme: Programme = THE_FIRST,
    given: Given | None = None,
) -> World:
    """The world of this seed, at the programme's own size or at another (`Sizes.of(1_000)`).

    If it is one of several, what earlier ones have given is not given again, and is added to.
    """
    sizes, given = sizes or Sizes(), given or Given()

    def drawing(part: str) -> Random:
        # Each part draws for itself, so that a change in one leaves the others as they were.
        return Random(f"{seed}:{part}")  # noqa: S311 -- nothing here is secret, and all of it must be repeatable

    visiting = given.guests[: round(sizes.followup_again * FROM_ELSEWHERE)]
    story = tell(drawing, sizes, programme, [guest.registration for guest in visiting], given.people + 1)
    cards = {guest.registration.person.number: guest.cards for guest in visiting}
    households = register.household_rows(story.homes)
    particulars = register.particulars_rows(drawing("corrections"), story.registrations, sizes.corrections)
    memberships = in_order(register.membership_rows(drawing("memberships"), story.homes))
    displaced = in_order(register.displacement_rows(drawing("displacement"), story.homes, story.alone))
    shown = documents.document_rows(
        drawing("documents"), story.registrations, story.homes, displaced, cards, given.documents
    )
    issued = notices.notice_rows()
    held = attendance.activity_rows(drawing("activities"), drawing("holding"), story.gatherings)
    sessions = attendance.session_rows(story.gatherings)
    sheets = attendance.attendance_rows(drawing("sheets"), story.gatherings, story.registrations, sizes.mistakes)
    granted = grants.grant(drawing("grants"), drawing("enterprises"), programme.calls, story.registrations)
    founded = forums.forum_rows(drawing("forums"), programme.foundings)
    world = World(
        people=register.people_rows(drawing("numbers"), story.registrations, given.numbers),
        particulars=in_order(particulars),
        notices=issued,
        documents=in_order(shown),
        phones=in_order(phones.phone_rows(drawing("phones"), story.registrations)),
        functioning=in_order(functioning.functioning_rows(drawing("functioning"), story.registrations)),
        consents=in_order(consents.consent_rows(drawing("consents"), story.registrations, issued)),
        households=households,
        memberships=memberships,
        displacements=displaced,
        activities=held,
        sessions=sessions,
        enrolments=in_order(attendance.enrolment_rows(drawing("enrolling"), story.gatherings)),
        attendances=in_order(sheets + attendance.excused_rows(drawing("excusing"), story.gatherings)),
        certificates=in_order(certificates.certificate_rows(drawing("certificates"), story.gatherings)),
        projects=projects(programme.plans),
        enterprises=granted.enterprises,
        owners=granted.owners,
        verifications=granted.verifications,
        awards=granted.awards,
        assistances=housed(granted.assistances, memberships),
        parties=granted.parties,
        payments=granted.payments,
        forums=founded,
        statuses=in_order(forums.status_rows(drawing("statuses"), founded)),
        charters=in_order(forums.charter_rows(drawing("charters"), founded)),
        members=in_order(forums.member_rows(drawing("members"), founded)),
        truth=[(one.id, one.person.number) for one in story.registrations],
        summary=Summary({}, {}),
    )
    for plan in programme.plans:
        world.summary.today[plan.code] = figures(world, plan.code)
        world.summary.new_year[plan.code] = figures(world, plan.code, NEW_YEAR)
    given.people = max(one.person.number for one in story.registrations)
    given.documents |= {(row.type, row.number) for row in shown}
    given.guests = guests(drawing("guests"), story.registrations, programme.pilot, sizes.followup_again, cards)
    story.part()
    return world
