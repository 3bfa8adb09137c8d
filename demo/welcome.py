"""What a newcomer sees when everything runs: the pilot's published results, the address, and three lines to try."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from demo.callers import staff_token
from demo.sealing import PILOT
from shared.callers import Role


async def welcome(var: Path, address: str) -> None:
    """Ask the gateway for the pilot's results, and print them with how to ask for more."""
    token = staff_token(var, "newcomer", [Role.MONITORING], ["IQ"])
    async with httpx.AsyncClient(base_url=address, timeout=30) as door:
        answer = await door.get(f"/v1/projects/{PILOT}/results", headers={"authorization": f"Bearer {token}"})
    answer.raise_for_status()
    _print(address, answer.json())


def _print(address: str, results: Mapping[str, Any]) -> None:
    console = Console()
    project = results["project"]
    table = Table(title=f"{project['code']}: {project['title']}", title_justify="left", show_header=False)
    for label, figure, part in _lines(results):
        table.add_row(label, figure, part)
    console.print(table)
    console.print(f"As of {results['as_of']}, composed from three services by the gateway at {address}")
    console.print("\nTry it:")
    for line in _curls(address, project["code"]):
        console.print(line, soft_wrap=True, highlight=False, markup=False)
    console.print(f"\nAll that may be asked: {address}/docs", highlight=False)


def _lines(results: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    reached, enterprises = results["people_reached"], results["enterprises_supported"]
    livelihoods, established = results["livelihoods_supported"], results["forums_established"]
    created = results["jobs"]["created"]
    money = [
        (f"Money ({line['currency']})", line["committed"], f"committed, of which paid {line['paid']}")
        for line in results["money"]
    ]
    return [
        ("People reached", f"{reached['total']:,}", _parts(reached["by_sex"])),
        ("Enterprises supported", str(enterprises["total"]), _places(enterprises["by_place"])),
        ("Jobs created", str(created["total"]), _parts(created["by_sex"])),
        ("Livelihoods supported", str(livelihoods["total"]), _parts(livelihoods["by_sex"])),
        ("Forums established", str(established["total"]), _places(established["by_governorate"])),
        *money,
    ]


def _parts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{code.replace('_', ' ')} {count:,}" for code, count in counts.items() if count)


def _places(places: list[dict[str, Any]]) -> str:
    return ", ".join(f"{place['name']} {place['total']}" for place in places)


def _curls(address: str, code: str) -> list[str]:
    def asked_as(who: str, path: str) -> str:
        return f'curl -s -H "Authorization: Bearer $(.venv/bin/nexus token {who})" "{address}{path}"'

    return [
        asked_as("--role monitoring --area IQ", f"/v1/projects/{code}/results"),
        asked_as("--role caseworker --area IQG15", "/v1/places?q=Tel%20Afar"),
        asked_as("--partner moi", f"/v1/projects/{code}/results"),
        asked_as("--partner moi", "/v1/policing/forums"),
    ]
