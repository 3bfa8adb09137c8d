"""No activity is for some people alone: nothing that is stated of one, and no kind of one, can say so."""

from typing import Any

import pytest
from applications import METADATA, document

ABOUT_WHOM = ("eligib", "criteri", "target", "audience", "beneficiar", "group", "combat", "profile", "status", "sex")
FREE = ("title", "name", "description", "note", "remark", "text", "comment")
WRITTEN = {"facilitator"}
"""The one line that is written as somebody says it: the name of the organisation that holds an activity."""


def free_texts(schema: dict[str, Any]) -> set[str]:
    """The properties that take any text: no code, no day and nothing with a form of its own."""
    found = set()
    for name, part in schema["properties"].items():
        kinds = part.get("anyOf", [part])
        if any(each.get("type") == "string" and not {"enum", "format", "pattern"} & set(each) for each in kinds):
            found.add(name)
    return found


def schemas(*endings: str) -> dict[str, dict[str, Any]]:
    described = document("beneficiary")["components"]["schemas"]
    return {
        name: described[name]
        for name in described
        if name.startswith(("Activity", "Session", "Enrolment", "Sheet", "Certificate")) and name.endswith(endings)
    }


def test_nothing_that_is_stated_of_taking_part_says_for_whom_it_is() -> None:
    drafts = schemas("Draft")
    assert {"ActivityDraft", "SessionDraft", "EnrolmentDraft"} <= set(drafts)
    for name, schema in drafts.items():
        assert [part for part in schema["properties"] if any(word in part for word in (*ABOUT_WHOM, *FREE))] == [], name
        assert free_texts(schema) <= WRITTEN, name


def test_a_free_text_is_noticed() -> None:
    assert free_texts({"properties": {"why": {"type": "string"}, "day": {"type": "string", "format": "date"}}}) == {
        "why"
    }
    assert free_texts({"properties": {"why": {"anyOf": [{"type": "string"}, {"type": "null"}]}}}) == {"why"}


def test_no_kind_of_activity_is_of_some_people_alone() -> None:
    codes = document("beneficiary")["components"]["schemas"]["ActivityType"]["enum"]
    assert [code for code in codes if any(word in code for word in (*ABOUT_WHOM, "reintegration", "ex_"))] == []


@pytest.mark.parametrize("name", METADATA)
def test_no_dataset_of_any_application_knows_former_combatants(name: str) -> None:
    for schema, described in document(name)["components"]["schemas"].items():
        assert [part for part in described.get("properties", {}) if "combatant" in part] == [], schema
