"""All tables of this service, gathered."""

from services.forums.actions import tables as actions
from services.forums.answers import tables as answers
from services.forums.concerns import tables as concerns
from services.forums.elections import tables as elections
from services.forums.forums import tables as forums
from services.forums.meetings import tables as meetings
from services.forums.members import tables as members
from services.forums.minutes import tables as minutes
from services.forums.namings import tables as namings
from services.forums.plans import tables as plans
from services.forums.questions import tables as questions
from services.forums.referrals import tables as referrals
from services.forums.safeguards import tables as safeguards
from services.forums.tables import Table
from services.forums.terms import tables as terms
from services.forums.trainings import tables as trainings
from services.forums.waves import tables as waves

ROOMS = (
    *(actions, concerns, elections, forums, meetings, members, minutes, plans, referrals, safeguards, terms),
    *(answers, namings, questions, trainings, waves),
)
metadata = Table.metadata
