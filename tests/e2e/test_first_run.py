"""`nexus run` in an empty var folder, and what a newcomer does next; one running platform for the whole module."""

import json
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import field_day
import httpx
import pytest
import qayara
from asking import PILOTS_HEADLINES, Door, client, figures, headlines
from commands import REPOSITORY, Background, environment, forget, nexus, unused_port, wait_until
from front_end import STEPS, FrontEnd
from story import EXPECTED, tell

from shared.callers import Role, Service


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Background]:
    """The platform as it starts for the first time."""
    var = tmp_path_factory.mktemp("first") / "var"
    with Background(var, "run", "--port", str(unused_port())) as nexus_run:
        nexus_run.address()
        yield nexus_run
    assert nexus_run.process.returncode == 0
    forget(var)


@pytest.fixture(scope="module")
def door(running: Background) -> Door:
    return Door.of(running.address(), running.var)


def test_the_first_run_prints_the_pilots_results(running: Background) -> None:
    assert "Loading the demo" in running.said
    for line in (
        r"People reached\W+8,512\b",
        r"Enterprises supported\W+28\b",
        r"Jobs created\W+\d+\W+female \d+",
        r"Livelihoods supported\W+134\b",
        r"Forums established\W+5\W+Al-Najaf 2, Ninewa 3\b",
    ):
        assert re.search(line, running.said), f"{line}\n{running.said}"
    assert "Traceback" not in running.said


def test_the_first_run_prints_where_all_is_described_and_a_browser_opens_that(running: Background) -> None:
    running.wait_for("/docs")
    [address] = re.findall(r"All that may be asked: (\S+)", running.said)
    page = httpx.get(address)
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_what_is_printed_is_what_the_gateway_answers(door: Door) -> None:
    assert headlines(door.results()) == PILOTS_HEADLINES


def test_the_readme_tells_what_the_pilot_had_reached(door: Door) -> None:
    words = (REPOSITORY / "README.md").read_text("utf-8")
    told = re.search(r"on 1 January 2020: ([\d,]+) of the ([\d,]+) people", words)
    assert told
    so_far, all_of_them = (int(figure.replace(",", "")) for figure in told.groups())
    assert figures(door.results(as_of="2020-01-01T00:00:00Z"))["people_reached"]["total"] == so_far
    assert figures(door.results())["people_reached"]["total"] == all_of_them


def test_a_front_end_finds_what_the_guide_says_there_is_to_see(door: Door) -> None:
    words = (REPOSITORY / "docs" / "frontends.md").read_text("utf-8").split("## What there is to see")[1]
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", words.split("\n## ")[0], re.MULTILINE)
    assert len(rows) == 10
    for role, paths, what in rows:
        for path in re.findall(r"`(/v1/[^`]+)`", paths):
            answer = door.staff(Role(role)).get(path)
            assert answer.status_code == 200, (path, answer.text)
            if answer.headers["content-type"] == "application/json":
                assert any(items for items in answer.json().values() if isinstance(items, list)), (what, answer.text)


def test_what_waits_in_the_demo_waits_for_somebody(door: Door) -> None:
    asked = (Role.GRANTS_OFFICER, Role.FINANCE_APPROVER, Role.COMMITTEE_MEMBER)
    waiting = {
        task["task"]: task["waiting"] for role in asked for task in door.staff(role).get("/v1/me/tasks").json()["tasks"]
    }
    money = ("orders", "batches", "refunds", "recoveries", "overdue_recoveries")
    lists = ("findings", "doubles", "assessments", "selections")
    for task in ("screenings", "visits", "plans", "rulings", "milestones", *money, *lists):
        assert waiting[task] > 0, waiting


def test_the_printed_lines_work_as_they_stand(running: Background) -> None:
    lines = [line.strip() for line in running.said.splitlines() if line.startswith("curl ")]
    live, places, sealed, forums = (json.loads(typed(line, running.var)) for line in lines)
    assert live["people_reached"]["total"] == 8512
    assert [place["pcode"] for place in places["places"]] != []
    assert all(place["pcode"].startswith("IQG15") for place in places["places"])
    assert (sealed["people_reached"]["total"], sealed["enterprises_supported"]["total"]) == (8512, 28)
    assert sum(forum["project"] == "JPN-SDN-2019" for forum in forums["items"]) == 5


def typed(line: str, var: Path) -> str:
    """What a line prints when it is typed into a shell; without curl, what curl would print."""
    if shutil.which("curl"):
        return subprocess.run(
            ["bash", "-c", line], cwd=REPOSITORY, env=environment(var), capture_output=True, text=True, check=True
        ).stdout
    token, url = re.fullmatch(r'curl -s -H "Authorization: Bearer \$\((.*)\)" "(.*)"', line).groups()  # type: ignore[union-attr]
    printed = subprocess.check_output(["bash", "-c", token], cwd=REPOSITORY, env=environment(var), text=True).strip()
    return client().get(url, headers={"authorization": f"Bearer {printed}"}).text


@pytest.mark.skipif(shutil.which("curl") is None, reason="the commands are typed into a shell with curl")
@pytest.mark.parametrize(
    ("document", "heading"),
    [("README.md", "Look somebody up"), ("docs/partners.md", "A lookup, from beginning to end")],
)
def test_the_worked_lookups_are_answered_as_printed(running: Background, document: str, heading: str) -> None:
    text = (REPOSITORY / document).read_text("utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    blocks = re.findall(r"^```(sh|json)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    script = "".join(f"{body}\necho ---\n" if kind == "sh" else "" for kind, body in blocks)
    address = script.replace("http://127.0.0.1:8000", running.address())
    told = subprocess.run(
        ["bash", "-e", "-c", address],
        cwd=REPOSITORY,
        env=environment(running.var),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    answers = [json.loads(answer) for answer in told.split("---\n")[:-1]]
    printed = [json.loads(body) for kind, body in blocks if kind == "json"]
    assert [timeless(answer) for answer in answers] == [timeless(answer) for answer in printed]


def timeless(told: Any, name: str = "") -> Any:
    """An answer without what is another one each time: moments, pseudonyms, and counts that go on."""
    if isinstance(told, dict):
        return {each: timeless(value, each) for each, value in told.items()}
    if isinstance(told, list):
        return [timeless(each, name) for each in told]
    changing = name in {"id", "times", "decided_on", "pseudonym", "pseudonyms"} or name.endswith("_at")
    return type(told).__name__ if changing else told


@pytest.mark.parametrize("partner", ["goj", "nobody"])
def test_nobody_is_named_for_a_partner_that_looks_nobody_up(running: Background, partner: str) -> None:
    refused = nexus(running.var, "demo-person", "--partner", partner)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("nexus: ")
    assert refused.stderr.count("\n") == 1


def test_a_second_run_says_where_the_first_one_answers(running: Background) -> None:
    second = nexus(running.var, "run")
    assert (second.returncode, second.stderr) == (0, "")
    assert running.address() in second.stdout
    assert client().get(f"{running.address()}/health/ready").status_code == 200


def test_the_next_free_port_is_taken_and_two_folders_run_side_by_side(
    running: Background, door: Door, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with Background(tmp_path / "var", "run", "--port", str(port)) as other:
            address = other.address()
            assert int(address.rsplit(":", 1)[1]) != port
            beside = Door.of(address, other.var)
            assert figures(beside.results()) == figures(door.results())
            stranger = door.results().request.headers["authorization"].removeprefix("Bearer ")
            assert beside.get("/v1/places", stranger).status_code == 401, "each folder has keys of its own"
    assert other.process.returncode == 0
    assert figures(door.results())["status"] == "complete", "the end of one is not the end of the other"
    forget(other.var)


def test_the_demo_is_not_loaded_twice(running: Background, door: Door) -> None:
    before = figures(door.results())
    refused = nexus(running.var, "demo")
    assert refused.returncode == 1
    assert refused.stderr.startswith("nexus: ")
    assert refused.stderr.count("\n") == 1
    assert figures(door.results()) == before


@pytest.mark.parametrize("command", ["run", "demo", "token --role monitoring --area IQ", "demo-person --partner molsa"])
def test_what_is_for_development_refuses_production(tmp_path: Path, command: str) -> None:
    refused = nexus(tmp_path / "var", *command.split(), NEXUS_ENV="production")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "NEXUS_ENV=production" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "var").exists(), "a refused command makes nothing"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("--role monitoring", "--area"),
        ("--role monitoring --area XX", "P-code"),
        ("--partner nobody", "nobody"),
        ("--role monitoring --area IQ --partner moi", "--role"),
    ],
)
def test_a_token_that_cannot_be_made_is_refused_in_one_line(running: Background, arguments: str, reason: str) -> None:
    refused = nexus(running.var, "token", *arguments.split())
    assert (refused.returncode, refused.stdout) == (1, "")
    assert reason in refused.stderr
    assert refused.stderr.startswith("nexus: ")
    assert refused.stderr.count("\n") == 1


def test_a_story_told_beside_the_demo_changes_its_own_project_alone(door: Door) -> None:
    before = figures(door.results())
    story = tell(door)
    assert story.told == EXPECTED
    assert figures(door.results()) == before


def test_a_field_day_told_beside_the_demo_changes_its_own_project_alone(door: Door) -> None:
    before = figures(door.results())
    assert field_day.tell(door).told == field_day.EXPECTED
    assert figures(door.results()) == before


def test_a_forum_forms_in_qayara_beside_the_demo_as_in_four_processes(door: Door) -> None:
    told = qayara.tell(door)
    assert told.told == qayara.EXPECTED
    qayara.require_read_by_the_ministry(told)
    qayara.require_kept_by_protection(told)


def test_a_front_end_finds_in_one_process_what_it_finds_in_four(door: Door) -> None:
    front = FrontEnd(door)
    for step in STEPS:
        step(front)


def test_nothing_of_var_is_open_to_others(running: Background) -> None:
    assert running.var.stat().st_mode & 0o077 == 0
    for secret in (running.var / "keys").iterdir():
        assert secret.stat().st_mode & 0o077 == 0, secret.name


def test_long_work_is_done_inside_the_one_process(door: Door) -> None:
    administrator = door.staff(Role.ADMINISTRATOR)
    for application in (*Service, "gateway"):
        at = f"/v1/jobs/{application}"
        answer = administrator.post(at, {"kind": "forget-idempotency-keys"})
        assert answer.status_code == 202, answer.text
        wait_until(lambda path=answer.headers["location"]: administrator.get(path).json()["state"] == "done")  # type: ignore[misc]
