"""A field day, told through a gateway: a household is met, joins a training, and lives on.

After each step monitoring reads the composed results, and reads those of every earlier moment again. Wherever the day
is told, the results are those in `EXPECTED`.
"""

from dataclasses import dataclass, field
from typing import Any

import httpx
from asking import Door, figures, problem
from commands import wait_until

from shared.callers import Role

PROJECT = "E2E-FIELD"
PHONE = {"number": "0770 ٤٤٤ 2024", "owner": "self", "safe_to_call": True}
PLACE, ORIGIN = "IQG15Q08", "IQG15Q08N03"

# After each step: people reached, of them women and girls, returnees, people in camps, and livelihoods.
EXPECTED: list[tuple[str, int, int, int, int, int]] = [
    ("project", 0, 0, 0, 0, 0),
    ("household of seven", 0, 0, 0, 0, 0),
    ("three enrolled", 0, 0, 0, 0, 0),
    ("sheet", 3, 2, 0, 3, 0),
    ("birth", 3, 2, 0, 3, 0),
    ("marriage", 3, 2, 1, 2, 0),
    ("return", 3, 2, 3, 0, 0),
    ("registered twice", 4, 3, 3, 0, 2),
    ("merged", 3, 2, 2, 0, 1),
    ("unmerged", 4, 3, 3, 0, 2),
]

_FAMILY = (
    ("حسن", "male", "1968-07-01", "head"),
    ("فاطمة", "female", "1971-07-01", "spouse"),
    ("زينب", "female", "1994-07-01", "child"),
    ("علي", "male", "1996-07-01", "child"),
    ("مريم", "female", "2001-07-01", "child"),
    ("يوسف", "male", "2008-07-01", "child"),
    ("هاجر", "female", "1944-07-01", "parent"),
)


@dataclass
class Day:
    """What monitoring read after each step, in the order of the steps."""

    door: Door
    steps: list[str] = field(default_factory=list)
    read: list[httpx.Response] = field(default_factory=list)

    @property
    def told(self) -> list[tuple[str, int, int, int, int, int]]:
        """What was read, in the form of `EXPECTED`."""
        return [(step, *_short(answer)) for step, answer in zip(self.steps, self.read, strict=True)]

    def after(self, step: str) -> None:
        """Monitoring reads the results now, and those of every earlier moment again."""
        self.steps.append(step)
        self.read.append(self.door.results(PROJECT))
        self.require_unchanged()

    def require_unchanged(self) -> None:
        """Every earlier answer can be given again, byte for byte."""
        for step, answer in zip(self.steps, self.read, strict=True):
            again = self.door.results(PROJECT, answer.json()["as_of"])
            assert again.content == answer.content, f"as of {step!r} it was answered otherwise before"

    def finds(self, many: int) -> None:
        """Grants officers come to be told of so many people who were assisted twice, on their list and as a task."""
        officer = self.door.staff(Role.GRANTS_OFFICER)

        def found() -> bool:
            [task] = [each for each in officer.get("/v1/me/tasks").json()["tasks"] if each["task"] == "findings"]
            listed = officer.get("/v1/findings", {"project": PROJECT}).json()["items"]
            everywhere = officer.get("/v1/findings", {"count": "true"}).json()["count"]["total"]
            return bool(len(listed) == many and task["waiting"] == everywhere)

        wait_until(found)

    def made(self, role: Role, path: str, status: int = 201, /, **draft: Any) -> dict[str, Any]:
        answer = self.door.staff(role).post(path, draft)
        assert answer.status_code == status, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def seen(self, path: str, **query: str) -> dict[str, Any]:
        answer = self.door.staff(Role.CASEWORKER).get(path, query)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told


def tell(door: Door) -> Day:
    """Tell the whole day at a gateway that has not heard it."""
    day = Day(door)
    training, session = _training(day)
    day.after("project")

    household, people = _household_of_seven(day)
    day.after("household of seven")

    father, _, daughter, *_ = people
    for person in people[:3]:
        day.made(Role.ACTIVITY_LEAD, "/v1/enrolments", activity_id=training, person=person, enrolled_on="2024-03-01")
    not_enrolled = door.staff(Role.ACTIVITY_LEAD).post(
        f"/v1/sessions/{session}/sheet", {"lines": [_present(person) for person in people[2:4]]}
    )
    assert problem(not_enrolled) == (422, "lines-refused")
    assert [error["field"] for error in not_enrolled.json()["errors"]] == ["lines.1.person"]
    day.after("three enrolled")

    sheet = [_present(person) for person in people[:3]]
    day.made(Role.ACTIVITY_LEAD, f"/v1/sessions/{session}/sheet", 200, lines=sheet)
    day.after("sheet")

    born = day.made(
        Role.CASEWORKER,
        "/v1/registrations",
        household_id=household,
        people=[
            _stated("نور", "female", "2024-03-20", "day") | {"relation": "other_relative", "joined_on": "2024-03-20"}
        ],
    )["people"][0]["registration_number"]
    composition = day.seen(f"/v1/households/{household}/members", on="2024-03-20")
    assert (composition["size"], composition["head"], composition["female_headed"]) == (8, father, False)
    assert day.seen(f"/v1/households/{household}/members", on="2024-03-19")["size"] == 7
    day.after("birth")

    _marriage(day, daughter)
    assert day.seen(f"/v1/households/{household}/members", on="2024-03-10")["size"] == 6
    day.after("marriage")

    day.made(
        Role.CASEWORKER,
        "/v1/displacements",
        household_id=household,
        status="returnee",
        since="2024-03-05",
        origin=ORIGIN,
        arrived_on="2024-03-05",
        shelter="habitual",
    )
    assert _status(day, born, "2024-03-20") == ("returnee", False)
    assert _status(day, father, "2024-03-04") == ("idp_camp", False)
    day.after("return")

    twice = _registered_twice(day, daughter, training, session)
    day.after("registered twice")

    found = next(each for each in day.seen("/v1/duplicates", status="open")["items"] if each["second"] == twice)
    assert found["first"] == daughter
    same = {"decision": "same", "ground": "asked", "survivor": daughter}
    day.made(Role.CASEWORKER, f"/v1/duplicates/{found['id']}/decide", 200, **same)
    read = day.seen(f"/v1/people/{twice}")
    assert (read["registration_number"], read["merged_from"]) == (daughter, [twice])
    assert _status(day, daughter, "2024-03-10") == ("stayee", True)  # what is stated of her alone goes before
    day.after("merged")
    day.finds(1)

    [merge] = [each["id"] for each in day.seen("/v1/merges")["items"] if each["absorbed"] == twice]
    day.made(Role.CASEWORKER, f"/v1/merges/{merge}/undo", 200, reason="entered_in_error")
    for number in (twice, daughter):
        read = day.seen(f"/v1/people/{number}")
        assert read["registration_number"] == number
        assert not read.get("merged_from")
    assert _status(day, daughter, "2024-03-10") == ("returnee", False)
    day.after("unmerged")
    day.finds(0)
    return day


def _training(day: Day) -> tuple[int, int]:
    """A project with a training on one day."""
    day.made(
        Role.ADMINISTRATOR,
        "/v1/projects",
        code=PROJECT,
        title="A field day",
        donor="A donor",
        starts_on="2024-01-01",
        ends_on="2024-12-31",
        budget="100000.00",
        currency="USD",
    )
    training = day.made(
        Role.ACTIVITY_LEAD,
        "/v1/activities",
        project=PROJECT,
        type="training_voc",
        place=PLACE,
        starts_on="2024-03-01",
        ends_on="2024-03-31",
        capacity=10,
        by_enrolment=True,
        certificate_share=80,
    )["id"]
    return training, day.made(Role.ACTIVITY_LEAD, "/v1/sessions", activity_id=training, held_on="2024-03-10")["id"]


def _household_of_seven(day: Day) -> tuple[int, list[str]]:
    """Nobody of them has a document; the grown-up consent with a thumbprint, and the mother for the youngest."""
    notice = day.made(
        Role.DATA_PROTECTION_OFFICER,
        "/v1/notices",
        purpose="case-referral",
        recipient_class="aid",
        text_en="We tell those who help.",
        text_ar="نخبر من يساعد.",
        text_ckb="بەوانە دەڵێین کە یارمەتی دەدەن.",
    )["id"]
    consent = {
        "purpose": "case-referral",
        "recipient_class": "aid",
        "decision": "given",
        "decided_on": "2024-02-20",
        "language": "ar",
        "witnessed": "thumbprint",
        "notice_id": notice,
    }
    people = []
    for given, sex, birth, relation in _FAMILY:
        child = birth > "2006-02-20"
        by = {"given_by": "mother", "proxy_at": 1} if child else {"given_by": "self"}
        person = _stated(given, sex, birth, "year") | {"relation": relation, "joined_on": "2019-05-01"}
        people.append(person | {"consents": [consent | by]})
    people[2] |= {"phones": [PHONE]}
    home = {"place": PLACE, "displacement": {"status": "idp_camp", "since": "2019-05-01", "origin": ORIGIN}}
    visit = day.made(Role.CASEWORKER, "/v1/registrations", household=home, people=people)
    numbers = [person["registration_number"] for person in visit["people"]]
    assert len(set(numbers)) == 7
    [given] = day.seen(f"/v1/people/{numbers[5]}/consents")["consents"]
    assert (given["witnessed"], given["given_by"], given["proxy"]) == ("thumbprint", "mother", numbers[1])
    return visit["household_id"], numbers


def _marriage(day: Day, bride: str) -> None:
    """Into a household of returnees, before the day of the training."""
    returned = {"place": PLACE, "displacement": {"status": "returnee", "since": "2018-01-01"}}
    husband = _stated("كريم", "male", "1992-07-01", "year") | {"relation": "head", "joined_on": "2018-01-01"}
    other = day.made(Role.CASEWORKER, "/v1/registrations", household=returned, people=[husband])["household_id"]
    [lived] = day.seen(f"/v1/people/{bride}/memberships")["memberships"]
    day.made(
        Role.CASEWORKER, f"/v1/memberships/{lived['id']}/move", household_id=other, relation="spouse", on="2024-03-08"
    )
    assert _status(day, bride, "2024-03-07") == ("idp_camp", False)
    assert _status(day, bride, "2024-03-08") == ("returnee", False)


def _registered_twice(day: Day, person: str, training: int, session: int) -> str:
    """The bride is registered anew with her phone and another spelling, which is noticed and no obstacle; both of her
    come to the training and get a livelihood."""
    registered = day.made(
        Role.CASEWORKER,
        "/v1/registrations",
        people=[_stated("زَينب", "female", "1994-01-01", "year") | {"phones": [PHONE]}],
    )["people"][0]
    twice = registered["registration_number"]
    [possible] = registered["possible_duplicates"]
    assert (possible["person"], possible["likeness"]) == (person, "phone")
    day.made(Role.CASEWORKER, "/v1/displacements", person=twice, status="stayee", since="2019-01-01")
    day.made(Role.ACTIVITY_LEAD, "/v1/enrolments", activity_id=training, person=twice, enrolled_on="2024-03-01")
    day.made(Role.ACTIVITY_LEAD, "/v1/attendances", session_id=session, person=twice, outcome="present")
    for recipient in (person, twice):
        day.made(
            Role.GRANTS_OFFICER,
            "/v1/assistances",
            project=PROJECT,
            recipient=recipient,
            sex="female",
            modality="BSP",
            place=PLACE,
            amount="500000",
            currency="IQD",
            approved_on="2024-04-01",
        )
    return twice


def _stated(given: str, sex: str, birth: str, precision: str) -> dict[str, Any]:
    return {
        "given_native": given,
        "father_native": "حسن",
        "sex": sex,
        "birth_date": birth,
        "birth_precision": precision,
        "place": PLACE,
    }


def _present(person: str) -> dict[str, str]:
    return {"person": person, "outcome": "present"}


def _status(day: Day, person: str, on: str) -> tuple[str, bool]:
    told = day.seen(f"/v1/people/{person}/displacement", on=on)
    return told["displacement"]["status"], told["own"]


def _short(answer: httpx.Response) -> tuple[int, int, int, int, int]:
    told = figures(answer)
    assert (told["status"], told["missing"]) == ("complete", [])
    reached = told["people_reached"]
    by_status = reached["by_displacement_status"]
    return (
        reached["total"],
        reached["by_sex"]["female"],
        by_status["returnee"],
        by_status["idp_camp"],
        told["livelihoods_supported"]["total"],
    )
