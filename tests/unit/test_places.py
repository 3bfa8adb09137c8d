"""Geography: the codes nest, every usual spelling finds its unit, and namesakes are never decided silently."""

import json
import re
from collections import Counter
from datetime import date
from typing import Annotated, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from shared.places import (
    SOURCE_VERSION,
    DistrictPcode,
    GovernoratePcode,
    Level,
    Pcode,
    UnknownPlace,
    children,
    comparable,
    district,
    exists,
    governorate,
    inside,
    levels,
    place,
    population,
    search,
)
from shared.places.sheets import rows
from shared.places.spelling import comparable_with_article
from shared.places.units import units

PCODE = re.compile(r"IQ(G[0-9]{2}(Q[0-9]{2}(N[0-9]{2})?)?)?")
NO_PCODES = [
    "",
    "XX",
    "IQG99",
    "IQG1",
    "IQG15Q",
    "IQG15Q99",
    "iqg15",
    " IQG15",
    "IQG15\n",
    "IQG١٥",
    "IQ-G15",
    "IQG\ud800",
]


def codes(q: str, level: Level | None = None, parent: str | None = None) -> list[str]:
    return [found.pcode for found in search(q, level, parent)]


# The units and how they nest


def test_the_country_has_18_governorates_101_districts_and_294_sub_districts() -> None:
    assert Counter(unit.level for unit in units().values()) == {0: 1, 1: 18, 2: 101, 3: 294}


def test_every_parent_exists_is_one_level_up_and_is_a_prefix() -> None:
    for unit in units().values():
        assert PCODE.fullmatch(unit.pcode)
        if unit.parent is None:
            assert unit.pcode == "IQ"
            continue
        assert unit.pcode.startswith(unit.parent)
        assert place(unit.parent).level == unit.level - 1


def test_every_unit_carries_the_version_and_the_day_from_which_it_is_valid() -> None:
    for unit in units().values():
        assert (unit.source_version, unit.valid_from, unit.valid_to) == (SOURCE_VERSION, date(2019, 6, 3), None)


def test_a_place_is_found_by_its_code_with_its_names() -> None:
    telafar = place("IQG15Q08")
    assert (telafar.level, telafar.parent) == (Level.DISTRICT, "IQG15")
    assert (telafar.name_en, telafar.name_ar, telafar.name_ku) == ("Telafar", "تلعفر", "تەلەعفەر")
    assert "Tel Afar" in telafar.aliases
    assert place("IQG15Q08N01").name_ku is None
    assert (place("IQ").lat, place("IQ").lon) == (None, None)


def test_every_unit_but_the_country_has_a_point_in_iraq() -> None:
    for unit in units().values():
        if unit.level > Level.COUNTRY:
            assert unit.lat is not None
            assert unit.lon is not None
            assert 29 < unit.lat < 37.5
            assert 38.7 < unit.lon < 48.8


@pytest.mark.parametrize("code", NO_PCODES)
def test_an_unknown_code_is_no_place(code: str) -> None:
    assert not exists(code)
    for asked in (place, governorate, district, children, population):
        with pytest.raises(UnknownPlace) as refused:
            asked(code)
        assert refused.value.pcode == code


def test_an_unknown_place_repeats_nothing_of_what_was_asked() -> None:
    assert str(UnknownPlace("XX")) == "This is no P-code of COD-AB 2019-06-03."


@pytest.mark.parametrize(
    ("code", "area", "answer"),
    [
        ("IQG15Q08N01", "IQG15Q08N01", True),
        ("IQG15Q08N01", "IQG15Q08", True),
        ("IQG15Q08N01", "IQG15", True),
        ("IQG15Q08N01", "IQ", True),
        ("IQ", "IQ", True),
        ("IQ", "IQG15", False),
        ("IQG15", "IQG15Q08", False),
        ("IQG15Q08", "IQG15Q08N01", False),
        ("IQG15Q08", "IQG15Q09", False),
        ("IQG01Q05", "IQG15", False),
        ("IQG05Q01N01", "IQG15", False),
    ],
)
def test_a_unit_is_inside_itself_and_what_contains_it(code: str, area: str, answer: bool) -> None:
    assert inside(code, area) is answer


@pytest.mark.parametrize(
    ("code", "area"),
    [
        ("IQG15", ""),
        ("IQG15", "I"),
        ("IQG15", "IQG1"),
        ("IQG15Q08", "IQG15Q"),
        ("IQG15Q08", "IQG15\n"),
        ("IQG99", "IQ"),
        ("IQG15Q99", "IQG15"),
        ("IQG15Q08 ", "IQG15"),
        ("IQG١٥", "IQ"),
    ],
)
def test_a_prefix_that_is_no_code_holds_nothing(code: str, area: str) -> None:
    with pytest.raises(UnknownPlace):
        inside(code, area)


def test_inside_agrees_with_the_parents_for_every_pair() -> None:
    for unit in units().values():
        containing, up = {unit.pcode}, unit.parent
        while up is not None:
            containing.add(up)
            up = place(up).parent
        assert {area for area in units() if inside(unit.pcode, area)} == containing


def test_a_unit_names_its_governorate_and_its_district() -> None:
    assert governorate("IQG15Q08N01") == place("IQG15")
    assert governorate("IQG15") == place("IQG15")
    assert governorate("IQ") is None
    assert district("IQG15Q08N01") == place("IQG15Q08")
    assert district("IQG15Q08") == place("IQG15Q08")
    assert district("IQG15") is None
    assert district("IQ") is None


def test_children_are_one_level_below_in_the_order_of_their_codes() -> None:
    assert [unit.pcode for unit in children("IQG15Q08")] == [f"IQG15Q08N0{n}" for n in (1, 2, 3, 4)]
    assert len(children("IQ")) == 18
    assert children("IQG15Q08N01") == []


def test_a_list_of_children_belongs_to_whoever_asked() -> None:
    children("IQG15").clear()
    assert len(children("IQG15")) == 9


# Names


@pytest.mark.parametrize(
    ("code", "spellings"),
    [
        (
            "IQG15Q08",
            "Tel Afar, Telafar, Talafar, Tal Afar, Telaafer, Tal'afar, Tall ʿAfar, TEL-AFAR, Tel-ʻAfar, Telefer",
        ),
        ("IQG15Q08", "تلعفر, تل عفر, تلّعفر, تـلـعـفـر, تەلەعفەر, ته\u200cله\u200cعفه\u200cر, \u200fتلعفر\u200f"),
        ("IQG15Q05", "Mosul, Al-Mosul, Al Mosul, AlMosul, Mossul, Mûsil, Al-Mawsil, الموصل, موصل, مووسڵ"),
        ("IQG15Q07", "Sinjar, Sinjār, Shingal, Şingal, Shengal, سنجار, شنگال, شنكال, شەنگال"),
        ("IQG04", "Najaf, Al-Najaf, An-Najaf, al najaf, النجف, نجف, نەجەف, النّجف"),
        ("IQG04Q03", "Najaf, Al-Najaf, An-Najaf, النجف"),
        ("IQG04Q01", "Kufa, Kufah, Al-Kufa, Al Kufah, الكوفة, الكوفه, کوفە"),
        ("IQG15", "Nineveh, Ninewa, Ninawa, Nīnawá, نينوى, نينوي, نینەوا, نینوی"),
        ("IQG11", "Erbil, Arbil, Arbīl, Irbil, Hewlêr, Hawler, أربيل, اربيل, هەولێر"),
        ("IQG11Q02", "Erbil, Arbil, Irbil, Hewlêr, Hawler, أربيل, اربيل, هەولێر"),
        ("IQG12Q03", "Kerbela, Kerbala, Karbala, كربلاء, كربلا"),
        ("IQG13", "Kirkuk, Kerkûk, كركوك, کەرکووک"),
        ("IQG13Q04", "Kirkuk, Kerkûk, كركوك, کەرکووک"),
        ("IQG09Q02", "Duhok, Dohuk, Dahuk, Dihok, دهوك, دهۆک"),
        ("IQG01", "Anbar, Al-Anbar, الأنبار, الانبار, ئەنبار"),
        ("IQG16", "Salah al-Din, Salah ad-Din, Salahaldin, Salahuddin, صلاح الدين, سەڵاحەدین"),
        ("IQG15Q01", "Aqra, Aqrah, Akrê, عقرة, عقره, ئاکرێ"),
        ("IQG15Q09N02", "Al-Qosh, Alqosh, القوش"),
        ("IQG15Q08N02", "Al-Ayadiya, Ayadhiya, Iyadhiyah, العياضية"),
        ("IQG15Q08N04", "Rabia, Rabi'a, Rabi‘ah, ربيعة, ربيعه"),
    ],
)
def test_every_usual_spelling_names_the_unit_exactly(code: str, spellings: str) -> None:
    for spelling in spellings.split(", "):
        wanted = comparable(spelling)
        exact = [
            unit.pcode
            for unit in search(spelling)
            if any(
                wanted in (comparable(name), comparable_with_article(name))
                for name in (unit.name_en, unit.name_ar, unit.name_ku or "", *unit.aliases)
            )
        ]
        assert code in exact, spelling
        assert codes(spelling)[: len(exact)] == exact, "exact matches come first"


def test_every_alias_and_every_name_finds_its_unit() -> None:
    for row in rows("iraq_admin_aliases"):
        assert row["pcode"] in codes(row["alias"]), row
    for unit in units().values():
        for name in (unit.name_en, unit.name_ar, unit.name_ku):
            assert name is None or unit.pcode in codes(name), name


def test_the_spellings_of_the_census_find_their_units() -> None:
    for row in rows("iraq_census_2024"):
        if row["cod_match"] == "same":
            name = re.sub(r" \(.*\)| centre", "", row["name_en"])
            assert row["cod_pcode"] in codes(name), name


@pytest.mark.parametrize(
    ("name", "namesakes"),
    [
        ("Najaf", ["IQG04", "IQG04Q03"]),
        ("Al-Basrah", ["IQG02", "IQG02Q02"]),
        ("السليمانية", ["IQG06", "IQG06Q01"]),
        ("Erbil", ["IQG11", "IQG11Q02"]),
        ("Kerbala", ["IQG12", "IQG12Q03"]),
        ("كركوك", ["IQG13", "IQG13Q04"]),
        ("دهۆک", ["IQG09", "IQG09Q02"]),
        ("Diwaniyah", ["IQG05", "IQG05Q02"]),
        ("Salah al-Din", ["IQG16", "IQG11Q06N02"]),
        ("Wasit", ["IQG18", "IQG18Q02N01"]),
        ("مندلي", ["IQG10Q03", "IQG10Q03N01"]),
    ],
)
def test_namesakes_all_come_first_and_none_is_preferred(name: str, namesakes: list[str]) -> None:
    assert codes(name)[: len(namesakes)] == namesakes


def test_a_spelling_of_a_governorate_is_also_one_of_the_district_with_its_name() -> None:
    former_names_of_the_governorate_alone = {"At-Ta'mim", "التأميم"}
    for whole in children("IQ"):
        for part in children(whole.pcode):
            if part.name_ar == whole.name_ar:
                for spelling in set(whole.aliases) - former_names_of_the_governorate_alone:
                    assert codes(spelling)[:2] == [whole.pcode, part.pcode], spelling


def test_exact_names_come_before_beginnings_and_beginnings_before_parts() -> None:
    assert codes("Hamza") == ["IQG05Q03", "IQG05Q03N03"]
    found = codes("Bal")
    assert found.index("IQG10Q03") < found.index("IQG11Q05N03") < found.index("IQG09Q01N01")
    assert codes("Balad")[:2] == ["IQG16Q04", "IQG10Q03"]


def test_a_level_or_a_parent_settles_a_bare_name() -> None:
    assert codes("Najaf", level=Level.GOVERNORATE) == ["IQG04"]
    assert codes("Najaf", level=Level.DISTRICT) == ["IQG04Q03"]
    assert codes("Najaf", parent="IQG04") == ["IQG04Q03", "IQG04Q03N03"]
    assert codes("Najaf", level=Level.SUB_DISTRICT, parent="IQG04Q03") == ["IQG04Q03N03"]
    assert codes("Najaf", parent="IQG15") == []
    assert codes("Iraq", parent="IQ") == []


def test_a_search_below_an_unknown_parent_is_a_mistake_and_not_an_empty_answer() -> None:
    with pytest.raises(UnknownPlace):
        search("Najaf", parent="IQG99")


@pytest.mark.parametrize("code", ["IQ", "IQG15", "IQG15Q08", "IQG15Q08N04"])
def test_a_code_finds_just_its_unit(code: str) -> None:
    assert codes(code) == codes(f" {code.lower()} ") == [code]
    assert codes(code, level=Level.SUB_DISTRICT) == ([code] if len(code) == 11 else [])


@pytest.mark.parametrize("q", ["", " ", "-", "'", "ـ", "\u200f", "\ud800", "!?", "Atlantis", "IQG99", "x" * 100_000])
def test_nothing_found_is_an_empty_list(q: str) -> None:
    assert search(q) == []


# The comparable form

EVERYTHING = st.text(st.characters(exclude_categories=()), max_size=40)
PLACE_LIKE = st.text("aelhnsrdtzwوياالهةەئءٔءٱىکێ -'\u200c\u200f\u0651\u0640IAḤ", max_size=16)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("تەلەعفەر", "تلعفر"),
        ("نەجەف", "النجف"),
        ("ئەنبار", "الأنبار"),
        ("چەمچەماڵ", "جمجمال"),
        ("ئاکرێ", "اكرى"),
        ("کەرکووک", "كركوك"),
        ("ﺍﻟﻤﻮﺻﻞ", "الموصل"),
        ("القائم", "القايم"),
        ("حي ١٧", "حی ۱۷"),
        ("Ash-Shirqat", "Shirqat"),
        ("Abu Al-Khaseeb", "abu khaseeb"),
        ("Ｂａｇｈｄａｄ", "Baghdād"),
    ],
)
def test_spellings_of_one_name_have_one_form(one: str, other: str) -> None:
    assert comparable(one) == comparable(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("Ali", "I"), ("As Samawa", "Samawaas"), ("Ana", "A"), ("An Baghdad", "Baghdad")]
)
def test_only_an_article_is_left_out(one: str, other: str) -> None:
    assert comparable(one) != comparable(other)


@pytest.mark.parametrize("form", [comparable, comparable_with_article])
@given(text=EVERYTHING | PLACE_LIKE)
@example(text="ا لنجف")
@example(text="الالالنجف")
@example(text="al al-el")
@example(text="kufa h")
@example(text="ه\u200f\u200c")
@settings(deadline=None)
def test_the_form_of_a_form_is_itself(form: Any, text: str) -> None:
    assert form(form(text)) == form(text)


@given(text=EVERYTHING)
@settings(deadline=None)
def test_any_text_can_be_searched(text: str) -> None:
    assert " " not in comparable(text)
    assert isinstance(search(text), list)


@given(
    unit=st.sampled_from(sorted(units())),
    marks=st.lists(st.sampled_from("\u200e\u200f\u2066\u2069\u0640 "), max_size=4),
)
@settings(deadline=None)
def test_marks_and_case_around_a_name_change_nothing(unit: str, marks: list[str]) -> None:
    name = place(unit).name_en
    assert codes("".join(marks) + name.upper() + "".join(marks)) == codes(name)


def test_different_names_of_one_level_and_parent_stay_different() -> None:
    for unit in units().values():
        names = [comparable(child.name_en) for child in children(unit.pcode)]
        assert len(set(names)) == len(names)


# Weights


@pytest.mark.parametrize(
    ("code", "persons"),
    [
        ("IQ", 46_118_793),
        ("IQG15", 4_261_980),
        ("IQG04", 1_950_833),
        ("IQG15Q08", 546_411),
        ("IQG04Q03", 1_082_091),
        ("IQG04Q01", 589_415),
        ("IQG15Q08N01", 217_852),
        ("IQG04Q02", 131_980 + 147_347),
        ("IQG09Q04", 398_876 + 19_000),
    ],
)
def test_population_is_that_of_the_census_with_split_units_added_up(code: str, persons: int) -> None:
    assert population(code) == persons


@pytest.mark.parametrize("code", ["IQG08Q01", "IQG10Q05", "IQG04Q01N02"])
def test_population_is_unknown_where_nobody_or_only_a_part_was_counted(code: str) -> None:
    assert population(code) is None


# The types


def refusal(kind: Any, value: object) -> tuple[str, str]:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(value)
    [error] = refused.value.errors()
    return error["type"], error["msg"]


def test_a_pcode_is_any_code_of_the_source() -> None:
    for code in units():
        assert TypeAdapter(Pcode).validate_python(code) == code


@pytest.mark.parametrize("code", [*NO_PCODES, "IQG15" * 2_000])
def test_a_pcode_is_nothing_else(code: str) -> None:
    assert refusal(Pcode, code) == ("unknown_place", str(UnknownPlace(code)))


@pytest.mark.parametrize("value", [None, 15, b"IQG15\xff", ["IQG15"]])
def test_a_pcode_is_text(value: object) -> None:
    assert refusal(Pcode, value)[0].startswith("string_")


@pytest.mark.parametrize("code", ["XX", "{x}", "زينب", "IQG15" * 2_000])
def test_a_refused_pcode_is_not_repeated(code: str) -> None:
    assert refusal(Pcode, code)[1] == "This is no P-code of COD-AB 2019-06-03."


def test_a_type_says_how_coarse_a_code_may_be() -> None:
    assert TypeAdapter(GovernoratePcode).validate_python("IQG15") == "IQG15"
    assert TypeAdapter(GovernoratePcode).validate_python("IQG15Q08") == "IQG15Q08"
    assert TypeAdapter(DistrictPcode).validate_python("IQG15Q08N01") == "IQG15Q08N01"
    assert refusal(GovernoratePcode, "IQ")[0] == "place_of_other_level"
    assert refusal(DistrictPcode, "IQG15")[1] == "'IQG15' is a governorate, not a district to sub-district"
    assert refusal(DistrictPcode, "IQG15Q99")[0] == "unknown_place"


def test_a_type_can_be_narrowed_to_one_level() -> None:
    only_districts = Annotated[Pcode, levels(Level.DISTRICT, Level.DISTRICT)]
    assert TypeAdapter(only_districts).validate_python("IQG15Q08") == "IQG15Q08"
    assert refusal(only_districts, "IQG15Q08N01")[1] == "'IQG15Q08N01' is a sub-district, not a district"


@pytest.mark.parametrize(
    ("kind", "coarsest"),
    [(Pcode, Level.COUNTRY), (GovernoratePcode, Level.GOVERNORATE), (DistrictPcode, Level.DISTRICT)],
)
def test_the_schema_shows_a_pattern_that_fits_what_the_type_admits(kind: Any, coarsest: Level) -> None:
    schema = json.loads(json.dumps(TypeAdapter(kind).json_schema()))
    pattern = re.compile(schema["pattern"].removeprefix("^").removesuffix("$"))
    for unit in units().values():
        assert bool(pattern.fullmatch(unit.pcode)) is (unit.level >= coarsest)
    for shown in schema["examples"]:
        assert TypeAdapter(kind).validate_python(shown) == shown


def test_the_pattern_of_a_pcode_is_the_grammar_of_the_source() -> None:
    assert TypeAdapter(Pcode).json_schema()["pattern"] == "^IQ(G[0-9]{2}(Q[0-9]{2}(N[0-9]{2})?)?)?$"
