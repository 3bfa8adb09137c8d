"""The applications by name, where each has its migrations, and where this folder keeps what they leave behind."""

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).parents[1]
VAR = Path(os.environ.get("NEXUS_VAR") or ROOT / "var").absolute()

Urls = Mapping[str, str]
"""Of each application's database."""


class Application(StrEnum):
    """What runs together in one process, or each alone."""

    BENEFICIARY = "beneficiary"
    GRANTS = "grants"
    FORUMS = "forums"
    GATEWAY = "gateway"


PACKAGES = {
    Application.BENEFICIARY: ROOT / "services" / "beneficiary",
    Application.GRANTS: ROOT / "services" / "grants",
    Application.FORUMS: ROOT / "services" / "forums",
    Application.GATEWAY: ROOT / "gateway",
}
