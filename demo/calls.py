"""What each project has to give: awards by district, packages of assistance, and until when they are paid."""

from datetime import date
from typing import NamedTuple

from demo.projects import FOLLOWUP, PILOT


class Call(NamedTuple):
    """What one project has to give, where and when."""

    project: str
    districts: tuple[str, ...]
    """One award in each, in this order."""
    female_owners: int
    in_dinars: int
    approved: tuple[date, date]
    paid_by: date
    never_completed: int
    assistances: int
    assistances_in_dinars: int


CALLS = (
    Call(
        project=PILOT.code,
        districts=("IQG15Q08",) * 16 + ("IQG04Q03",) * 7 + ("IQG04Q01",) * 4 + ("IQG04Q02",),
        female_owners=9,
        in_dinars=0,
        approved=(date(2019, 7, 7), date(2020, 2, 27)),
        paid_by=date(2020, 11, 19),
        never_completed=2,
        assistances=134,
        assistances_in_dinars=0,
    ),
    Call(
        project=FOLLOWUP.code,
        districts=("IQG15Q08",) * 4 + ("IQG15Q07", "IQG15Q03", "IQG04Q03", "IQG04Q03", "IQG04Q01"),
        female_owners=3,
        in_dinars=3,
        approved=(date(2020, 8, 9), date(2021, 1, 28)),
        paid_by=date(2021, 9, 30),
        never_completed=1,
        assistances=40,
        assistances_in_dinars=16,
    ),
)
