"""Who may import whom: the contracts hold, and each of them notices a line that breaks it."""

import re
import shutil
import subprocess
import sys
from ast import Import, ImportFrom, walk
from ast import parse as parsed
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGES = ("gateway", "services", "shared", "embedded", "demo", "commandline")

PLANTED = {
    "Nothing looks up to main": ("shared/logs.py", "import main"),
    "The gateway and the services, which never see each other, over shared": (
        "gateway/places/routes.py",
        "import services.grants.amounts",
    ),
    "The embedded PostgreSQL knows nothing of the programme": ("embedded/lock.py", "import shared.money"),
    "What is served does not know that PostgreSQL may be embedded": ("gateway/tables.py", "import embedded.keys"),
    "What serves does not load what compares a register": ("services/beneficiary/linkage/reads.py", "import duckdb"),
    "Rules, reads, tables and views do not know HTTP": ("services/grants/amounts.py", "import fastapi"),
    "Inside a noun: routes, then rules, then reads, then tables, then views": (
        "services/forums/members/views.py",
        "import services.forums.members.tables",
    ),
    "Rooms of long work": ("shared/jobs/rules.py", "import shared.jobs.worker"),
    "Nouns of the beneficiary service": (
        "services/beneficiary/people/rules.py",
        "import services.beneficiary.activities.rules",
    ),
    "Wings of the grants service": (
        "services/grants/funding/projects/rules.py",
        "import services.grants.paying.messages",
    ),
    "Nouns of funding": ("services/grants/funding/ledger/views.py", "import services.grants.funding.funds.views"),
    "Nouns of granting": (
        "services/grants/granting/enterprises/rules.py",
        "import services.grants.granting.awards.reads",
    ),
    "Nouns of assisting": ("services/grants/assisting/phases/rules.py", "import services.grants.assisting.works.reads"),
    "Nouns of paying": ("services/grants/paying/orders/rules.py", "import services.grants.paying.payments.reads"),
    "Nouns of telling, none of which knows another": (
        "services/grants/telling/results/reads.py",
        "import services.grants.telling.statements.views",
    ),
    "Rooms of the gateway": ("gateway/answers/views.py", "import gateway.releases.seals.views"),
    "Rooms of access": ("gateway/access/decisions/rules.py", "import gateway.access.suspensions.reads"),
    "Nouns of the forums service": ("services/forums/forums/reads.py", "import services.forums.members.tables"),
}


def judged(root: Path) -> dict[str, str]:
    """What import-linter says of each contract: KEPT or BROKEN."""
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"],
        cwd=root,
        env={"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    lines = run.stdout.splitlines()
    found = (re.fullmatch(r"(.+) (KEPT|BROKEN)( \(\d+ ignored imports?\))?", line) for line in lines)
    verdicts = {verdict[1]: verdict[2] for verdict in found if verdict}
    assert verdicts, run.stdout + run.stderr
    assert (run.returncode == 0) == ("BROKEN" not in verdicts.values())
    return verdicts


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The code, where it may be spoiled."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ("main.py", "pyproject.toml"):
        shutil.copy(ROOT / file, tmp_path)
    return tmp_path


def test_the_contracts_hold_in_the_code_and_each_notices_a_planted_import(copied: Path) -> None:
    assert judged(copied) == dict.fromkeys(PLANTED, "KEPT")
    for contract, (file, line) in PLANTED.items():
        path = copied / file
        clean = path.read_text(encoding="utf-8")
        path.write_text(f"{clean}\n{line}\n", encoding="utf-8")
        assert judged(copied) == dict.fromkeys(PLANTED, "KEPT") | {contract: "BROKEN"}
        path.write_text(clean, encoding="utf-8")


def test_shared_errors_imports_nothing() -> None:
    tree = parsed((ROOT / "shared" / "errors.py").read_text(encoding="utf-8"))
    assert not [node for node in walk(tree) if isinstance(node, Import | ImportFrom)]
