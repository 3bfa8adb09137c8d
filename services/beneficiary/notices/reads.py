"""Consent notices: the same in every place."""

from services.beneficiary.notices.tables import Notice
from services.beneficiary.notices.views import NOTICES, NoticeView
from shared.facts import Source

NOTICE = Source("notice", NOTICES, Notice, NoticeView)
