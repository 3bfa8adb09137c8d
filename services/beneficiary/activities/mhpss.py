"""Mental health and psychosocial support: what is done, and at which layer of the pyramid.

Codes are those of the 4Ws manual (IASC Reference Group on MHPSS and WHO, 2012), layers those of the IASC guidelines
(2007). Who takes part at the layers where help is for one person is severe.
"""

from enum import StrEnum

from shared.codes import listed_as


@listed_as("mhpss-code")
class MhpssCode(StrEnum):
    """An activity code of the 4Ws, of the finer kind."""

    INFORMATION_ON_SITUATION = "1.1"
    INFORMATION_ON_MHPSS = "1.2"
    INFORMATION_OTHER = "1.3"
    RELIEF_BY_COMMUNITY = "2.1"
    COMMUNITY_SPACES = "2.2"
    MOBILISATION_OTHER = "2.3"
    SOCIAL_SUPPORT_BY_COMMUNITY = "3.1"
    PARENTING = "3.2"
    COMMUNITY_SUPPORT_TO_VULNERABLE = "3.3"
    SOCIAL_ACTIVITIES = "3.4"
    RECREATION = "3.5"
    EARLY_CHILDHOOD = "3.6"
    SPIRITUAL_SUPPORT = "3.7"
    COMMUNITY_SUPPORT_OTHER = "3.8"
    CHILD_FRIENDLY_SPACES = "4.1"
    SAFE_SPACES_OTHER = "4.2"
    SUPPORT_TO_TEACHERS = "5.1"
    SUPPORT_TO_CLASSES = "5.2"
    EDUCATION_OTHER = "5.3"
    ORIENTATION_OF_AGENCIES = "6.1"
    INCLUSION_OTHER = "6.2"
    PSYCHOLOGICAL_FIRST_AID = "7.1"
    LINKING_TO_RESOURCES = "7.2"
    PERSON_FOCUSED_OTHER = "7.3"
    COUNSELLING_OF_INDIVIDUALS = "8.1"
    COUNSELLING_OF_GROUPS = "8.2"
    SUBSTANCE_USE = "8.3"
    PSYCHOTHERAPY = "8.4"
    DEBRIEFING = "8.5"
    INTERVENTION_OTHER = "8.6"
    NON_SPECIALISED_WITHOUT_DRUGS = "9.1"
    NON_SPECIALISED_WITH_DRUGS = "9.2"
    NON_SPECIALISED_REFERRAL = "9.3"
    NON_SPECIALISED_OTHER = "9.4"
    SPECIALISED_WITHOUT_DRUGS = "10.1"
    SPECIALISED_WITH_DRUGS = "10.2"
    INPATIENT = "10.3"
    SPECIALISED_OTHER = "10.4"
    ASSESSMENT = "11.1"
    MONITORING = "11.2"
    TRAINING = "11.3"
    SUPERVISION = "11.4"
    SUPPORT_FOR_AID_WORKERS = "11.5"
    RESEARCH = "11.6"
    GENERAL_OTHER = "11.7"

    @property
    def is_for_one_person(self) -> bool:
        """Whether this is person-focused work, an intervention or clinical care, and so of layer 3 or 4."""
        return self.partition(".")[0] in FOR_ONE_PERSON


@listed_as("mhpss-layer")
class MhpssLayer(StrEnum):
    """A layer of the pyramid, from what everybody needs to what few do."""

    BASIC_SERVICES = "1"
    COMMUNITY_SUPPORT = "2"
    FOCUSED = "3"
    SPECIALISED = "4"


FOR_ONE_PERSON = ("7", "8", "9", "10")
"""The first parts of the codes of help for one person."""
SEVERE_LAYERS = (MhpssLayer.FOCUSED.value, MhpssLayer.SPECIALISED.value)
"""The layers of help for one person: who takes part is severe."""
NOT_RECOMMENDED = MhpssCode.DEBRIEFING
"""Psychological debriefing does not help and can harm (WHO mhGAP, 2012); it is recorded where it happens, with a word
of warning."""
