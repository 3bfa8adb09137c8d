"""What we keep of follow-ups. That nothing is followed up before it was given, and at each mark once, the database
holds."""

from datetime import date

from sqlalchemy import ARRAY, CheckConstraint, Index, Text, text
from sqlmodel import Field

from services.grants.assisting.followups.views import (
    FOLLOWUPS,
    AssetState,
    Difficulty,
    FollowUpMark,
    FollowupMeans,
    LivelihoodState,
)
from services.grants.people import IncomeBand
from services.grants.tables import Table
from shared.classification import classified
from shared.tables import Fact, append_only, coded, guarded

_DIFFICULTIES = f"difficulties <@ ARRAY{[each.value for each in Difficulty]}::text[]"

GIVEN_ON = """(
    SELECT CASE WHEN NOT bool_or(gift.goes_on) THEN max(gift.day) END FROM (
        SELECT delivery.delivered_on AS day, false AS goes_on
        FROM provisions AS provision JOIN deliveries AS delivery ON delivery.provision_id = provision.id
        WHERE provision.assistance_id = {assistance} AND delivery.voided_at IS NULL
            AND NOT EXISTS (SELECT FROM delivery_returns AS back WHERE back.delivery_id = delivery.id)
        UNION ALL
        SELECT paid_on, false FROM payments AS payment
        WHERE payment.assistance_id = {assistance} AND payment.voided_at IS NULL
        UNION ALL
        SELECT ending.ended_on, ending.course_id IS NULL
        FROM courses AS course LEFT JOIN course_ends AS ending ON ending.course_id = course.id
        WHERE course.assistance_id = {assistance} AND course.voided_at IS NULL
        UNION ALL
        SELECT ending.ended_on, ending.placement_id IS NULL
        FROM placements AS placement LEFT JOIN placement_ends AS ending ON ending.placement_id = placement.id
        WHERE placement.assistance_id = {assistance} AND placement.voided_at IS NULL
    ) AS gift
)"""
"""SQL: the day on which the last of an assistance was given: delivered, paid, or taught. Nothing while nothing is, or
while a course or a placement goes on."""

AFTER_GIVING = f"""
CREATE FUNCTION followup_after_giving() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(NEW.followed_on < {GIVEN_ON.format(assistance="NEW.assistance_id")}, true) THEN
        RAISE EXCEPTION 'nothing is followed up before it was given'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'followup_after_giving';
    END IF;
    RETURN NEW;
END
$$
"""


@guarded("followup_after_giving", AFTER_GIVING)
@append_only
@classified(FOLLOWUPS)
class FollowUp(Table, Fact, table=True):
    """Somebody asked what became of an assistance."""

    __tablename__ = "followups"
    __table_args__ = (
        Index(
            "uq_followups_standing", "assistance_id", "mark", unique=True, postgresql_where=text("voided_at IS NULL")
        ),
        Index("ix_followups_assistance_id", "assistance_id"),  # for what was voided too: it stood at some moment
        CheckConstraint(_DIFFICULTIES, name="difficulties"),
    )

    id: int = Field(default=None, primary_key=True)
    assistance_id: int = Field(foreign_key="assistances.id")
    mark: FollowUpMark = Field(sa_type=coded(FollowUpMark))
    followed_on: date
    means: FollowupMeans = Field(sa_type=coded(FollowupMeans, "means"))
    state: LivelihoodState = Field(sa_type=coded(LivelihoodState))
    income: IncomeBand = Field(sa_type=coded(IncomeBand))
    asset: AssetState = Field(sa_type=coded(AssetState))
    difficulties: list[Difficulty] = Field(sa_type=ARRAY(Text))
