"""Who may ask and about what: the only place in `shared` that spells words of the programme.

Classes of callers, roles of staff, purposes and names of datasets travel in every mandate, so the gateway that compiles
one and the service that applies it must spell them alike.
"""

from enum import StrEnum

from shared.codes import listed_as


@listed_as("caller-class")
class CallerClass(StrEnum):
    """What a caller is; each class has a ceiling that no agreement can lift."""

    STAFF = "staff"
    SECURITY = "security"
    AUTHORITY = "authority"
    AID = "aid"
    DONOR = "donor"


@listed_as("role")
class Role(StrEnum):
    """What a member of staff does."""

    CASEWORKER = "caseworker"
    ACTIVITY_LEAD = "activity_lead"
    GRANTS_OFFICER = "grants_officer"
    FINANCE_APPROVER = "finance_approver"
    COMMITTEE_MEMBER = "committee_member"
    FORUM_FOCAL_POINT = "forum_focal_point"
    MONITORING = "monitoring"
    PROTECTION = "protection"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    ADMINISTRATOR = "administrator"


@listed_as("service")
class Service(StrEnum):
    """The audience of a mandate."""

    BENEFICIARY = "beneficiary"
    GRANTS = "grants"
    FORUMS = "forums"


@listed_as("dataset")
class DatasetName(StrEnum):
    """What an agreement or a role opens: one name a noun, and `results` for what is composed of several."""

    PEOPLE = "people"
    MERGES = "merges"
    PROPOSALS = "proposals"
    DUPLICATES = "duplicates"
    DOCUMENTS = "documents"
    PHONES = "phones"
    FUNCTIONING = "functioning"
    CONSENTS = "consents"
    NOTICES = "notices"
    HOUSEHOLDS = "households"
    DISPLACEMENTS = "displacements"
    ACTIVITIES = "activities"
    SESSIONS = "sessions"
    ENROLMENTS = "enrolments"
    ATTENDANCES = "attendances"
    CERTIFICATES = "certificates"
    PROJECTS = "projects"
    FUNDS = "funds"
    PHASES = "phases"
    CALLS = "calls"
    ENTERPRISES = "enterprises"
    OWNERS = "owners"
    VERIFICATIONS = "verifications"
    DOUBLES = "doubles"
    FILES = "files"
    CONTRACTS = "contracts"
    TRANCHES = "tranches"
    MILESTONES = "milestones"
    APPLICATIONS = "applications"
    SITTINGS = "sittings"
    AWARDS = "awards"
    ASSESSMENTS = "assessments"
    SELECTIONS = "selections"
    CANDIDATES = "candidates"
    VALIDATIONS = "validations"
    ASSISTANCES = "assistances"
    PROVISIONS = "provisions"
    DELIVERIES = "deliveries"
    PLACEMENTS = "placements"
    COURSES = "courses"
    FOLLOWUPS = "followups"
    WORKS = "works"
    WORKERS = "workers"
    WORKDAYS = "workdays"
    PERIODS = "periods"
    WAGES = "wages"
    ORDERS = "orders"
    PARTIES = "parties"
    BATCHES = "batches"
    INSTRUCTIONS = "instructions"
    REPORTS = "reports"
    PAYMENTS = "payments"
    REFUNDS = "refunds"
    RECOVERIES = "recoveries"
    RATES = "rates"
    STATEMENTS = "statements"
    FINDINGS = "findings"
    VISITS = "visits"
    EMPLOYMENTS = "employments"
    FORUMS = "forums"
    MEMBERS = "members"
    TERMS = "terms"
    ELECTIONS = "elections"
    MEETINGS = "meetings"
    MINUTES = "minutes"
    CONCERNS = "concerns"
    SAFEGUARDS = "safeguards"
    PLANS = "plans"
    ACTIONS = "actions"
    REFERRALS = "referrals"
    INDICATORS = "indicators"
    QUESTIONS = "questions"
    WAVES = "waves"
    ANSWERS = "answers"
    PERCEPTION = "perception"
    TRAININGS = "trainings"
    RESULTS = "results"
    PARTNERS = "partners"
    AGREEMENTS = "agreements"
    READS = "reads"
    PLACES = "places"
    EVENTS = "events"
    JOBS = "jobs"
    COHORTS = "cohorts"
    TIMELINES = "timelines"


@listed_as("purpose")
class Purpose(StrEnum):
    """Why somebody asks: stated with a request, allowed by an agreement or a role, consented to by the person."""

    SERVICE_DELIVERY = "service-delivery"
    MONITORING = "monitoring"
    PROTECTION = "protection"
    COMMUNITY_POLICING = "community-policing"
    LIVELIHOOD_SUPPORT = "livelihood-support"
    CASE_REFERRAL = "case-referral"
    DONOR_REPORTING = "donor-reporting"
