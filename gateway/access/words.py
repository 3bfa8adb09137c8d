"""The programme in plain words, for people: what stands under a name, how sensitive it is, where and what for.

How sensitive a field is, is said here for the whole gateway, as its service declares it; a contract test compares them,
and finds a field that has no words. What all records have alike, such as who recorded them and when, is not said of
each. Who is told what of this stands in `audiences`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared import places
from shared.callers import CallerClass, DatasetName, Purpose, Role
from shared.classification import HIGH, LOW, MODERATE, SEVERE, Dataset, Sensitivity
from shared.mandate import COUNTRY

_D = DatasetName

DATASETS: Mapping[DatasetName, str] = {
    _D.PEOPLE: "people",
    _D.MERGES: "registrations that are one person",
    _D.PROPOSALS: "merges of registrations that wait for another person",
    _D.DUPLICATES: "registrations that may be one person",
    _D.DOCUMENTS: "identity documents",
    _D.PHONES: "phones",
    _D.FUNCTIONING: "functioning and disability",
    _D.CONSENTS: "consents",
    _D.NOTICES: "consent notices",
    _D.HOUSEHOLDS: "households",
    _D.DISPLACEMENTS: "displacement",
    _D.ACTIVITIES: "activities",
    _D.SESSIONS: "sessions of activities",
    _D.ENROLMENTS: "enrolment in activities",
    _D.ATTENDANCES: "attendance at activities",
    _D.CERTIFICATES: "certificates of activities",
    _D.PROJECTS: "projects",
    _D.FUNDS: "funds for grants",
    _D.CALLS: "calls for applications",
    _D.ENTERPRISES: "enterprises",
    _D.OWNERS: "owners of enterprises",
    _D.VERIFICATIONS: "visits to enterprises before an award",
    _D.DOUBLES: "enterprises that may be one",
    _D.FILES: "files about enterprises",
    _D.CONTRACTS: "contracts about grants",
    _D.TRANCHES: "tranches of grants",
    _D.MILESTONES: "milestones that were reached",
    _D.APPLICATIONS: "applications for grants",
    _D.SITTINGS: "sittings of the investment committee",
    _D.AWARDS: "grants to enterprises",
    _D.ASSISTANCES: "livelihood assistance",
    _D.ORDERS: "orders to pay",
    _D.PAYMENTS: "payments",
    _D.REFUNDS: "refunds",
    _D.RATES: "exchange rates",
    _D.STATEMENTS: "statements of funds",
    _D.FINDINGS: "people who were assisted or awarded twice",
    _D.VISITS: "monitoring visits to enterprises",
    _D.EMPLOYMENTS: "jobs in enterprises",
    _D.FORUMS: "community policing forums",
    _D.MEMBERS: "seats in forums",
    _D.TERMS: "terms of those who lead forums",
    _D.ELECTIONS: "elections in forums",
    _D.MEETINGS: "meetings of forums",
    _D.MINUTES: "minutes of meetings",
    _D.CONCERNS: "concerns of communities",
    _D.SAFEGUARDS: "what forums hear that protection alone may know",
    _D.PLANS: "security and safety plans",
    _D.ACTIONS: "actions of forums",
    _D.REFERRALS: "referrals by forums",
    _D.INDICATORS: "indicators of forums",
    _D.QUESTIONS: "questions of surveys",
    _D.WAVES: "waves of surveys",
    _D.ANSWERS: "answers to surveys",
    _D.PERCEPTION: "what surveys found",
    _D.TRAININGS: "trainings of police and members",
    _D.RESULTS: "project results",
    _D.PARTNERS: "partners",
    _D.AGREEMENTS: "sharing agreements",
    _D.READS: "who was told what",
    _D.PLACES: "places",
    _D.EVENTS: "what happened to which record",
    _D.JOBS: "long work",
}

CLASSES: Mapping[CallerClass, str] = {
    CallerClass.STAFF: "staff",
    CallerClass.SECURITY: "security institution",
    CallerClass.AUTHORITY: "public authority",
    CallerClass.AID: "aid organisation",
    CallerClass.DONOR: "donor",
}

ROLES: Mapping[Role, str] = {
    role: role.value.replace("_", " ").replace("data protection", "data-protection") for role in Role
}

PURPOSES: Mapping[Purpose, str] = {
    Purpose.SERVICE_DELIVERY: "delivering services to people",
    Purpose.MONITORING: "monitoring and evaluation",
    Purpose.PROTECTION: "protection",
    Purpose.COMMUNITY_POLICING: "community policing",
    Purpose.LIVELIHOOD_SUPPORT: "livelihood support",
    Purpose.CASE_REFERRAL: "referring people's cases",
    Purpose.DONOR_REPORTING: "reporting to a donor",
}

HARM: Mapping[Sensitivity, str] = {
    LOW: "disclosure is unlikely to harm anybody",
    MODERATE: "disclosure could do limited harm",
    HIGH: "disclosure could do serious harm",
    SEVERE: "disclosure could do severe harm",
}
"""What each level means (OCHA/IASC data responsibility guidance)."""

_PARTS = {
    "given": "given name",
    "father": "father's name",
    "grandfather": "grandfather's name",
    "great_grandfather": "great-grandfather's name",
    "nisba": "family or tribal name",
    "known_as": "name they are known by",
}
_MOTHERS = {
    "mother_given": "mother's given name",
    "mother_father": "mother's father's name",
    "mother_grandfather": "mother's grandfather's name",
}
_SCRIPTS = {"native": "in Arabic or Kurdish script", "latin": "in Latin letters"}


def _scripts(parts: Mapping[str, str]) -> dict[str, str]:
    return {
        f"{part}_{script}": f"{name}, {written}" for part, name in parts.items() for script, written in _SCRIPTS.items()
    }


_TOGETHER = {"names": tuple(_scripts(_PARTS)), "mother's names": tuple(_scripts(_MOTHERS))}
"""What may be said at once, where all of it is read."""

_OF_A_PERSON = {"person": ("registration number of the person", MODERATE)}

_DECLARED = {
    "name": ("name of the enterprise", HIGH),
    "legal_name": ("legal name", HIGH),
    "registry_number": ("number in the register or of the taxpayer", HIGH),
    "phone": ("phone number", HIGH),
    "sector": ("sector", LOW),
    "place": ("district", MODERATE),
    "founded": ("year in which it was founded", LOW),
    "staff_women": ("how many women work there", MODERATE),
    "staff_men": ("how many men work there", MODERATE),
    "revenue": ("yearly revenue", MODERATE),
    "currency": ("currency", LOW),
    "registration": ("by what it is known to the authorities", MODERATE),
}

_SAID: Mapping[DatasetName, Mapping[str, tuple[str, Sensitivity]]] = {
    _D.PEOPLE: {
        "registration_number": ("registration number", MODERATE),
        **{name: (words, HIGH) for name, words in _scripts(_PARTS | _MOTHERS).items()},
        "sex": ("sex", MODERATE),
        "birth_date": ("date of birth", HIGH),
        "birth_precision": ("how exactly the date of birth is known", MODERATE),
        "place": ("where the person lives", MODERATE),
        "languages": ("languages they can be spoken with in", HIGH),
        "merged_from": ("numbers of other registrations of the same person", MODERATE),
    },
    _D.MERGES: {
        "absorbed": ("registration number that was merged into another", MODERATE),
        "survivor": ("registration number that goes on", MODERATE),
        "reason": ("by what it was known that they are one person", MODERATE),
        "risks": ("why it took two people", HIGH),
        "proposal_id": ("under which number it was proposed", MODERATE),
        "proposed_by": ("who proposed it", MODERATE),
        "conflicts": ("in what the registrations contradict each other", MODERATE),
    },
    _D.PROPOSALS: {
        "absorbed": ("registration number that is to be merged into another", MODERATE),
        "survivor": ("registration number that is to go on", MODERATE),
        "reason": ("by what it was known that they are one person", MODERATE),
        "risks": ("why it takes two people", HIGH),
        "proposed_by": ("who proposed it", MODERATE),
        "verdict": ("what another person said of it", MODERATE),
        "ground": ("by what that was decided", MODERATE),
        "ruled_by": ("who said it", MODERATE),
        "ruled_at": ("when", MODERATE),
        "merge_id": ("number of the merge that was made", MODERATE),
        "differing": ("in what they differ", MODERATE),
        "people": ("both as they were stated", MODERATE),
        "evidence": ("how they go together in each field", MODERATE),
        "shared": ("which documents, phones and households they share", MODERATE),
    },
    _D.DUPLICATES: {
        "first": ("registration number that may be one person with the other", MODERATE),
        "second": ("the other registration number", MODERATE),
        "likeness": ("in what they agree", MODERATE),
        "score": ("how much their names and birth agree", MODERATE),
        "status": ("whether they are one person", MODERATE),
        "proposal_id": ("under which number it waits for another person", MODERATE),
        "ground": ("by what that was decided", MODERATE),
        "differing": ("in what they differ", MODERATE),
        "people": ("both as they were stated", MODERATE),
        "evidence": ("how they go together in each field", MODERATE),
        "shared": ("which documents, phones and households they share", MODERATE),
        "person": ("registration number of the other one", MODERATE),
        "decision": ("what was found out about them", MODERATE),
        "survivor": ("registration number that goes on", MODERATE),
    },
    _D.DOCUMENTS: {
        **_OF_A_PERSON,
        "type": ("kind of document", HIGH),
        "last_three": ("last three characters of its number", HIGH),
        "authority": ("who issued it", HIGH),
        "valid_from": ("since when it is valid", HIGH),
        "valid_until": ("until when it is valid", HIGH),
        "complete": ("whether the person holds no other document", SEVERE),
    },
    _D.PHONES: {
        **_OF_A_PERSON,
        "number": ("phone number", HIGH),
        "owner": ("whose phone it is", HIGH),
        "safe_to_call": ("whether it is safe to call", HIGH),
        "voice_only": ("whether nothing may be written to it", HIGH),
        "call_from": ("hour of the day from which to call", HIGH),
        "call_until": ("hour of the day until which to call", HIGH),
    },
    _D.FUNCTIONING: {
        **_OF_A_PERSON,
        "asked_on": ("day on which the person was asked", HIGH),
        "answers": ("what the person finds difficult (the six questions of the Washington Group)", HIGH),
        "disability": ("disability, as it follows from the answers", HIGH),
    },
    _D.CONSENTS: {
        **_OF_A_PERSON,
        "purpose": ("purpose", MODERATE),
        "recipient_class": ("class of recipients", MODERATE),
        "decision": ("given or withdrawn", MODERATE),
        "decided_on": ("day of the decision", MODERATE),
        "language": ("language spoken", MODERATE),
        "witnessed": ("how it was witnessed", MODERATE),
        "given_by": ("who decided", HIGH),
        "proxy": ("registration number of whoever decided for a child", HIGH),
    },
    _D.NOTICES: {
        "purpose": ("purpose", LOW),
        "recipient_class": ("class of recipients", LOW),
        "version": ("version", LOW),
        "text_en": ("text in English", LOW),
        "text_ar": ("text in Arabic", LOW),
        "text_ckb": ("text in Central Kurdish", LOW),
    },
    _D.HOUSEHOLDS: {
        "person": ("registration number of each member", MODERATE),
        "place": ("where the household lives", MODERATE),
        "relation": ("relation to the head of the household", MODERATE),
        "joined_on": ("since when somebody belongs to it", MODERATE),
        "left_on": ("until when somebody belonged to it", MODERATE),
        "merged_into": ("household that it is part of since", MODERATE),
        "merged_on": ("since when it is part of another one", MODERATE),
        "on": ("day of which it is told who lived there", MODERATE),
        "size": ("how many lived there", MODERATE),
        "head": ("registration number of its head", MODERATE),
        "female_headed": ("whether its head is a woman", MODERATE),
        "child_headed": ("whether its head is under 18", HIGH),
    },
    _D.DISPLACEMENTS: {
        **_OF_A_PERSON,
        "status": ("displaced, returned, host community or refugee", MODERATE),
        "since": ("since when", MODERATE),
        "until": ("until when, where a person's own has ended", MODERATE),
        "origin": ("where they were displaced from", HIGH),
        "arrived_on": ("day on which they came where they live", HIGH),
        "shelter": ("what they live in", MODERATE),
        "on": ("day of which it is told", MODERATE),
        "own": ("whether it is the person's own or the household's", MODERATE),
    },
    _D.ACTIVITIES: {
        "project": ("project", LOW),
        "type": ("kind of activity", LOW),
        "place": ("place", LOW),
        "starts_on": ("first day", LOW),
        "ends_on": ("last day", LOW),
        "facilitator": ("organisation that holds it", MODERATE),
        "capacity": ("how many places it has", LOW),
        "by_enrolment": ("whether people enrol", LOW),
        "certificate_share": ("share of its sessions that a certificate takes", LOW),
        "mhpss_code": ("code of mental health and psychosocial support", MODERATE),
        "mhpss_layer": ("layer of mental health and psychosocial support", MODERATE),
        "not_recommended": ("whether it is not recommended practice", MODERATE),
    },
    _D.SESSIONS: {
        "held_on": ("day", LOW),
        "hours": ("hours", LOW),
        "place": ("place", LOW),
    },
    _D.ENROLMENTS: {
        **_OF_A_PERSON,
        "enrolled_on": ("since when somebody has a place", MODERATE),
        "withdrawn_on": ("from when on the place is free again", MODERATE),
    },
    _D.ATTENDANCES: {
        **_OF_A_PERSON,
        "attended_on": ("day", MODERATE),
        "outcome": ("present, excused or absent", MODERATE),
    },
    _D.CERTIFICATES: {
        **_OF_A_PERSON,
        "number": ("number of the certificate", MODERATE),
        "issued_on": ("day of the certificate", MODERATE),
    },
    _D.PROJECTS: {
        "code": ("code", LOW),
        "title": ("title", LOW),
        "donor": ("donor", LOW),
        "starts_on": ("first day", LOW),
        "ends_on": ("last day", LOW),
        "budget": ("budget", LOW),
        "currency": ("currency", LOW),
    },
    _D.FUNDS: {
        "project": ("project", LOW),
        "donor": ("donor", LOW),
        "title": ("title", LOW),
        "ceiling": ("how much it has", LOW),
        "currency": ("currency", LOW),
        "threshold": ("above how much a payment takes three people", LOW),
        "available": ("how much of it is left for calls", MODERATE),
        "allotted": ("how much of it calls may grant yet", MODERATE),
        "committed": ("how much of it is granted and not paid", MODERATE),
        "disbursed": ("how much of it is paid", MODERATE),
        "returned": ("how much of it came back", MODERATE),
    },
    _D.CALLS: {
        "project": ("project", LOW),
        "variant": ("whom it is for", LOW),
        "sectors": ("sectors", LOW),
        "districts": ("districts", LOW),
        "budget": ("how much it has", LOW),
        "smallest": ("smallest amount", LOW),
        "largest": ("largest amount", LOW),
        "currency": ("currency", LOW),
        "least_years": ("for how many years an enterprise has to have worked", LOW),
        "least_contribution": ("what share its owners have to add", LOW),
        "registered": ("whether it has to be registered", LOW),
        "scoring": ("rules by which applications are scored", LOW),
        "opens_at": ("when it opens", LOW),
        "closes_at": ("when it closes", LOW),
    },
    _D.ENTERPRISES: {
        **_DECLARED,
        "visited_on": ("day on which it was visited", LOW),
        "visited_by": ("who visited it", MODERATE),
        **{f"verified_{name}": (f"{words}, as found there", level) for name, (words, level) in _DECLARED.items()},
        "doubles": ("other enterprises that may be the same", MODERATE),
    },
    _D.OWNERS: {
        "person": ("registration number of the owner", MODERATE),
        "sex": ("sex of the owner", MODERATE),
    },
    _D.VERIFICATIONS: {
        "visited_on": ("day on which it was visited", LOW),
        **_DECLARED,
    },
    _D.DOUBLES: {
        "same_registry_number": ("whether both state one registry number", MODERATE),
        "same_legal_name": ("whether both state one legal name", MODERATE),
        "same_phone": ("whether both state one phone", MODERATE),
        "outcome": ("what an officer found out", MODERATE),
    },
    _D.FILES: {
        "type": ("type of the file", LOW),
        "size": ("its size", LOW),
        "sha256": ("by what its bytes are known", MODERATE),
        "content": ("what is in it", HIGH),
    },
    _D.CONTRACTS: {
        "project": ("project", LOW),
        "place": ("district where it is put to use", MODERATE),
        "version": ("version", LOW),
        "signed_on": ("day on which it was signed", LOW),
        "amount": ("value", MODERATE),
        "currency": ("currency", LOW),
        "versions": ("all versions of it", LOW),
    },
    _D.TRANCHES: {
        "project": ("project", LOW),
        "place": ("district where it is put to use", MODERATE),
        "number": ("which tranche it is", LOW),
        "milestone": ("what has to be reached", MODERATE),
        "due_on": ("by when", LOW),
        "amount": ("amount", MODERATE),
        "currency": ("currency", LOW),
        "due": ("whether a visit is due", LOW),
        "payable": ("whether it is payable", LOW),
    },
    _D.MILESTONES: {
        "project": ("project", LOW),
        "place": ("district where the grant is put to use", MODERATE),
        "tranche": ("which tranche it is of", LOW),
        "reached_on": ("day on which it was reached", LOW),
        "files": ("numbers of the files that are evidence", LOW),
        "verified_on": ("day on which somebody else saw it", LOW),
        "verified_by": ("who saw it", MODERATE),
    },
    _D.APPLICATIONS: {
        "project": ("project", LOW),
        "place": ("district where the grant is to be used", MODERATE),
        "stage": ("stage", LOW),
        "milestone": ("milestone", LOW),
        "reason": ("why it was taken off its way", MODERATE),
        "since": ("since when it is at its stage", LOW),
        "amount": ("amount asked for", MODERATE),
        "contribution": ("what the owners add", MODERATE),
        "new_women": ("new jobs for women", MODERATE),
        "new_men": ("new jobs for men", MODERATE),
        "uses": ("what the grant is spent on", LOW),
        "female_representative": ("whether a woman represents it", MODERATE),
        "female_leader": ("whether a woman leads it", MODERATE),
        "priority_staff": ("staff who are displaced, returned, refugees or live with a disability", MODERATE),
        "social_responsibility": ("whether it gives to its community", LOW),
        "staff_benefits": ("whether its staff have benefits", LOW),
        "diversity_policy": ("whether it has a policy of diversity", LOW),
        "currency": ("currency", LOW),
        "score": ("score", MODERATE),
        "scoring": ("rules by which it was scored", LOW),
        "clearance": ("whether it is cleared of sanctions", HIGH),
        "checked_on": ("day of that check", HIGH),
    },
    _D.SITTINGS: {
        "project": ("project", LOW),
        "held_on": ("day", LOW),
        "quorum": ("how many members it takes to decide", LOW),
        "members": ("who was there", MODERATE),
    },
    _D.AWARDS: {
        "project": ("project", LOW),
        "place": ("district where it is put to use", MODERATE),
        "owner_sex": ("sex of the owner", MODERATE),
        "amount": ("amount", MODERATE),
        "currency": ("currency", LOW),
        "approved_on": ("day of approval", LOW),
    },
    _D.ASSISTANCES: {
        "project": ("project", LOW),
        "recipient": ("registration number of the recipient", MODERATE),
        "sex": ("sex of the recipient", MODERATE),
        "modality": ("kind of assistance (business support, training, a job or cash for work)", LOW),
        "place": ("district", MODERATE),
        "amount": ("amount", MODERATE),
        "currency": ("currency", LOW),
        "approved_on": ("day of approval", LOW),
        "end_reason": ("why nothing more is given of it", MODERATE),
        "reason": ("why nothing more is given of it", MODERATE),
    },
    _D.ORDERS: {
        "project": ("project", LOW),
        "place": ("district", MODERATE),
        "tranche": ("which tranche", LOW),
        "part": ("which part of an assistance", LOW),
        "amount": ("amount", MODERATE),
        "currency": ("currency", LOW),
        "threshold": ("above how much it takes three people", LOW),
        "by_three": ("whether it takes three people", LOW),
        "approved": ("whether it is approved", LOW),
        "made_by": ("who made it", MODERATE),
        "checked_by": ("who checked it", MODERATE),
        "approved_by": ("who approved it", MODERATE),
    },
    _D.PAYMENTS: {
        "reference": ("reference of the payment", MODERATE),
        "amount": ("amount", MODERATE),
        "currency": ("currency", LOW),
        "paid_on": ("day of payment", LOW),
        "tranche": ("which tranche", LOW),
        "part": ("which part of an assistance", LOW),
    },
    _D.REFUNDS: {
        "project": ("project", LOW),
        "place": ("district", MODERATE),
        "reference": ("reference of the refund", MODERATE),
        "amount": ("amount", MODERATE),
        "currency": ("currency", LOW),
        "refunded_on": ("day of the refund", LOW),
    },
    _D.RATES: {
        "source": ("who says so", LOW),
        "starts_on": ("first day", LOW),
        "ends_on": ("last day", LOW),
        "dinars": ("dinars for a dollar", LOW),
    },
    _D.STATEMENTS: {
        "as_of": ("as known when", LOW),
        "since": ("first day", LOW),
        "until": ("last day", LOW),
        "project": ("project", LOW),
        "donor": ("donor", LOW),
        "title": ("title", LOW),
        "currency": ("currency", LOW),
        "ceiling": ("how much the fund has", LOW),
        "funds": ("of each fund", LOW),
        "totals": ("of each donor in each currency", LOW),
        "kind": ("what moved the money", LOW),
        "available": ("left for calls", MODERATE),
        "allotted": ("what calls may grant yet", MODERATE),
        "committed": ("granted and not paid", MODERATE),
        "disbursed": ("paid", MODERATE),
        "returned": ("came back", MODERATE),
        "opening": ("where money stood before", MODERATE),
        "movements": ("what moved it", MODERATE),
        "closing": ("where it stands", MODERATE),
        "disbursed_percent": ("how much of it is paid, in per cent", MODERATE),
        "burn": ("how fast it is paid, by month", MODERATE),
        "month": ("month", LOW),
        "converted": ("the same in another currency", MODERATE),
        "source": ("who says what a dollar is in dinars", LOW),
        "rule": ("at the rate of which day", LOW),
        "days_without_rate": ("days for which there is no rate", LOW),
        "to_currency": ("the other currency", LOW),
    },
    _D.VISITS: {
        "project": ("project", LOW),
        "place": ("district where the grant is put to use", MODERATE),
        "visited_on": ("day of the visit", LOW),
        "mark": ("how long after the first payment it is", LOW),
        "operation": ("whether it is at work", MODERATE),
        "closed_because": ("why it is closed", MODERATE),
        "staff_women": ("women who work there", MODERATE),
        "staff_men": ("men who work there", MODERATE),
        "revenue_before": ("revenue of a month before the grant", MODERATE),
        "revenue": ("revenue of the last month", MODERATE),
        "currency": ("currency", LOW),
        "observed": ("what is not as it should be, and how much it matters", MODERATE),
        "text": ("what else was seen, in words", HIGH),
        "photos": ("numbers of the photos", LOW),
    },
    _D.EMPLOYMENTS: {
        "project": ("project", LOW),
        "place": ("district where the grant is put to use", MODERATE),
        "person": ("registration number of whoever has the job", MODERATE),
        "kind": ("whether the job is new", LOW),
        "fte": ("what part of a whole job it is", MODERATE),
        "sex": ("sex of whoever has the job", MODERATE),
        "age_band": ("age band", MODERATE),
        "displacement_status": ("displacement status", MODERATE),
        "starts_on": ("first day", MODERATE),
        "ends_on": ("last day", MODERATE),
        "contract": ("for how long it is agreed", MODERATE),
        "wage": ("band of the wage", MODERATE),
        "verified_on": ("day on which somebody saw it", LOW),
    },
    _D.FINDINGS: {
        "project": ("project", LOW),
        "kind": ("what somebody received twice", LOW),
        "first_id": ("number of the one assistance", MODERATE),
        "second_id": ("number of the other assistance", MODERATE),
        "first_award_id": ("number of the one award", MODERATE),
        "second_award_id": ("number of the other award", MODERATE),
        "outcome": ("what an officer found out", MODERATE),
    },
    _D.FORUMS: {
        "project": ("project that helped to set it up", LOW),
        "name": ("name of the forum", LOW),
        "level": ("governorate, district or sub-district level", LOW),
        "place": ("place", LOW),
        "established_on": ("day it was established", LOW),
        "set_up_by": ("who set it up", LOW),
        "status": ("whether it forms, meets, rests or is closed", LOW),
        "status_since": ("since when", LOW),
        "procedure": ("version of the standing procedures", LOW),
        "catchment": ("places that it serves", LOW),
        "police_office": ("office of the police that it works with", LOW),
        "police_place": ("where that office is", LOW),
        "last_met_on": ("day of its last meeting", LOW),
        "quiet": ("whether it has not met for long", LOW),
    },
    _D.MEMBERS: {
        "role": ("capacity in which somebody sits", MODERATE),
        "sex": ("sex", MODERATE),
        "age_band": ("age band", MODERATE),
        "joined_on": ("first day", MODERATE),
        "left_on": ("last day", MODERATE),
        "voice": ("for whom of the community somebody speaks", MODERATE),
    },
    _D.TERMS: {
        "seat": ("head or deputy", MODERATE),
        "begins_on": ("first day", MODERATE),
        "ends_on": ("day from which on somebody does not lead any more", MODERATE),
        "ending": ("why the term ended before", MODERATE),
    },
    _D.ELECTIONS: {
        "held_on": ("day", LOW),
        "method": ("how votes were given", LOW),
        "voters": ("how many voted", LOW),
        "candidates": ("who stood, by the number of their seat, with their votes", MODERATE),
        "terms_end_on": ("until when they were elected", LOW),
    },
    _D.MEETINGS: {
        "kind": ("of the whole forum, or of women or youth", LOW),
        "scheduled_on": ("day for which it was scheduled", LOW),
        "agenda": ("what it was to be about", LOW),
        "held_on": ("day on which it was held", LOW),
        "members": ("how many members there were", LOW),
        "present": ("how many were there", LOW),
        "quorate": ("whether they were enough to decide", LOW),
        "attendance": ("how many were there by role, sex and age", MODERATE),
    },
    _D.MINUTES: {
        "kind": ("discussion, information or decision", LOW),
        "about": ("what it is about", LOW),
        "outcome": ("how it was decided", LOW),
        "votes_for": ("votes for it", LOW),
        "votes_against": ("votes against it", LOW),
        "text": ("text, also where nobody has released it", HIGH),
        "marks": ("what in the text may tell of a person", HIGH),
        "released": ("whether the text was released", LOW),
        "released_text": ("text that somebody has released", MODERATE),
        "guard": ("which check of texts it was marked by when it was released", LOW),
        "despite": ("what was marked in it when it was released, and why that tells of nobody", HIGH),
    },
    _D.CONCERNS: {
        "category": ("what it is about", LOW),
        "place": ("place, a sub-district at the finest", MODERATE),
        "raised_by": ("group that raised it", MODERATE),
        "raised_on": ("day on which it was raised", LOW),
        "status": ("how far it has come", LOW),
        "status_since": ("since when", LOW),
        "history": ("how it stood before, and since when", LOW),
        "votes_for": ("votes for it to come first", LOW),
        "votes_of": ("of how many who voted", LOW),
        "text": ("text, also where nobody has released it", HIGH),
        "marks": ("what in the text may tell of a person", HIGH),
        "released": ("whether the text was released", LOW),
        "released_text": ("text that somebody has released", MODERATE),
        "guard": ("which check of texts it was marked by when it was released", LOW),
        "despite": ("what was marked in it when it was released, and why that tells of nobody", HIGH),
    },
    _D.SAFEGUARDS: {
        "received": ("that it was received", LOW),
        "kind": ("what somebody has to be kept safe from", SEVERE),
        "place": ("place", SEVERE),
        "raised_on": ("day", SEVERE),
        "text": ("text", SEVERE),
    },
    _D.PLANS: {
        "version": ("version of the plan", LOW),
        "adopted_on": ("day of its adoption", LOW),
        "review_on": ("day on which the forum looks at it again", LOW),
        "issues": ("concerns that it takes up, who sees to them in which capacity, and until when", LOW),
        "reviewed_on": ("day on which the forum looked at it again", LOW),
        "outcome": ("what the forum said of it then", LOW),
    },
    _D.ACTIONS: {
        "kind": ("what is done", LOW),
        "owner": ("who does it, in which capacity", LOW),
        "agreed_on": ("day on which it was agreed", LOW),
        "due_on": ("day until which it is to be done", LOW),
        "ended_on": ("day on which it ended", LOW),
        "result": ("what came of it", LOW),
    },
    _D.REFERRALS: {
        "target": ("whom it is passed on to", LOW),
        "referred_on": ("day on which it was passed on", LOW),
        "answer_due_on": ("day until which an answer is expected", LOW),
        "answered_on": ("day of the answer", LOW),
        "answer": ("what came back", LOW),
    },
    _D.INDICATORS: {
        "place": ("governorate, district or place of a forum", LOW),
        "forums": ("how many forums there are", LOW),
        "forums_active": ("how many of them are active", LOW),
        "meetings_planned": ("how many meetings were planned", LOW),
        "meetings_held": ("how many were held", LOW),
        "attendance_women": ("how often women came", MODERATE),
        "attendance_men": ("how often men came", MODERATE),
        "leaders": ("how many lead forums", LOW),
        "leaders_women": ("how many of them are women", MODERATE),
        "concerns_raised": ("how many concerns were raised", LOW),
        "raised_by_category": ("how many of what", LOW),
        "concerns_accepted": ("how many were accepted", LOW),
        "concerns_resolved": ("how many were resolved", LOW),
        "median_days_to_resolve": ("how many days that took", LOW),
        "concerns_reopened": ("how many were reopened", LOW),
        "actions_agreed": ("how many actions were agreed", LOW),
        "actions_done": ("how many were done", LOW),
        "referrals_made": ("how many referrals were made", LOW),
        "referrals_answered": ("how many were answered", LOW),
        "plans_adopted": ("how many plans were adopted", LOW),
        "plans_reviewed": ("how many were reviewed", LOW),
        "police_trained": ("how many police were trained", LOW),
        "members_trained": ("how many members were trained", LOW),
        "perception": ("how what a population thinks changed, with intervals", LOW),
    },
    _D.QUESTIONS: {
        "code": ("what the question is called", LOW),
        "version": ("version of its wording", LOW),
        "scale": ("scale on which it is answered", LOW),
        "reversed": ("whether the end of the scale is the good one", LOW),
        "wording_en": ("wording in English", LOW),
        "wording_ar": ("wording in Arabic", LOW),
        "wording_ckb": ("wording in Central Kurdish", LOW),
    },
    _D.WAVES: {
        "place": ("place", LOW),
        "project": ("project", LOW),
        "begins_on": ("first day", LOW),
        "ends_on": ("last day", LOW),
        "design": ("how respondents were drawn", LOW),
        "method": ("how answers were taken", LOW),
        "target": ("how many respondents were sought", LOW),
        "questions": ("questions, in order", LOW),
    },
    _D.ANSWERS: {"respondents": ("how many answered", MODERATE)},
    _D.PERCEPTION: {
        "as_of": ("moment that it was known at", LOW),
        "by": ("what respondents are divided by", LOW),
        "results": ("shares of answers to each question, with intervals", LOW),
        "sex": ("sex of respondents", MODERATE),
        "age_band": ("age band of respondents", MODERATE),
        "area": ("place of respondents", MODERATE),
        "paired": ("whether two waves were held in the same places", LOW),
        "changes": ("how shares changed since an earlier wave, with intervals", LOW),
    },
    _D.TRAININGS: {
        "topic": ("what it was about", LOW),
        "facilitator": ("kind of organisation that gave it", LOW),
        "begins_on": ("first day", LOW),
        "ends_on": ("last day", LOW),
        "activity": ("activity in which those who were there took part", LOW),
        "trained": ("how many were trained, police and members by sex", MODERATE),
    },
    _D.RESULTS: {
        "project": ("project, with its title, donor, days and budget", LOW),
        "as_of": ("moment that the figures are of", LOW),
        "people_reached": ("how many people were reached", MODERATE),
        "enterprises_supported": ("how many enterprises were supported, by place", MODERATE),
        "livelihoods_supported": ("how many people received livelihood assistance", MODERATE),
        "forums_established": ("how many forums were established, by governorate", LOW),
        "money": ("money committed and paid", MODERATE),
        "jobs": ("how many jobs were created and improved", MODERATE),
        "survival": ("how many enterprises go on", MODERATE),
        "revenue_change": ("how their revenue changed", MODERATE),
        "cost_per_job": ("what a job cost", MODERATE),
        "sealed_at": ("moment at which the figures were sealed", LOW),
    },
}


@dataclass(frozen=True)
class Described:
    """A field: its name in answers, what it is, and how sensitive."""

    name: str
    words: str
    level: Sensitivity


FIELDS: Mapping[DatasetName, Mapping[str, Described]] = {
    dataset: {name: Described(name, *said) for name, said in fields.items()} for dataset, fields in _SAID.items()
}
LEVELS: Mapping[DatasetName, Dataset] = {
    dataset: Dataset(dataset, {field.name: field.level for field in fields.values()})
    for dataset, fields in FIELDS.items()
}
"""How sensitive each field that has words is, by dataset."""


def listed(fields: Iterable[Described]) -> str:
    """Fields in one phrase: `names, sex, date of birth`."""
    words = {field.name: field.words for field in fields}
    for together, parts in _TOGETHER.items():
        if words.keys() >= set(parts):
            words = {name: together if name in parts else said for name, said in words.items()}
    return ", ".join(dict.fromkeys(words.values()))


def place(pcode: str) -> str:
    """A place by name, within its governorate where it is finer than one: `Telafar (Ninewa)`."""
    found, governorate = places.place(pcode), places.governorate(pcode)
    if pcode == COUNTRY:
        return f"the whole of {found.name_en}"
    return found.name_en if governorate in {None, found} else f"{found.name_en} ({governorate.name_en})"


def somewhere(areas: Iterable[str]) -> str:
    """Areas in one phrase: `in Ninewa, Telafar (Ninewa)`."""
    return f"in {', '.join(place(area) for area in areas)}"


def sentence(dataset: DatasetName, fields: Iterable[Described], areas: Iterable[str]) -> str:
    """What is read of a dataset and where: `people: names, sex, in Ninewa`."""
    return f"{DATASETS[dataset]}: {listed(fields) or 'nothing'}, {somewhere(areas)}"
