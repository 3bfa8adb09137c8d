"""Places on a map, through the door: GeoJSON for every caller, sent again only when it has changed."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
from callers import refusal, require_made
from onboarding import Door, opened

from shared.callers import Role

SHAPES = "/v1/places/shapes"


@pytest.fixture(scope="module")
async def door(module_clone: Any) -> AsyncIterator[Door]:
    async with opened(await module_clone("gateway")) as gateway:
        yield gateway


async def test_the_shapes_of_a_level_are_a_collection_of_features(door: Door) -> None:
    caller = door.staff(Role.CASEWORKER)
    for query, many in (({}, 18), ({"level": "1"}, 18), ({"level": "2"}, 101), ({"level": "3"}, 294)):
        answer = await caller.get(SHAPES, **query)
        assert answer.headers["content-type"] == "application/geo+json"
        told = require_made(answer)
        assert told.keys() == {"type", "features"}
        assert told["type"] == "FeatureCollection"
        assert len(told["features"]) == many
        for feature in told["features"]:
            assert feature.keys() == {"type", "id", "geometry", "properties"}
            assert (feature["type"], feature["geometry"]["type"]) == ("Feature", "Polygon")
            assert feature["id"] == feature["properties"]["pcode"]


async def test_shapes_are_narrowed_to_what_lies_below_a_parent(door: Door) -> None:
    told = require_made(await door.administrator.get(SHAPES, level="3", parent="IQG15Q08"))
    assert {feature["properties"]["parent"] for feature in told["features"]} == {"IQG15Q08"}
    assert require_made(await door.administrator.get(SHAPES, level="1", parent="IQG15"))["features"] == []


async def test_a_feature_carries_what_the_place_itself_is_shown_with(door: Door) -> None:
    caller = door.administrator
    answer = await caller.get("/v1/places/IQG15Q08/shape")
    assert answer.headers["content-type"] == "application/geo+json"
    feature = require_made(answer)
    assert feature["properties"] == require_made(await caller.get("/v1/places/IQG15Q08"))
    among = require_made(await caller.get(SHAPES, level="2", parent="IQG15"))["features"]
    assert feature in among


async def test_a_shape_that_there_is_none_of_is_refused(door: Door) -> None:
    caller = door.administrator
    assert refusal(await caller.get("/v1/places/IQ/shape")) == (404, "no-shape", "pcode")
    assert refusal(await caller.get("/v1/places/IQG99/shape")) == (404, "unknown-place", "pcode")
    assert refusal(await caller.get("/v1/places/shapes/shape")) == (404, "unknown-place", "pcode")
    for query, field in (
        ({"level": "0"}, "level"),
        ({"level": "4"}, "level"),
        ({"parent": "IQG99"}, "parent"),
        ({"q": "Mosul"}, "q"),
    ):
        assert refusal(await caller.get(SHAPES, **query)) == (422, "invalid-request", field)


async def test_shapes_are_for_every_caller_with_a_token_and_for_nobody_without(door: Door) -> None:
    code = await door.onboarded("mapping")
    _, secret = await door.with_secret(code)
    token = require_made(await door.by_secret(code, secret))["access_token"]
    for path in (SHAPES, "/v1/places/IQG15/shape"):
        assert (await door.client.get(path, headers={"authorization": f"Bearer {token}"})).status_code == 200
        assert refusal(await door.client.get(path))[:2] == (401, "token-missing")


@pytest.mark.parametrize("path", [f"{SHAPES}?level=3", "/v1/places/IQG15/shape"])
async def test_who_has_a_shape_is_not_sent_it_again(door: Door, path: str) -> None:
    caller = door.administrator
    first = await caller.client.get(path, headers=caller.headers)
    tag = first.headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', tag)
    assert first.headers["cache-control"] == "private, max-age=86400"
    for known in (tag, f"W/{tag}", f'"other", {tag}'):
        again = await caller.client.get(path, headers={**caller.headers, "if-none-match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    for other in ('"other"', tag.strip('"'), ""):
        again = await caller.client.get(path, headers={**caller.headers, "if-none-match": other})
        assert again.content == first.content


async def test_shapes_that_differ_have_other_tags(door: Door) -> None:
    caller = door.administrator
    paths = (f"{SHAPES}?level=1", f"{SHAPES}?level=2", f"{SHAPES}?level=2&parent=IQG15", "/v1/places/IQG15/shape")
    tags = [(await caller.client.get(path, headers=caller.headers)).headers["etag"] for path in paths]
    assert len(set(tags)) == len(paths)
