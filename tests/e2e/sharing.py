"""Four partners with four agreements over a small register: all of it made through the API, as people make it.

world = settled(door)
answer = world.partners[LABOUR].looked_up(world.by_number("zaynab"))
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from time import monotonic
from typing import Any

import httpx
from asking import Caller, Door, client

from gateway.access.tokens import LIFE
from shared.callers import Role

SECURITY, LABOUR, NGO, DONOR = "interior-ministry", "labour-ministry", "relief-ngo", "donor-country"
"""The partners; each has an agreement of its own name."""

FIRST, SECOND = "SHARE-2023", "SHARE-2024"
NINEWA, NAJAF = "IQG15", "IQG04"
_TELAFAR, _KUFA = "IQG15Q08", "IQG04Q03"
PLACES = {NINEWA: _TELAFAR, NAJAF: _KUFA}

NAMED = ("given_native", "sex", "birth_date", "place")
TOLD_OF_ASSISTANCE = ("modality", "amount", "currency")

CLASSES = {SECURITY: "security", LABOUR: "authority", NGO: "aid", DONOR: "donor"}
PURPOSES = {
    SECURITY: "community-policing",
    LABOUR: "livelihood-support",
    NGO: "case-referral",
    DONOR: "donor-reporting",
}
_USUAL = {
    "retention_days": 365,
    "destruction": "certificate of destruction",
    "starts_on": "2020-01-01",
    "ends_on": "2035-12-31",
    "review_on": "2034-12-31",
    "incident_contacts": ["incidents@partner.example"],
}
TERMS: Mapping[str, dict[str, Any]] = {
    SECURITY: {
        **_USUAL,
        "legal_basis": "public_interest",
        "grants": [{"dataset": "results", "ceiling": "moderate"}],
        "areas": ["IQ"],
        "projects": [FIRST],
    },
    LABOUR: {
        **_USUAL,
        "legal_basis": "consent",
        "consent_purpose": PURPOSES[LABOUR],
        "grants": [
            {"dataset": "people", "ceiling": "high", "fields": list(NAMED)},
            {"dataset": "assistances", "ceiling": "moderate", "fields": list(TOLD_OF_ASSISTANCE)},
        ],
        "areas": [NINEWA],
        "projects": [FIRST],
    },
    NGO: {
        **_USUAL,
        "legal_basis": "consent",
        "consent_purpose": PURPOSES[NGO],
        "grants": [{"dataset": "people", "ceiling": "moderate"}, {"dataset": "results", "ceiling": "moderate"}],
        "areas": [NAJAF],
        "projects": [SECOND],
    },
    DONOR: {
        **_USUAL,
        "legal_basis": "contract",
        "grants": [{"dataset": "results", "ceiling": "moderate"}],
        "areas": ["IQ"],
        "projects": [FIRST, SECOND],
    },
}

# Where each lives, in whose activities they took part, and whom they allow to be told: the labour ministry is in reach
# of Ninewa and of the first project, the organisation of Najaf and the second.
PEOPLE: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "zaynab": (NINEWA, FIRST, (LABOUR, NGO)),
    "karim": (NAJAF, SECOND, (LABOUR, NGO)),
    "muna": (NINEWA, FIRST, (NGO,)),
    "hadi": (NAJAF, SECOND, (LABOUR,)),
    "samir": (NINEWA, SECOND, (LABOUR, NGO)),
    "layla": (NAJAF, FIRST, (LABOUR, NGO)),
}
DOCUMENTS = {
    "zaynab": {"type": "national_card", "number": "198765432109"},
    "karim": {"type": "passport", "number": "A1234567"},
}
BORN = 1990


@dataclass
class Partner:
    """A partner's system: signs in before its token gets old, and asks."""

    door: Door
    code: str
    secret: str
    _token: str = ""
    _until: float = 0

    @property
    def token(self) -> str:
        if monotonic() > self._until:
            self._token, self._until = self.door.partner(self.code, self.secret), monotonic() + 2 * LIFE / 3
        return self._token

    @property
    def purpose(self) -> str:
        return PURPOSES[self.code]

    def get(self, path: str, **query: str) -> httpx.Response:
        return self.door.get(path, self.token, **query)

    def post(self, path: str, body: Any = None) -> httpx.Response:
        headers = {"authorization": f"Bearer {self.token}"}
        return client().post(f"{self.door.address}{path}", json=body, headers=headers)

    def looked_up(self, *people: Mapping[str, Any], **more: Any) -> httpx.Response:
        """Look people up, for the purpose of the partner's own agreement unless another is stated."""
        return self.post("/v1/people/lookup", {"purpose": self.purpose, "people": list(people)} | more)

    def signs_in(self) -> httpx.Response:
        form = {"grant_type": "client_credentials", "client_id": self.code, "client_secret": self.secret}
        return client().post(f"{self.door.address}/oauth2/client/token", data=form)


@dataclass
class World:
    """A door with partners before it and people behind it."""

    door: Door
    partners: dict[str, Partner] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    pseudonyms: dict[tuple[str, str], str] = field(default_factory=dict)
    notices: dict[str, int] = field(default_factory=dict)

    def through(self, door: Door) -> "World":
        """The same world, met through another door."""
        return World(door, self.partners, self.people, self.pseudonyms, self.notices)

    # --- those who keep agreements

    @property
    def administrator(self) -> Caller:
        return self.door.staff(Role.ADMINISTRATOR, name="the administrator")

    @property
    def officer(self) -> Caller:
        return self.door.staff(Role.DATA_PROTECTION_OFFICER, name="the officer")

    def onboard(self, code: str, caller_class: str, **limits: int) -> Partner:
        """A partner whom two people let in, with a secret that two people let it have."""
        stated = {"code": code, "name": code, "caller_class": caller_class, "contacts": [f"incidents@{code}.example"]}
        written(self.administrator, "/v1/partners", stated | limits)
        self.both(f"/v1/partners/{code}/approve")
        credential = written(self.administrator, f"/v1/partners/{code}/credentials", {"kind": "secret"})
        self.both(f"/v1/partners/{code}/credentials/{credential['id']}/approve")
        self.partners[code] = Partner(self.door, code, credential["secret"])
        return self.partners[code]

    def agree(self, code: str) -> None:
        """The partner's agreement, signed by two people."""
        stated = {"code": code, "partner": code, "purpose": PURPOSES[code], "terms": TERMS[code]}
        drafted = written(self.administrator, "/v1/agreements", stated)
        assert (drafted["status"], drafted["in_force"]) == ("unsigned", None)
        self.both(f"/v1/agreements/{code}/versions/1/sign")

    def restate(self, code: str, **changes: Any) -> dict[str, Any]:
        """State the terms of an agreement anew, as they were made but for `changes`."""
        return written(self.administrator, f"/v1/agreements/{code}/versions", {"terms": TERMS[code] | changes})

    def suspend(self, path: str) -> None:
        """Suspend a partner or an agreement; one person is enough."""
        written(self.administrator, f"{path}/suspend", {"reason": "an incident"})

    def resume(self, path: str, keeper: Caller) -> None:
        """One of the two approvals that a suspension ends with."""
        written(keeper, f"{path}/resume")

    def both(self, path: str) -> None:
        """What takes two people, done by two people."""
        written(self.administrator, path)
        written(self.officer, path)

    # --- those who register people

    def register(self, names: Iterable[str]) -> None:
        """Two projects with sealed results, and of the people who took part in them those with these names."""
        for project in (FIRST, SECOND):
            days = {"starts_on": "2023-01-01", "ends_on": "2024-12-31"}
            worth = {"budget": "100000.00", "currency": "USD"}
            self.made(Role.ADMINISTRATOR, "projects", code=project, title="A project", donor="A donor", **days, **worth)
        text = {"text_en": "We tell them.", "text_ar": "نخبرهم.", "text_ckb": "پێیان دەڵێین."}
        for code in (LABOUR, NGO):
            whom = {"purpose": PURPOSES[code], "recipient_class": CLASSES[code]}
            self.notices[code] = self.made(Role.DATA_PROTECTION_OFFICER, "notices", **whom, **text)["id"]
        for name in names:
            area, project, told = PEOPLE[name]
            person = self._person(name, area, project)
            for code in (LABOUR, NGO):
                self.decide(name, code, "given" if code in told else "withdrawn")
            if name in DOCUMENTS:
                self.made(Role.CASEWORKER, "documents", person=person, **DOCUMENTS[name])
        for project, modality in ((FIRST, "VT"), (SECOND, "BSP")):
            self.made(
                Role.GRANTS_OFFICER,
                "assistances",
                project=project,
                recipient=self.people["zaynab"],
                sex="female",
                modality=modality,
                place=_TELAFAR,
                amount="500000",
                currency="IQD",
                approved_on="2024-03-01",
            )
        for project in (FIRST, SECOND):
            path = f"/v1/projects/{project}/results/seals"
            sealed = written(self.door.staff(Role.MONITORING, name="one"), path, {})
            written(self.door.staff(Role.MONITORING, name="another"), f"{path}/{sealed['id']}/approve")

    def _person(self, name: str, area: str, project: str) -> str:
        place, born = PLACES[area], {"birth_date": f"{BORN}-07-01", "birth_precision": "year"}
        stated = {"given_native": "زينب", "father_native": "كريم", "sex": "female", "place": place}
        person: str = self.made(Role.CASEWORKER, "people", **stated, **born)["registration_number"]
        days = {"starts_on": "2024-02-01", "ends_on": "2024-02-03"}
        activity = self.made(Role.ACTIVITY_LEAD, "activities", project=project, type="mediation", place=place, **days)
        session = self.made(Role.ACTIVITY_LEAD, "sessions", activity_id=activity["id"], held_on="2024-02-02")
        self.made(Role.ACTIVITY_LEAD, "attendances", session_id=session["id"], person=person, outcome="present")
        self.people[name] = person
        return person

    def decide(self, name: str, code: str, decision: str) -> None:
        """What a person decides about being told to a partner."""
        self.made(
            Role.CASEWORKER,
            "consents",
            person=self.people[name],
            purpose=PURPOSES[code],
            recipient_class=CLASSES[code],
            decision=decision,
            decided_on="2024-03-01",
            language="ar",
            witnessed="thumbprint",
            given_by="self",
            **({"notice_id": self.notices[code]} if decision == "given" else {}),
        )

    def made(self, role: Role, noun: str, /, **draft: Any) -> dict[str, Any]:
        return written(self.door.staff(role), f"/v1/{noun}", draft)

    # --- those who ask

    def by_number(self, name: str) -> dict[str, Any]:
        return {"registration_number": self.people[name], "birth_year": BORN}

    def by_document(self, name: str) -> dict[str, Any]:
        return {"document": DOCUMENTS[name], "birth_year": BORN}

    def by_pseudonym(self, name: str, code: str) -> dict[str, Any]:
        """A person as a partner calls them."""
        if (name, code) not in self.pseudonyms:
            (found,) = made(self.partners[code].looked_up(self.by_number(name)))["people"]
            self.pseudonyms[name, code] = found["pseudonym"]
        return {"pseudonym": self.pseudonyms[name, code]}


def settled(door: Door, codes: Iterable[str] = tuple(TERMS), names: Iterable[str] = tuple(PEOPLE)) -> World:
    """The register with people of these names, and these partners with their agreements."""
    world = World(door)
    world.register(names)
    for code in codes:
        world.onboard(code, CLASSES[code], requests_per_minute=60_000, lookups_per_day=1_000_000)
        world.agree(code)
    return world


def written(caller: Caller, path: str, body: Any = None) -> dict[str, Any]:
    """What is told of a write; one that a busy machine has no time for is asked for again under its key."""
    key = token_hex(16)
    for _ in range(5):
        answer = caller.post(path, body, key)
        if answer.status_code != 503:
            break
    return made(answer)


def made(answer: httpx.Response) -> dict[str, Any]:
    """What an answer tells that is no refusal."""
    assert answer.status_code in {200, 201}, f"{answer.request.url.path}: {answer.text}"
    told: dict[str, Any] = answer.json()
    return told
