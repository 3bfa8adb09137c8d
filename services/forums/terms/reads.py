"""Terms within a mandate: they lie where their forum does, and under its project."""

from services.forums.members.reads import OF_A_FORUM
from services.forums.terms.tables import Term
from services.forums.terms.views import TERMS, TermView
from shared.facts import Source

TERM = Source("term", TERMS, Term, TermView, place="forum.place", project="forum.project", joins=OF_A_FORUM)
