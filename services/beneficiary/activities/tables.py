"""What we keep of activities."""

from datetime import date

from sqlalchemy import CheckConstraint, text
from sqlmodel import Field

from services.beneficiary.activities.mhpss import FOR_ONE_PERSON, SEVERE_LAYERS, MhpssCode, MhpssLayer
from services.beneficiary.activities.views import ACTIVITIES, ActivityType
from services.beneficiary.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded


@append_only
@classified(ACTIVITIES)
class Activity(Table, Fact, table=True):
    """Something people take part in, under a project that the grants service keeps."""

    __tablename__ = "activities"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("capacity IS NULL OR (capacity > 0 AND by_enrolment)", name="capacity"),
        CheckConstraint(
            "certificate_share IS NULL OR (certificate_share BETWEEN 1 AND 100 AND by_enrolment)",
            name="certificate_share",
        ),
        CheckConstraint(
            "num_nonnulls(mhpss_code, mhpss_layer) = CASE type WHEN 'mhpss' THEN 2 ELSE 0 END", name="mhpss_stated"
        ),
        CheckConstraint(
            f"split_part(mhpss_code, '.', 1) NOT IN {FOR_ONE_PERSON} OR mhpss_layer IN {SEVERE_LAYERS}",
            name="mhpss_for_one_person",
        ),
    )

    id: int = Field(default=None, primary_key=True)
    project: str = Field(max_length=40, index=True)
    type: ActivityType = Field(sa_type=coded(ActivityType))
    place: str = Field(max_length=11)
    starts_on: date
    ends_on: date
    facilitator: str | None = Field(default=None, max_length=200)
    capacity: int | None = None
    by_enrolment: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    certificate_share: int | None = None
    mhpss_code: MhpssCode | None = Field(default=None, sa_type=coded(MhpssCode))
    mhpss_layer: MhpssLayer | None = Field(default=None, sa_type=coded(MhpssLayer))

    @property
    def is_severe(self) -> bool:
        """Whether it is severe who takes part."""
        return self.mhpss_layer in SEVERE_LAYERS
