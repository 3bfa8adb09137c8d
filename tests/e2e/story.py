"""One story of a small project, told through a gateway by everyone who has a part in it.

After each step monitoring reads the composed results, and reads those of every earlier moment again. Wherever the
story is told, the results are those in `EXPECTED`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

import granting
import httpx
from asking import Door, figures, problem

from shared.callers import Role

PROJECT = "E2E-2024"

# After each step: people, enterprises, livelihoods, forums, and committed and paid in each currency.
EXPECTED: list[tuple[str, int, int, int, int, dict[str, tuple[str, str]]]] = [
    ("project", 0, 0, 0, 0, {}),
    ("people", 0, 0, 0, 0, {}),
    ("activity", 0, 0, 0, 0, {}),
    ("attendance", 2, 0, 0, 0, {}),
    ("award", 2, 1, 0, 0, {"USD": ("12500.00", "0.00")}),
    ("assistance", 2, 1, 1, 0, {"IQD": ("1500000", "0"), "USD": ("12500.00", "0.00")}),
    ("payments", 2, 1, 1, 0, {"IQD": ("1500000", "900000"), "USD": ("12500.00", "0.00")}),
    ("forum", 2, 1, 1, 1, {"IQD": ("1500000", "900000"), "USD": ("12500.00", "0.00")}),
    ("voided attendance", 1, 1, 1, 1, {"IQD": ("1500000", "900000"), "USD": ("12500.00", "0.00")}),
    ("voided payment", 1, 1, 1, 1, {"IQD": ("1500000", "500000"), "USD": ("12500.00", "0.00")}),
    ("voided award", 1, 0, 1, 1, {"IQD": ("1500000", "500000")}),
    ("voided forum", 1, 0, 1, 0, {"IQD": ("1500000", "500000")}),
]


@dataclass
class Story:
    """What monitoring read after each step, in the order of the steps."""

    door: Door
    steps: list[str] = field(default_factory=list)
    read: list[httpx.Response] = field(default_factory=list)
    person: str = ""

    @property
    def told(self) -> list[tuple[str, int, int, int, int, dict[str, tuple[str, str]]]]:
        """What was read, in the form of `EXPECTED`."""
        return [(step, *_short(answer)) for step, answer in zip(self.steps, self.read, strict=True)]

    @property
    def in_full(self) -> list[dict[str, Any]]:
        return [figures(answer) for answer in self.read]

    def require_unchanged(self) -> None:
        """Every earlier answer can be given again, byte for byte."""
        for step, answer in zip(self.steps, self.read, strict=True):
            again = self.door.results(PROJECT, answer.json()["as_of"])
            assert again.content == answer.content, f"as of {step!r} it was answered otherwise before"


def tell(door: Door) -> Story:
    """Tell the whole story at a gateway that has not heard it."""
    assert problem(door.results(PROJECT)) == (404, "unknown-project")
    story = Story(door)

    make(
        door,
        Role.ADMINISTRATOR,
        "/v1/projects",
        code=PROJECT,
        title="A small project",
        donor="A donor",
        starts_on="2024-01-01",
        ends_on="2024-12-31",
        budget="100000.00",
        currency="USD",
    )
    after(story, "project")

    household = make(door, Role.CASEWORKER, "/v1/households", place="IQG15Q08")["id"]
    people = [
        make(
            door,
            Role.CASEWORKER,
            "/v1/people",
            given_native=given,
            sex=sex,
            birth_date="1990-07-01",
            birth_precision="year",
            place="IQG15Q08",
        )["registration_number"]
        for given, sex in (("زينب", "female"), ("كريم", "male"))
    ]
    story.person = people[0]
    for person, relation in zip(people, ("head", "spouse"), strict=True):
        make(
            door,
            Role.CASEWORKER,
            "/v1/memberships",
            household_id=household,
            person=person,
            relation=relation,
            joined_on="2020-01-01",
        )
    make(door, Role.CASEWORKER, "/v1/displacements", household_id=household, status="returnee", since="2020-01-01")
    after(story, "people")

    activity = make(
        door,
        Role.ACTIVITY_LEAD,
        "/v1/activities",
        project=PROJECT,
        type="mediation",
        place="IQG15Q08",
        starts_on="2024-02-01",
        ends_on="2024-02-03",
    )["id"]
    session = make(door, Role.ACTIVITY_LEAD, "/v1/sessions", activity_id=activity, held_on="2024-02-02")["id"]
    after(story, "activity")
    attendances = [
        make(door, Role.ACTIVITY_LEAD, "/v1/attendances", session_id=session, person=person, outcome="present")["id"]
        for person in people
    ]
    after(story, "attendance")

    enterprise = make(
        door,
        Role.GRANTS_OFFICER,
        "/v1/enterprises",
        name="A bakery",
        sector="food",
        place="IQG15Q08",
        owners=[{"person": people[0], "sex": "female"}],
    )["id"]
    call = granting.called(door, PROJECT, "IQG15Q08")
    application = granting.applied(door, call, enterprise, "IQG15Q08")
    granting.verified(door, application, enterprise)
    granting.planned(door, application)
    award = granting.awarded(door, call, application, "12500.00")
    after(story, "award")
    assistance = make(
        door,
        Role.GRANTS_OFFICER,
        "/v1/assistances",
        project=PROJECT,
        recipient=people[0],
        sex="female",
        modality="BSP",
        place="IQG15Q08",
        amount="1500000",
        currency="IQD",
        approved_on="2024-03-01",
    )["id"]
    after(story, "assistance")
    payment = make(
        door,
        Role.FINANCE_APPROVER,
        "/v1/payments",
        assistance_id=assistance,
        reference="E2E-1",
        amount="400000",
        currency="IQD",
        paid_on="2024-04-01",
    )["id"]
    make(
        door,
        Role.FINANCE_APPROVER,
        "/v1/payments",
        assistance_id=assistance,
        reference="E2E-2",
        amount="500000",
        currency="IQD",
        paid_on="2024-04-01",
    )
    after(story, "payments")

    forum = make(
        door,
        Role.FORUM_FOCAL_POINT,
        "/v1/forums",
        project=PROJECT,
        name="Telafar forum",
        level="district",
        place="IQG15Q08",
        established_on="2024-05-01",
        set_up_by="community",
    )["id"]
    members = [
        make(
            door,
            Role.FORUM_FOCAL_POINT,
            "/v1/members",
            forum_id=forum,
            role=role,
            sex="not_stated",
            age_band="18-59",
            joined_on="2024-05-01",
        )["id"]
        for role in ("head", "member_women")
    ]
    after(story, "forum")

    void(door, Role.ACTIVITY_LEAD, f"/v1/attendances/{attendances[1]}")
    after(story, "voided attendance")
    refused = door.staff(Role.GRANTS_OFFICER).post(f"/v1/assistances/{assistance}/void", {"reason": "entered_in_error"})
    assert problem(refused) == (409, "assistance-has-payments")
    void(door, Role.FINANCE_APPROVER, f"/v1/payments/{payment}")
    after(story, "voided payment")
    void(door, Role.GRANTS_OFFICER, f"/v1/awards/{award}")
    after(story, "voided award")
    for member in members:
        void(door, Role.FORUM_FOCAL_POINT, f"/v1/members/{member}")
    void(door, Role.FORUM_FOCAL_POINT, f"/v1/forums/{forum}")
    after(story, "voided forum")
    return story


def make(door: Door, role: Role, path: str, /, **draft: Any) -> Mapping[str, Any]:
    """Record something, and ask for it a second time under the same key: it is made once.

    Read alone it says the same, but for what it was found to be like when it was made.
    """
    key = token_hex(16)
    made = door.staff(role).post(path, draft, key)
    assert made.status_code == 201, made.text
    again = door.staff(role).post(path, draft, key)
    assert (again.status_code, again.content) == (201, made.content)
    told: dict[str, Any] = made.json()
    if "id" in told:
        alone = door.staff(role).get(f"{path}/{told['id']}").json()
        assert {name: told[name] for name in alone} == alone
    return told


def void(door: Door, role: Role, path: str) -> None:
    voided = door.staff(role).post(f"{path}/void", {"reason": "entered_in_error"}, f"{PROJECT} {path} void")
    assert voided.status_code == 200, voided.text
    again = door.staff(role).post(f"{path}/void", {"reason": "entered_in_error"}, f"{PROJECT} {path} void")
    assert (again.status_code, again.content) == (200, voided.content)
    assert voided.json()["void_reason"] == "entered_in_error"


def after(story: Story, step: str) -> None:
    """Monitoring reads the results now, and those of every earlier moment again."""
    answer = story.door.results(PROJECT)
    story.steps.append(step)
    story.read.append(answer)
    story.require_unchanged()


def _short(answer: httpx.Response) -> tuple[int, int, int, int, dict[str, tuple[str, str]]]:
    told = figures(answer)
    assert (told["status"], told["missing"]) == ("complete", [])
    return (
        told["people_reached"]["total"],
        told["enterprises_supported"]["total"],
        told["livelihoods_supported"]["total"],
        told["forums_established"]["total"],
        {line["currency"]: (line["committed"], line["paid"]) for line in told["money"]},
    )
