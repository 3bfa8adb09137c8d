"""Search by a name: in any script, spelling and order, the likeliest first, with the reason of each match."""

from typing import Any

import pytest
from callers import Running, refusal, require_made
from registry import NAJAF, NINEWA, TELAFAR, ZUMMAR, Registry

from services.beneficiary.search import candidates
from shared.callers import Role


@pytest.fixture
def registry(beneficiary: Running) -> Registry:
    return Registry(beneficiary)


async def somebody(registry: Registry, **more: Any) -> str:
    """A woman of whom nearly everything is known."""
    stated: dict[str, Any] = {
        "given_native": "زينب",
        "given_latin": None,
        "father_native": "عبد الرحمن",
        "grandfather_native": "كاظم",
        "nisba_native": "الزيدي",
        "mother_given_native": "فاطمة",
        "mother_father_native": "جاسم",
        "known_as_native": "أم علي",
        "birth_date": "1990-03-09",
        "birth_precision": "day",
    }
    return await registry.person(**(stated | more))


async def people(registry: Registry, **sought: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = require_made(await registry.caseworker.post("/people/search", sought))["items"]
    return items


async def found(registry: Registry, **sought: Any) -> list[str]:
    return [person["registration_number"] for person in await people(registry, **sought)]


@pytest.mark.parametrize(
    "name",
    [
        "زينب",
        "زينب كاظم",
        "كاظم زينب",
        "زَيْنَب",
        "الزيدي",
        "زيدي زينب",
        "ام علي",
        "Umm Ali",
        "عبدالرحمن",
        "عبد الرحمن",
        "Abdul Rahman",
        "Zaynab Abdurrahman",
        "zeinab kazim",
        "Zainab Kadhim Al-Zaydi",
        "زەینەب کازم",
        "Zaynab عبد الرحمن",
        "الحاجة زينب عبد الرحمن",
    ],
)
async def test_people_are_found_in_any_script_and_spelling_with_parts_in_any_order(
    registry: Registry, name: str
) -> None:
    person = await somebody(registry)
    await registry.person(given_native="سعاد", given_latin="Suad", father_native="كريم")
    assert await found(registry, name=name) == [person]


@pytest.mark.parametrize("name", ["زين", "زينب كريم", "Zayn", "nobody", "فاطمة", "Karim"])
async def test_somebody_of_whom_a_word_of_two_is_not_true_is_not_found(registry: Registry, name: str) -> None:
    await somebody(registry)
    assert await found(registry, name=name) == []


async def test_people_are_found_by_the_mothers_name_and_not_by_it_as_their_own(registry: Registry) -> None:
    person, daughter = await somebody(registry), await somebody(registry, mother_given_native="زينب")
    assert await found(registry, mother="Fatima") == [person]
    assert await found(registry, mother="فاطمه جاسم") == [person]
    assert await found(registry, name="فاطمة") == []
    assert await found(registry, name="زينب", mother="زينب") == [daughter]


async def test_of_three_things_that_are_known_one_may_be_wrong(registry: Registry) -> None:
    person = await somebody(registry)
    assert await found(registry, name="زينب كريم كاظم") == [person]
    assert await found(registry, name="زينب كاظم", mother="مريم") == [person]
    assert await found(registry, name="زينب كاظم", birth_year=1950) == [person]
    assert await found(registry, name="زينب كريم", mother="مريم") == []


async def test_whoever_fits_best_comes_first(registry: Registry) -> None:
    other_birth = await somebody(registry, birth_date="1994-01-01")
    the_one = await somebody(registry)
    ranked = await people(registry, name="زينب عبدالرحمن كاظم", birth_year=1990)
    assert [person["registration_number"] for person in ranked] == [the_one, other_birth]
    assert ranked[0]["score"] == 1.0 > ranked[1]["score"]
    assert await found(registry, name="زينب عبدالرحمن كاظم", birth_year=1990, limit=1) == [the_one]


async def test_where_nobody_fits_well_those_are_shown_of_whom_one_thing_is_not_true(registry: Registry) -> None:
    other_father = await somebody(registry, father_native="كريم")
    spelt = await somebody(registry, given_native="زينة")
    assert set(await found(registry, name="زينب عبدالرحمن كاظم", birth_year=1990)) == {other_father, spelt}
    the_one = await somebody(registry)
    assert await found(registry, name="زينب عبدالرحمن كاظم", birth_year=1990) == [the_one]


async def test_the_order_of_names_tells_father_and_son_apart(registry: Registry) -> None:
    son = await registry.person(given_native="علي", given_latin=None, father_native="حسن", grandfather_native="كاظم")
    father = await registry.person(given_native="حسن", given_latin=None, father_native="كاظم", grandfather_native="علي")
    assert await found(registry, name="علي حسن كاظم") == [son, father]
    assert await found(registry, name="حسن كاظم علي") == [father, son]


async def test_every_match_is_told_with_its_reason(registry: Registry) -> None:
    await somebody(registry, grandfather_native="جعفر")
    [person] = await people(registry, name="زينب Abdurrahman جعفز", mother="فاطمه", birth_year=1991)
    assert person["matched"] == [
        {"part": "given", "closeness": "same"},
        {"part": "father", "closeness": "sound"},
        {"part": "grandfather", "closeness": "slip"},
        {"part": "mother_given", "closeness": "same"},
        {"part": "birth_date", "closeness": "near"},
    ]
    [person] = await people(registry, name="الزيدى محمود", mother="Fatma جاسم")
    assert person["matched"] == [
        {"part": "nisba", "closeness": "same"},
        {"part": "mother_given", "closeness": "sound"},
        {"part": "mother_father", "closeness": "same"},
    ]


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("زين", True),
        ("زينب ع", True),
        ("زي", False),
        ("زينب عب", True),
        ("Zayn", True),
        ("Zay", False),
        ("zeinab abdul ra", True),
        ("zeinab kad", True),
        ("زينب كر", False),
    ],
)
async def test_a_name_is_found_while_it_is_typed(registry: Registry, typed: str, is_found: bool) -> None:
    person = await somebody(registry)
    assert await found(registry, name=typed, typing=True) == ([person] if is_found else [])


async def test_an_unfinished_word_is_none_when_nobody_is_typing(registry: Registry) -> None:
    await somebody(registry)
    assert await found(registry, name="زينب عب") == []
    assert await found(registry, mother="فاط", typing=True) == []


async def test_an_inexact_birth_is_no_reason_to_miss_somebody(registry: Registry) -> None:
    person = await somebody(registry, birth_date="1993-07-01", birth_precision="estimated")
    unknown = await somebody(registry, birth_date=None, birth_precision="unknown")
    assert set(await found(registry, name="زينب", birth_year=1990)) == {person, unknown}
    assert await found(registry, name="زينب", birth_year=1970) == [unknown]


async def test_a_place_is_stated_by_its_code_or_by_its_name(registry: Registry) -> None:
    near, far = await somebody(registry, place=ZUMMAR), await somebody(registry, place=NAJAF)
    for place in ({"place": NINEWA}, {"place": ZUMMAR}, {"place_name": "Ninawa"}, {"place_name": "نينوى"}):
        assert await found(registry, name="زينب", **place) == [near]
    assert await found(registry, name="زينب", place="IQ") == [far, near]
    assert await found(registry, place_name="نەجەف") == [far]


async def test_by_something_sure_people_are_listed_of_whom_each_word_is_true(registry: Registry) -> None:
    one, other = await somebody(registry), await somebody(registry, given_native="سعاد")
    for person in (one, other):
        body = {"person": person, "number": "07701234567", "owner": "self", "safe_to_call": True}
        require_made(await registry.caseworker.post("/phones", body))
    phone = {"phone": "07701234567"}
    assert await found(registry, **phone, name="Zeinab", mother="Fatma") == [one]
    assert await found(registry, **phone, name="كاظم") == [other, one]
    assert await found(registry, **phone, name="زينب", mother="مريم") == []
    assert "score" not in (await people(registry, **phone, name="Suad"))[0]


async def test_more_has_to_be_said_where_too_many_are_alike(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "MOST", 2)
    candidates._statement.cache_clear()
    for place in (TELAFAR, ZUMMAR, NAJAF, NAJAF):
        await somebody(registry, place=place)
    person = await somebody(registry, father_native="جعفر", place=NAJAF)
    answer = await registry.caseworker.post("/people/search", {"name": "زينب"})
    assert refusal(answer) == (422, "too-many-alike", "name")
    assert await found(registry, name="زينب جعفر") == [person]
    # Those who live elsewhere are none of these.
    ninewa = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    assert len(require_made(await ninewa.post("/people/search", {"name": "زينب"}))["items"]) == 2
    candidates._statement.cache_clear()


async def test_whoever_is_registered_twice_is_found_once_by_either_name(registry: Registry) -> None:
    before, now = await somebody(registry, nisba_native="الجبوري"), await somebody(registry)
    await registry.merge_people(before, now)
    assert await found(registry, name="زينب الجبوري") == [now]
    assert await found(registry, name="زينب الزيدي") == [now]
    assert await found(registry, name="زينب") == [now]


async def test_nobody_is_found_by_a_name_that_was_registered_where_the_caller_does_not_work(
    registry: Registry,
) -> None:
    elsewhere, here = await somebody(registry, nisba_native="الجبوري", place=NAJAF), await somebody(registry)
    await registry.merge_people(elsewhere, here)
    ninewa = registry.service.caller(Role.CASEWORKER, areas=(NINEWA,))
    assert require_made(await ninewa.post("/people/search", {"name": "الجبوري"}))["items"] == []
    assert await found(registry, name="الجبوري") == [here]
