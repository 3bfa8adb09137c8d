"""What people ask of a platform whose parts are spoiled, whom answering it takes, and what is written down of it."""

from collections.abc import Callable, Mapping
from typing import Any

from sharing import BORN, FIRST, LABOUR, PLACES, PURPOSES, World

from shared.callers import Role, Service

_ALL = dict.fromkeys(Service, 1)
OWNERS: Mapping[str, Service] = {
    "people_reached": Service.BENEFICIARY,
    "project": Service.GRANTS,
    "enterprises_supported": Service.GRANTS,
    "money": Service.GRANTS,
    "forums_established": Service.FORUMS,
    "assistances": Service.GRANTS,
    "awards": Service.GRANTS,
    "employments": Service.GRANTS,
    "seats": Service.FORUMS,
    "safety_plans": Service.FORUMS,
    "perception_change": Service.FORUMS,
    "people": Service.BENEFICIARY,
    "activities": Service.BENEFICIARY,
    "grants": Service.GRANTS,
    "jobs": Service.GRANTS,
    "forums": Service.FORUMS,
}
"""Of each section of an answer who keeps it."""
CALLS: Mapping[str, Mapping[Service, int]] = {
    "person": {Service.BENEFICIARY: 1},
    "enterprises": {Service.GRANTS: 1},
    "profile": _ALL,
    "profile, live": dict.fromkeys(Service, 2),
    "results": {Service.BENEFICIARY: 2, Service.GRANTS: 1, Service.FORUMS: 1},
    "results, live": {Service.BENEFICIARY: 3, Service.GRANTS: 2, Service.FORUMS: 2},
    "area": _ALL,
    "timeline": _ALL,
    "timeline of an area": _ALL,
    "lookup": {Service.BENEFICIARY: 1, Service.GRANTS: 1},
    "register": {Service.BENEFICIARY: 1},
    "assist": {Service.BENEFICIARY: 1, Service.GRANTS: 1},
}
"""How often each question asks each service, when nothing is wrong."""
PASSED = {"person", "enterprises", "register", "assist"}
"""Answers that stream through the door, so that they break where the service's do."""
TIMELINES = ("timeline", "timeline of an area")
TOLD_AS: Mapping[str, str] = {
    "person": "people",
    "profile": "people",
    "profile, live": "people",
    "lookup": "people",
    "timeline": "timelines",
}
"""As what it is written down that somebody was told of, by the question."""
_PLACE = PLACES["IQG15"]


def furnish(world: World) -> None:
    """A forum with a seat that somebody is named in, and work for cash, so that every part of an answer tells of
    something."""
    focal, person = Role.FORUM_FOCAL_POINT, world.people["zaynab"]
    founding = {"name": "Tel Afar forum", "level": "district", "place": _PLACE, "established_on": "2023-06-18"}
    forum = world.made(focal, "forums", project=FIRST, set_up_by="community", **founding)["id"]
    seat = {"role": "member_women", "sex": "female", "age_band": "18-59", "joined_on": "2023-06-18"}
    member = world.made(focal, "members", forum_id=forum, **seat)["id"]
    whom = {"purpose": "community-policing", "recipient_class": "staff"}
    text = {"text_en": "We name you to staff.", "text_ar": "نسمّيك للموظفين.", "text_ckb": "ناوت دەبەین."}
    notice = world.made(Role.DATA_PROTECTION_OFFICER, "notices", **whom, **text)["id"]
    decided = {"decision": "given", "decided_on": "2023-06-18", "language": "ar", "witnessed": "thumbprint"}
    world.made(Role.CASEWORKER, "consents", person=person, given_by="self", notice_id=notice, **whom, **decided)
    world.made(focal, f"members/{member}/name", person=person)
    days = {"starts_on": "2023-03-05", "ends_on": "2023-05-05", "hours": 5, "cap": 40, "places": 25}
    wage = {"wage": "18.00", "currency": "USD", "wage_rule": "cluster_rate", "wage_source": "the cluster"}
    site = {"project": FIRST, "place": _PLACE, "kind": "canal_cleaning", "task": "Clean the canal"}
    world.made(Role.GRANTS_OFFICER, "works", **site, **days, **wage)


def question(what: str, world: World, *, as_of: str, token: str, name: str) -> tuple[str, str, Any, dict[str, str]]:
    """Method, path, body and whose headers; `token` is a partner's, and `name` of whom writes."""
    door, number = world.door, world.people["zaynab"]
    monitor = door.staff(Role.MONITORING).headers()
    caseworker, officer = (door.staff(role, name=name).headers() for role in (Role.CASEWORKER, Role.GRANTS_OFFICER))
    sought = {"purpose": PURPOSES[LABOUR], "people": [{"registration_number": number, "birth_year": BORN}]}
    person = {"given_native": "زينب", "sex": "female", "birth_precision": "unknown", "place": _PLACE}
    given = {"project": FIRST, "sex": "female", "modality": "VT", "place": _PLACE, "amount": "1", "currency": "IQD"}
    given |= {"recipient": world.people["samir"], "approved_on": "2024-03-01"}
    then = f"?as_of={as_of}"
    questions: dict[str, Callable[[], tuple[str, str, Any, dict[str, str]]]] = {
        "person": lambda: ("GET", f"/v1/people/{number}", None, caseworker),
        "enterprises": lambda: ("GET", "/v1/enterprises", None, officer),
        "profile": lambda: ("GET", f"/v1/people/{number}/profile{then}", None, monitor),
        "profile, live": lambda: ("GET", f"/v1/people/{number}/profile", None, monitor),
        "results": lambda: ("GET", f"/v1/projects/{FIRST}/results{then}", None, monitor),
        "results, live": lambda: ("GET", f"/v1/projects/{FIRST}/results", None, monitor),
        "area": lambda: ("GET", f"/v1/areas/{_PLACE}/profile{then}", None, monitor),
        "timeline": lambda: ("GET", f"/v1/people/{number}/timeline{then}", None, monitor),
        "timeline of an area": lambda: ("GET", f"/v1/areas/{_PLACE}/timeline{then}", None, monitor),
        "lookup": lambda: (
            "POST",
            "/v1/people/lookup",
            sought | {"assistances": True},
            {"authorization": f"Bearer {token}"},
        ),
        "register": lambda: ("POST", "/v1/people", person, caseworker),
        "assist": lambda: ("POST", "/v1/assistances", given, officer),
    }
    return questions[what]()
