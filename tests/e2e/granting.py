"""A grant through the door, from a fund to an award, by everyone who has a part in it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from asking import Caller, Door, client

from shared.callers import Role
from shared.days import today

FORM = {
    "amount": "12500.00",
    "contribution": "2500.00",
    "new_women": 2,
    "new_men": 3,
    "uses": ["equipment"],
    "female_representative": True,
    "female_leader": False,
    "priority_staff": 1,
    "social_responsibility": True,
    "staff_benefits": True,
    "diversity_policy": False,
}
MEMBERS = ("Layla", "Karim", "Sawsan")


def done(caller: Caller, path: str, **body: Any) -> dict[str, Any]:
    """What became of a request that has to succeed."""
    answer = caller.post(path, body or None)
    assert answer.is_success, (path, answer.text)
    told: dict[str, Any] = answer.json()
    return told


def called(door: Door, project: str, place: str, **changes: Any) -> int:
    """A call that receives now, on a fund of its own; gives its number."""
    has = {"currency": "USD", **{name: changes.pop(name) for name in ("currency",) if name in changes}}
    budget = changes.pop("budget", "50000.00")
    ceiling = changes.pop("ceiling", budget)
    fund = done(
        door.staff(Role.ADMINISTRATOR),
        "/v1/funds",
        project=project,
        donor="Government of Japan",
        title="Enterprise Development Fund",
        ceiling=ceiling,
        **has,
    )
    now = datetime.now(UTC)
    usual = {
        "variant": "general",
        "sectors": ["food"],
        "districts": [place],
        "smallest": "5000.00",
        "largest": "30000.00",
        "scoring": "eoi-2019",
        "registered": False,
        "opens_at": (now - timedelta(days=1)).isoformat(),
        "closes_at": (now + timedelta(days=1)).isoformat(),
    }
    stated = usual | has | {"fund_id": fund["id"], "budget": budget} | changes
    return int(done(door.staff(Role.GRANTS_OFFICER), "/v1/calls", **stated)["id"])


def applied(door: Door, call: int, enterprise: int, place: str, **changes: Any) -> int:
    """An application that was received; gives its number."""
    officer = door.staff(Role.GRANTS_OFFICER, name="Hala")
    made = done(officer, "/v1/applications", call_id=call, enterprise_id=enterprise, place=place, **FORM | changes)
    done(officer, f"/v1/applications/{made['id']}/submit")
    return int(made["id"])


def verified(door: Door, application: int, enterprise: int) -> None:
    """An application that was received is screened, and its enterprise visited and found as it says."""
    hala, omar = (door.staff(Role.GRANTS_OFFICER, name=name) for name in ("Hala", "Omar"))
    done(hala, f"/v1/applications/{application}/screen")
    done(omar, "/v1/verifications", enterprise_id=enterprise, visited_on=today().isoformat(), registration="formal")
    done(omar, f"/v1/applications/{application}/verify")


def planned(door: Door, application: int) -> None:
    """An application that was verified is completed, its plan approved, and it is cleared of sanctions."""
    done(door.staff(Role.GRANTS_OFFICER, name="Hala"), f"/v1/applications/{application}/complete")
    done(door.staff(Role.GRANTS_OFFICER, name="Omar"), f"/v1/applications/{application}/approve-plan")
    check = {"outcome": "cleared", "checked_on": today().isoformat()}
    done(door.staff(Role.FINANCE_APPROVER), f"/v1/applications/{application}/clearances", **check)


def sitting(door: Door, call: int, members: Sequence[str] = MEMBERS) -> int:
    """A sitting of today, with these members at it; gives its number."""
    convened = {"call_id": call, "held_on": today().isoformat(), "quorum": 3}
    id = int(done(door.staff(Role.GRANTS_OFFICER), "/v1/sittings", **convened)["id"])
    for name in members:
        done(door.staff(Role.COMMITTEE_MEMBER, name=name), f"/v1/sittings/{id}/join")
    return id


def voted(door: Door, sitting: int, application: int, choice: str, members: Sequence[str] = MEMBERS) -> None:
    """Each of these members votes alike on an application."""
    for name in members:
        member = door.staff(Role.COMMITTEE_MEMBER, name=name)
        done(member, f"/v1/sittings/{sitting}/votes", application_id=application, choice=choice)


def awarded(door: Door, call: int, application: int, amount: str) -> int:
    """A sitting approves an application, all of one mind; gives the number of the award."""
    here = sitting(door, call)
    voted(door, here, application, "for")
    chair = door.staff(Role.COMMITTEE_MEMBER, name=MEMBERS[0])
    done(chair, f"/v1/sittings/{here}/rulings", application_id=application, decision="approved", amount=amount)
    listed = chair.get("/v1/awards").json()["items"]
    return next(int(award["id"]) for award in listed if award["application_id"] == application)


def contracted(door: Door, award: int, *amounts: str) -> int:
    """A contract about an award, with a tranche of each of these amounts, due today; gives its number."""
    now = today().isoformat()
    tranches = [{"milestone": f"Step {place}", "due_on": now, "amount": each} for place, each in enumerate(amounts, 1)]
    whole = f"{sum(Decimal(each) for each in amounts):.2f}"
    signed = {"award_id": award, "signed_on": now, "amount": whole, "currency": "USD", "tranches": tranches}
    return int(done(door.staff(Role.GRANTS_OFFICER, name="Hala"), "/v1/contracts", **signed)["id"])


def reached(door: Door, contract: int, tranche: int, enterprise: int) -> None:
    """A milestone of a contract is prepared with a photograph, and somebody else sees that it was reached."""
    hala, omar = (door.staff(Role.GRANTS_OFFICER, name=name) for name in ("Hala", "Omar"))
    photograph = {"content-type": "image/png", **hala.headers()}
    path = f"{door.address}/v1/files?enterprise_id={enterprise}"
    given = client().post(path, content=b"\x89PNG\r\n\x1a\n and more", headers=photograph)
    assert given.status_code == 201, given.text
    now = today().isoformat()
    prepared = {"contract_id": contract, "tranche": tranche, "reached_on": now, "files": [given.json()["id"]]}
    milestone = done(hala, "/v1/milestones", **prepared)["id"]
    done(omar, f"/v1/milestones/{milestone}/verify", verified_on=now)


def approved(door: Door, award: int, tranche: int) -> int:
    """An order to pay a tranche that three people made, checked and approved; gives its number."""
    hala, salim, noor = (door.staff(Role.FINANCE_APPROVER, name=name) for name in ("Hala", "Salim", "Noor"))
    order = int(done(hala, "/v1/orders", award_id=award, tranche=tranche)["id"])
    done(salim, f"/v1/orders/{order}/check")
    done(noor, f"/v1/orders/{order}/approve")
    return order
