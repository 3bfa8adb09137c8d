"""What the guide says of tokens of staff is what is taken: its claims, its settings and its mappers."""

import json
import re
from pathlib import Path

from gateway.access.staff.held import held_in
from gateway.access.staff.issuers import is_fit
from gateway.access.staff.published import ALONE, KEPT, PAUSE, YOUNG
from gateway.app import Settings
from shared.callers import Role

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "operations.md").read_text("utf-8").partition("## Signing in staff")[2].partition("\n## ")[0]


def test_roles_and_areas_are_read_from_the_claims_that_are_shown() -> None:
    shown = [json.loads(line) for line in GUIDE.splitlines() if line.startswith('{"')]
    assert [next(iter(claims)) for claims in shown] == ["held", "groups"]
    for claims in shown:
        [claim] = claims.values()
        assert held_in(claim) == ((Role.CASEWORKER, ("IQG15",)), (Role.MONITORING, ("IQ",)))


def test_every_setting_that_is_named_is_one() -> None:
    named = set(re.findall(r"GATEWAY_STAFF_[A-Z_]+", GUIDE))
    assert named == {name.upper() for name in Settings.model_fields if name.startswith("gateway_staff")}
    stated = dict(re.findall(r"^(GATEWAY_STAFF_[A-Z_]+)=(.+)$", GUIDE, re.MULTILINE))
    assert is_fit(stated["GATEWAY_STAFF_ISSUER"], production=True)
    for name in ("NAME_CLAIM", "HELD_CLAIM", "CODE"):
        usual = Settings.model_fields[f"gateway_staff_{name.lower()}"].default
        [row] = [line for line in GUIDE.splitlines() if line.startswith(f"| `GATEWAY_STAFF_{name}`")]
        assert f"`{usual}` unless stated" in row


def test_the_mappers_put_the_audience_and_the_groups_where_they_are_looked_for() -> None:
    mappers = json.loads(GUIDE.partition("```json\n")[2].partition("```")[0])
    settings = dict(re.findall(r"^(GATEWAY_STAFF_[A-Z_]+)=(.+)$", GUIDE, re.MULTILINE))
    configured = {key: value for mapper in mappers for key, value in mapper["config"].items()}
    assert configured["included.custom.audience"] == settings["GATEWAY_STAFF_AUDIENCE"]
    assert configured["claim.name"] == settings["GATEWAY_STAFF_HELD_CLAIM"]
    assert configured["full.path"] == "true"


def test_the_times_that_are_stated_are_those_that_are_kept() -> None:
    assert (YOUNG, PAUSE, KEPT, ALONE) == (4 * 60, 10, 10 * 60, 3600)
    for said in ("after four minutes", "once in ten seconds", "after ten minutes at the latest", "for an hour"):
        assert said in " ".join(GUIDE.split())
