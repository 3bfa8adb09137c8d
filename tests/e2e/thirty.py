"""Thirty enterprises apply to one call, told through a gateway: who is rejected, waits, withdraws, is awarded and paid.

After each step monitoring reads the composed results, and reads those of every earlier moment again. The budget
reaches for six; one owner has two registrations, which nobody knew when the second enterprise applied.
"""

from dataclasses import dataclass, field
from typing import Any

import granting
import httpx
from asking import Door, figures, problem
from granting import done

from shared.callers import Role
from shared.days import today

PROJECT, PLACE = "E2E-THIRTY", "IQG15Q08"
ENTERPRISES, BUDGET = 30, "78000.00"
AMOUNT = "12500.00"

# After each step: enterprises supported, and what is committed and paid in each currency.
EXPECTED: list[tuple[str, int, dict[str, tuple[str, str]]]] = [
    ("call", 0, {}),
    ("thirty received", 0, {}),
    ("five not eligible", 0, {}),
    ("one withdrawn", 0, {}),
    ("three not as stated", 0, {}),
    ("two waitlisted", 0, {}),
    ("one comes back", 0, {}),
    ("six awarded", 6, {"USD": ("75000.00", "0.00")}),
    ("the rest is decided", 6, {"USD": ("75000.00", "0.00")}),
    ("an award voided", 5, {"USD": ("62500.00", "0.00")}),
    ("contracts", 5, {"USD": ("62500.00", "0.00")}),
    ("a tranche paid", 5, {"USD": ("62500.00", "5000.00")}),
    ("closed out", 5, {"USD": ("62500.00", "12500.00")}),
]

STAGES = {
    "business_plan": 1,
    "contract": 3,
    "suspended": 1,
    "closeout": 1,
    "rejected": 22,
    "waitlisted": 1,
    "withdrawn": 1,
}
"""Where the thirty are in the end."""


@dataclass
class Thirty:
    """What monitoring read after each step, in the order of the steps."""

    door: Door
    call: int = 0
    applications: list[int] = field(default_factory=list)
    enterprises: list[int] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    read: list[httpx.Response] = field(default_factory=list)

    @property
    def told(self) -> list[tuple[str, int, dict[str, tuple[str, str]]]]:
        """What was read, in the form of `EXPECTED`."""
        return [(step, *_short(answer)) for step, answer in zip(self.steps, self.read, strict=True)]

    @property
    def stages(self) -> dict[str, int]:
        """How many of the thirty are at each stage."""
        lines = self.door.staff(Role.GRANTS_OFFICER).get("/v1/portfolio", {"call_id": str(self.call)}).json()
        return {line["stage"]: line["applications"] for line in lines["pipeline"]}

    def after(self, step: str) -> None:
        """Monitoring reads the results now, and those of every earlier moment again."""
        self.steps.append(step)
        self.read.append(self.door.results(PROJECT))
        for earlier, answer in zip(self.steps, self.read, strict=True):
            again = self.door.results(PROJECT, answer.json()["as_of"])
            assert again.content == answer.content, f"as of {earlier!r} it was answered otherwise before"

    def act(self, place: int, act: str, **body: Any) -> dict[str, Any]:
        hala = self.door.staff(Role.GRANTS_OFFICER, name="Hala")
        return done(hala, f"/v1/applications/{self.applications[place]}/{act}", **body)


def tell(door: Door) -> Thirty:
    """Tell all of it at a gateway that has not heard it."""
    thirty = Thirty(door)
    owners = _begin(thirty)
    thirty.after("call")
    _apply(thirty, owners)
    thirty.after("thirty received")

    for place in range(5):
        refused = door.staff(Role.GRANTS_OFFICER).post(f"/v1/applications/{thirty.applications[place]}/screen")
        assert problem(refused) == (409, "not-eligible")
        thirty.act(place, "reject", reason="not_eligible")
    thirty.after("five not eligible")

    thirty.act(5, "withdraw", reason="asked_by_applicant")
    thirty.after("one withdrawn")

    for place in range(6, ENTERPRISES):
        granting.verified(door, thirty.applications[place], thirty.enterprises[place])
    for place in range(6, 9):
        thirty.act(place, "reject", reason="not_as_stated")
    thirty.after("three not as stated")

    for place in range(9, ENTERPRISES):
        granting.planned(door, thirty.applications[place])
    for place in (9, 10):
        thirty.act(place, "waitlist", reason="budget_used")
    thirty.after("two waitlisted")
    assert thirty.act(9, "readmit", reason="budget_freed")["stage"] == "business_plan"
    thirty.after("one comes back")

    _contract(thirty, _award(thirty, owners))
    return thirty


def _begin(thirty: Thirty) -> list[str]:
    """A project with a call, and thirty people who own an enterprise each; gives their registration numbers."""
    done(
        thirty.door.staff(Role.ADMINISTRATOR),
        "/v1/projects",
        code=PROJECT,
        title="Thirty enterprises",
        donor="Government of Japan",
        starts_on="2024-01-01",
        ends_on="2034-12-31",
        budget="100000.00",
        currency="USD",
    )
    thirty.call = granting.called(thirty.door, PROJECT, PLACE, budget=BUDGET)
    caseworker = thirty.door.staff(Role.CASEWORKER)
    who = {"sex": "female", "birth_precision": "day", "place": PLACE, "given_native": "شيماء"}
    return [
        str(
            done(caseworker, "/v1/people", **who, birth_date=f"19{50 + place}-03-0{1 + place % 9}")[
                "registration_number"
            ]
        )
        for place in range(ENTERPRISES)
    ]


def _apply(thirty: Thirty, owners: list[str]) -> None:
    """Thirty applications are received, of which five are of a sector that the call is not for."""
    officer = thirty.door.staff(Role.GRANTS_OFFICER, name="Hala")
    for place, owner in enumerate(owners):
        enterprise = done(
            officer,
            "/v1/enterprises",
            name=f"Bakery {place}",
            sector="trade" if place < 5 else "food",
            place=PLACE,
            owners=[{"person": owner, "sex": "female"}],
        )
        thirty.enterprises.append(enterprise["id"])
        more = {"contribution": f"{1000 + 100 * place}.00"}  # each further one scores more
        thirty.applications.append(granting.applied(thirty.door, thirty.call, enterprise["id"], PLACE, **more))


def _award(thirty: Thirty, owners: list[str]) -> list[dict[str, Any]]:
    """The committee goes down its list: the best six are awarded, and what else is before it is rejected. One of the
    six was approved in error; gives the other five."""
    door = thirty.door
    here = granting.sitting(door, thirty.call, (*granting.MEMBERS, "Yusuf"))
    layla, yusuf = (door.staff(Role.COMMITTEE_MEMBER, name=name) for name in ("Layla", "Yusuf"))
    ranked = [item["application_id"] for item in layla.get(f"/v1/sittings/{here}/ranking").json()["items"]]
    assert ranked == [thirty.applications[place] for place in (*range(29, 10, -1), 9)]

    best = ranked[0]
    done(yusuf, f"/v1/sittings/{here}/recusals", application_id=best, ground="relative")
    vote = yusuf.post(f"/v1/sittings/{here}/votes", {"application_id": best, "choice": "for"})
    assert problem(vote) == (403, "recused")

    def rule(application: int, decision: str, **amount: str) -> httpx.Response:
        granting.voted(door, here, application, "against" if decision == "rejected" else "for")
        return layla.post(
            f"/v1/sittings/{here}/rulings", {"application_id": application, "decision": decision, **amount}
        )

    assert rule(best, "approved", amount=AMOUNT).is_success
    # The owner of the second is registered twice, and the other registration has just been awarded a grant.
    caseworker = door.staff(Role.CASEWORKER)
    merged = {"absorbed": owners[28], "survivor": owners[29], "reason": "recognised"}
    proposed = caseworker.post("/v1/merges", merged)
    if proposed.status_code == 202:
        confirming = door.staff(Role.CASEWORKER, name="another")
        done(confirming, f"/v1/proposals/{proposed.json()['id']}/confirm", ground="asked")
    assert problem(rule(ranked[1], "approved", amount=AMOUNT)) == (409, "owner-awarded-already")
    for application in ranked[2:7]:
        assert rule(application, "approved", amount=AMOUNT).is_success
    assert problem(rule(ranked[7], "approved", amount=AMOUNT)) == (409, "over-the-budget")
    thirty.after("six awarded")

    second = granting.sitting(door, thirty.call)
    for application in (ranked[1], *ranked[7:]):
        granting.voted(door, second, application, "against")
        rejected = {"application_id": application, "decision": "rejected"}
        assert layla.post(f"/v1/sittings/{second}/rulings", rejected).is_success
    minutes = layla.get(f"/v1/sittings/{here}/minutes").json()
    assert minutes["recusals"] == [{"application_id": best, "member": "staff:Yusuf", "ground": "relative"}]
    assert [ruling["decision"] for ruling in minutes["rulings"]] == ["approved"] * 6
    thirty.after("the rest is decided")

    awards = layla.get("/v1/awards", {"project": PROJECT}).json()["items"]
    assert {award["approved_on"] for award in awards} == {today().isoformat()}
    last = next(award["id"] for award in awards if award["application_id"] == ranked[6])
    done(door.staff(Role.GRANTS_OFFICER), f"/v1/awards/{last}/void", reason="entered_in_error")
    thirty.after("an award voided")
    return [award for award in awards if award["id"] != last]


def _contract(thirty: Thirty, awards: list[dict[str, Any]]) -> None:
    """The five are signed for; one is paid tranche by tranche as its milestones are verified, and one is suspended."""
    door = thirty.door
    contracts = [granting.contracted(door, award["id"], "5000.00", "7500.00") for award in awards]
    thirty.after("contracts")

    finance, first = door.staff(Role.FINANCE_APPROVER), awards[0]
    number = thirty.applications.index(first["application_id"])
    one, other = ({"award_id": first["id"], "tranche": tranche} for tranche in (1, 2))
    assert problem(finance.post("/v1/orders", one)) == (409, "not-payable")
    granting.reached(door, contracts[0], 1, thirty.enterprises[number])
    assert problem(finance.post("/v1/orders", other)) == (409, "not-payable")
    paid = {"reference": "T-1", "paid_on": today().isoformat()}
    done(finance, f"/v1/orders/{granting.approved(door, first['id'], 1)}/pay", **paid)
    thirty.after("a tranche paid")

    officer = door.staff(Role.GRANTS_OFFICER)
    left = officer.post(f"/v1/applications/{first['application_id']}/close-out")
    assert problem(left) == (409, "milestones-left")
    granting.reached(door, contracts[0], 2, thirty.enterprises[number])
    order, paid = granting.approved(door, first["id"], 2), paid | {"reference": "T-2"}
    done(officer, f"/v1/applications/{first['application_id']}/suspend", reason="insecurity")
    assert problem(finance.post(f"/v1/orders/{order}/pay", paid)) == (409, "not-payable")
    done(officer, f"/v1/applications/{first['application_id']}/resume", reason="settled")
    done(finance, f"/v1/orders/{order}/pay", **paid)
    done(officer, f"/v1/applications/{first['application_id']}/close-out")
    done(officer, f"/v1/applications/{awards[1]['application_id']}/suspend", reason="breach")
    thirty.after("closed out")


def _short(answer: httpx.Response) -> tuple[int, dict[str, tuple[str, str]]]:
    told = figures(answer)
    assert told["status"] == "complete", told
    money = {each["currency"]: (each["committed"], each["paid"]) for each in told["money"]}
    return told["enterprises_supported"]["total"], money
