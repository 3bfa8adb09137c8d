"""An agreement as a page for people: exactly what it allows, harmless in a browser, readable by everybody."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import httpx
import premises
import pytest
from premises import PILOT, TODAY, House, introduce

from gateway.access.words import LEVELS
from shared.callers import Role
from shared.classification import Sensitivity

HOSTILE = "</td><script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;{{ 7*7 }}"
VOID = {"meta", "br", "hr", "img", "link", "input", "wbr"}
TERMS: dict[str, Any] = {
    "legal_basis": "consent",
    "consent_purpose": "livelihood-support",
    "grants": [
        {"dataset": "people", "ceiling": "high", "fields": ["sex", "given_native"]},
        {"dataset": "assistances", "ceiling": "low"},
    ],
    "areas": ["IQG15", "IQG04Q03"],
    "projects": [PILOT],
    "minimum_cell": 12,
    "retention_days": 45,
    "destruction": f"shredding {HOSTILE}",
    "starts_on": str(TODAY - timedelta(days=3)),
    "ends_on": str(TODAY + timedelta(days=300)),
    "review_on": str(TODAY + timedelta(days=200)),
    "incident_contacts": ["+964 1 000 0000", f"duty officer {HOSTILE}"],
}


OPENED = [
    ("Project", "project", "low"),
    ("Kind of assistance (business support, training, a job or cash for work)", "modality", "low"),
    ("Currency", "currency", "low"),
    ("Day of approval", "approved_on", "low"),
    ("Given name, in Arabic or Kurdish script", "given_native", "high"),
    ("Sex", "sex", "moderate"),
]
"""What of it is told: every field that was chosen, or that lies within the level."""


class Read(HTMLParser):
    """A page as a browser reads it: its elements in order, its text, and the cells of its tables, row by row."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.rows: list[list[str]] = []
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        self.feed(answer.text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"th", "td"}:
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text += data
        if {"th", "td"} & set(self.open):
            self.rows[-1][-1] += data

    def all(self, *tags: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag in tags]


@pytest.fixture(scope="module")
async def house(module_clone: Any) -> AsyncIterator[House]:
    """A house with an agreement that two people have signed."""
    async with premises.house(module_clone) as opened:
        async with opened.connection() as connection:
            await introduce(connection, "welfare", "aid")
        await opened.made(
            opened.staff(Role.ADMINISTRATOR, name="zahra"),
            "/v1/agreements",
            code="welfare-1",
            partner="welfare",
            purpose="livelihood-support",
            terms=TERMS,
        )
        for role, name in ((Role.ADMINISTRATOR, "zahra"), (Role.DATA_PROTECTION_OFFICER, "idris")):
            await opened.made(opened.staff(role, name=name), "/v1/agreements/welfare-1/versions/1/sign")
        yield opened


async def page(house: House, code: str = "welfare-1") -> httpx.Response:
    return await house.staff(Role.DATA_PROTECTION_OFFICER).get(f"/v1/agreements/{code}/page")


async def of_partner(house: House) -> httpx.Response:
    return await (await house.partner("welfare")).get("/v1/agreements/welfare-1/page")


async def test_everything_that_is_agreed_stands_on_the_page(house: House) -> None:
    text = re.sub(r"\s+", " ", Read(await of_partner(house)).text)
    for said in (
        "In force",
        "welfare",
        "aid organisation",
        "Livelihood support, and no other",
        "The consent of each person",
        "does not consent",
        "Ninewa",
        "نينوى",
        "Al-Najaf",
        "IQG04Q03",
        PILOT,
        "12",
        "Not allowed, to anybody",
        "45 days",
        "shredding",
        "+964 1 000 0000",
        f"{TODAY.year}",
    ):
        assert said in text, said


async def test_the_fields_on_the_page_are_those_that_the_agreement_opens(house: House) -> None:
    rows = Read(await of_partner(house)).rows
    fields = [tuple(row) for row in rows if row[-1] in set(Sensitivity)]
    assert fields == OPENED


async def test_what_no_agreement_opens_to_the_class_is_named(house: House) -> None:
    rows = Read(await of_partner(house)).rows
    never = dict(row for row in rows if len(row) == 2)
    assert never["Identity documents"] == never["Payments"] == "all of it"
    assert never["People"] == "what is more sensitive than high"
    assert len(never) == len(LEVELS) + 1


async def test_hostile_text_is_text(house: House) -> None:
    answer = await of_partner(house)
    read = Read(answer)
    assert "shredding </td><script>alert(1)</script>" in read.text
    assert "{{ 7*7 }}" in read.text
    assert not read.all("script", "img", "iframe", "object", "link", "form")
    assert not [name for _, attributes in read.elements for name in attributes if name.startswith("on")]


async def test_the_style_stands_under_a_policy_that_lets_nothing_else_in(house: House) -> None:
    answers = [await page(house), await page(house)]
    nonces = []
    for answer in answers:
        [style] = Read(answer).all("style")
        nonces.append(style["nonce"])
        policy = answer.headers["content-security-policy"]
        assert policy.startswith(f"default-src 'none'; style-src 'nonce-{style['nonce']}'")
        assert answer.headers["cache-control"] == "no-store"
        assert not [attributes for _, attributes in Read(answer).elements if "style" in attributes]
    assert nonces[0] != nonces[1]


async def test_a_page_is_readable_to_everybody(house: House) -> None:
    read = Read(await page(house))
    assert read.elements[0] == ("html", {"lang": "en", "dir": "ltr"})
    assert any(attributes.get("name") == "viewport" for attributes in read.all("meta"))
    assert len(read.all("title", "main", "h1")) == 3
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later <= before + 1 for before, later in pairwise(levels))
    assert all(attributes["scope"] in {"row", "col"} for attributes in read.all("th"))
    assert len(read.all("caption")) == len(read.all("table"))
    arabic = [attributes for _, attributes in read.elements if attributes.get("lang") == "ar"]
    assert arabic
    assert all(attributes["dir"] == "rtl" for attributes in arabic)
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


async def test_staff_see_who_signed_and_partners_do_not(house: House) -> None:
    officers = Read(await page(house)).text
    assert "zahra" in officers
    assert "idris" in officers
    partners = Read(await of_partner(house)).text
    assert "zahra" not in partners
    assert "Signatures" not in partners


async def test_days_are_days_in_iraq(house: House) -> None:
    async with house.connection() as connection, connection.transaction():
        await connection.execute("SET LOCAL session_replication_role = replica")
        changed = await connection.execute(
            "UPDATE approvals SET recorded_at = '2026-03-01T22:30Z' FROM agreement_versions AS version"
            " JOIN agreements AS agreement ON agreement.id = version.agreement_id"
            " WHERE approvals.decision_id = version.decision_id AND agreement.code = 'welfare-1'"
        )
        assert changed == "UPDATE 2"
    signed = [row for row in Read(await page(house)).rows if row[0] in {"zahra", "idris"}]
    assert [row[-1] for row in signed] == ["2 March 2026"] * 2


async def test_a_version_that_waits_is_printed_for_those_who_sign_it_and_not_for_the_partner(house: House) -> None:
    async with house.connection() as connection:
        await introduce(connection, "clinic", "authority")
    keeper = house.staff(Role.ADMINISTRATOR, name="zahra")
    terms = TERMS | {"grants": [{"dataset": "results", "ceiling": "moderate"}]}
    draft = {"code": "clinic-1", "partner": "clinic", "purpose": "protection", "terms": terms}
    await house.made(keeper, "/v1/agreements", **draft)
    waiting = Read(await page(house, "clinic-1")).text
    assert "Not signed: it opens nothing" in waiting
    assert "waits for signatures" in waiting
    assert "How many people were reached" in waiting
    partner = Read(await (await house.partner("clinic")).get("/v1/agreements/clinic-1/page")).text
    assert "No version of this agreement has its signatures" in partner
    assert "How many people were reached" not in partner


async def test_an_agreement_opens_nothing_before_its_partner_is_onboarded(house: House) -> None:
    keepers = [
        house.staff(Role.ADMINISTRATOR, name="zahra"),
        house.staff(Role.DATA_PROTECTION_OFFICER, name="idris"),
    ]
    partner = {"code": "shelter", "name": "Shelter", "caller_class": "aid", "contacts": ["incidents@shelter.example"]}
    await house.made(keepers[0], "/v1/partners", **partner)
    draft = {"code": "shelter-1", "partner": "shelter", "purpose": "livelihood-support", "terms": TERMS}
    await house.made(keepers[0], "/v1/agreements", **draft)
    for keeper in keepers:
        signed = await house.made(keeper, "/v1/agreements/shelter-1/versions/1/sign")
    assert signed["status"] == "not_onboarded"
    assert "the partner is not onboarded yet: it opens nothing" in Read(await page(house, "shelter-1")).text
    question = {"dataset": "people"}
    told = await house.made(keepers[0], "/v1/agreements/shelter-1/explain", **question)
    assert [reason["code"] for reason in told["reasons"]] == ["not-onboarded"]
    for keeper in keepers:
        await house.made(keeper, "/v1/partners/shelter/approve")
    assert (await house.made(keepers[0], "/v1/agreements/shelter-1/explain", **question))["answered"]
    assert "In force" in Read(await page(house, "shelter-1")).text


async def test_a_page_says_that_its_agreement_is_suspended(house: House) -> None:
    officer = house.staff(Role.DATA_PROTECTION_OFFICER, name="idris")
    await house.made(officer, "/v1/agreements/welfare-1/suspend", reason="an incident that partners do not read")
    text = Read(await of_partner(house)).text
    assert "Suspended: it opens nothing" in text
    assert "an incident" not in text
