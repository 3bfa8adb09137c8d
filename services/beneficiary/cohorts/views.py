"""What people can be asked for by in the register, and broken down by."""

from enum import StrEnum

from shared.codes import listed_as


@listed_as("beneficiary-criterion")
class BeneficiaryCriterion(StrEnum):
    """What the register knows of people."""

    SEX = "sex"
    AGE = "age"
    PLACE = "place"
    REGISTERED = "registered"
    DISPLACEMENT_STATUS = "displacement_status"
    HOUSEHOLD_ROLE = "household_role"
    FEMALE_HEADED = "female_headed"
    ENROLLED = "enrolled"
    ATTENDED = "attended"
    ATTENDED_PROJECT = "attended_project"
    CONSENTS_TO_STAFF = "consents_to_staff"
    CONSENTS_TO_AUTHORITIES = "consents_to_authorities"
    CONSENTS_TO_AID = "consents_to_aid"


@listed_as("beneficiary-breakdown")
class BeneficiaryBreakdown(StrEnum):
    """What people are broken down by: where they live, what they are, and what they came to."""

    GOVERNORATE = "governorate"
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    SEX = "sex"
    AGE_BAND = "age_band"
    DISPLACEMENT_STATUS = "displacement_status"
    ACTIVITY_TYPE = "activity_type"
