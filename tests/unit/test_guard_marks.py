"""What is marked in a text: by kind, in all scripts, however it is typed, and whatever else a text is."""

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.forums.guard.letters import form, plain
from services.forums.guard.marks import MarkKind
from services.forums.guard.reading import marks
from services.forums.guard.version import version_of_guard


def found(text: str) -> list[tuple[str, str]]:
    return [(mark.kind.value, text[mark.start : mark.end]) for mark in marks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال محمد علي إن السوق مغلق", [("name", "محمد علي")]),
        ("حضر المواطن كريم جاسم الاجتماع", [("name", "كريم جاسم")]),
        ("ئەحمەدی کوڕی عەلی نەهات", [("name", "ئەحمەدی"), ("kinship", "کوڕی عەلی")]),
        ("Keça Rojînê ji dibistanê derket", [("kinship", "Keça Rojînê")]),
        ("The widow of Karim asked for help", [("kinship", "widow of Karim")]),
        ("أم سارة طلبت المساعدة", [("kunya", "أم سارة")]),
        ("Abu Thannoun's shop is closed", [("kunya", "Abu Thannoun's")]),
        ("باوکی هێمن داوای کرد", [("kunya", "باوکی هێمن")]),
        ("اتصلوا على ٠٧٧٠ ١٢٣ ٤٥٦٧ ليلا", [("phone", "٠٧٧٠ ١٢٣ ٤٥٦٧")]),
        ("Call +964 (0)770-123-4567 at night", [("phone", "+964 (0)770-123-4567")]),
        ("ژمارەکەی ۰۷۵۰۱۲۳۴۵۶۷ە", [("phone", "۰۷۵۰۱۲۳۴۵۶۷")]),
        ("صفر سبعة سبعة صفر واحد اثنين ثلاثة", [("phone", "صفر سبعة سبعة صفر واحد اثنين ثلاثة")]),
        ("البطاقة الوطنية ١٩٩٠١٢٣٤٥٦٧٨", [("document", "١٩٩٠١٢٣٤٥٦٧٨")]),
        ("Passport A12345678 was lost", [("document", "A12345678")]),
        ("سجل ٤٤ صحيفة ١٢", [("document", "٤٤"), ("document", "١٢")]),
        ("سيارة كيا بيضاء نينوى 45231", [("plate", "45231")]),
        ("the house with the green gate behind the mill", [("house", "house with the green gate behind the mill")]),
        ("محلة ٢٠٤ زقاق ١٢ دار ٧", [("house", "محلة ٢٠٤ زقاق ١٢ دار ٧")]),
        ("ew li pişt mizgeftê dijî", [("house", "pişt mizgeftê dijî")]),
    ],
)
def test_what_tells_of_a_person_is_marked_as_what_it_is(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "المدير في مدرسة الشهيد أحمد حسن للبنين",
        "انقطع الماء في شارع أبو نؤاس وحي الحسين",
        "The lights in Ali Street and at Saddam Bridge are out",
        "گەڕەکی ئازادی و شەقامی سالم",
        "رمضان كريم",
        "قضاء أبي صيدا وأبو غريب",
        "قرار 1325 لسنة 2000",
        "250,000,000 دينار و 12500 عائلة",
        "الاجتماع يوم 12/11/2019 الساعة 10:30",
        "Call 104 or 115",
        "الدار المهجورة خلف المدرسة",
        "على الطريق",
        "The house was empty",
    ],
)
def test_what_tells_of_nobody_is_not_marked(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "hidden",
    [
        "م\u200dح\u200cم\u2060د",
        "مـــحـــمـــد",
        "مُحَمَّدٌ",
        "محممممد",
        "م ح م د",
        "م.ح.م.د",
        "ﻣﺤﻤﺪ",
        "ﷴ",
        "\u202eمحمد\u202c",
        "A\u200bh\u00admed",
        "Ａｈｍｅｄ",
        "𝐀𝐡𝐦𝐞𝐝",
        "Аhmеd",
        "A h m e d",
        "A7med",
        "Àĥmèd",
        "Ahmmmed",
        "محمدعلي",
        "ئه\u200cحمه\u200cد",
    ],
)
def test_a_name_is_marked_however_it_is_hidden(hidden: str) -> None:
    [mark] = marks(f"- {hidden} -")
    assert mark.kind is MarkKind.NAME
    assert mark.start <= 3
    assert mark.end >= 2 + len(hidden.rstrip("\u202c"))


@pytest.mark.parametrize(
    "hidden",
    [
        "0\u200d770\u200c123\u20604567",
        "０７７０１２３４５６７",
        "٠٧٧٠١٢٣٤٥٦٧",
        "٠77۰ 123 ٤٥٦7",
        "0 7 7 0 1 2 3 4 5 6 7",
        "0770.123.4567",
        "𝟎𝟕𝟕𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕",
        "\u202d0770 123 4567\u202c",
        "00964 770 123 4567",
        "0770 *** 4567",
    ],
)
def test_a_phone_is_marked_however_it_is_hidden(hidden: str) -> None:
    assert {kind for kind, _ in found(f"- {hidden} -")} == {"phone"}


TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("محمدعليابوأمإبن ئەحمەدکوڕیAhmedSon of0123456789٠١٢٣٤٥٦٧٨٩+-/.،,\n"),
        st.sampled_from(
            "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202e\u2066\u2069\u0640\u064b\u0670\ufeff\ud800\udfff"
        ),
    ),
    max_size=200,
)


@given(TEXTS)
def test_marks_of_any_text_lie_inside_it_in_order_and_are_the_same_again(text: str) -> None:
    told = marks(text)
    assert all(0 <= mark.start < mark.end <= len(text) for mark in told)
    assert [mark.start for mark in told] == sorted(mark.start for mark in told)
    assert marks(text) == told


@given(TEXTS, TEXTS)
def test_what_is_marked_stays_marked_when_lines_are_added_around_it(before: str, behind: str) -> None:
    name = "محمد علي"
    text = f"{before}\n\n{name}\n\n{behind}"
    start = len(before) + 2
    assert any(mark.start <= start and mark.end >= start + len(name) for mark in marks(text))


@given(TEXTS)
def test_plain_letters_know_where_they_come_from_and_a_form_of_a_form_is_the_same(text: str) -> None:
    letters = plain(text)
    assert len(letters.text) == len(letters.at)
    assert letters.at == sorted(letters.at)
    assert all(0 <= place < max(1, len(text)) for place in letters.at)
    for word in letters.text.split():
        assert form(form(word)) == form(word)


def work(text: str) -> int:
    """How many functions are called to read a text."""
    calls = 0

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        marks(text)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(
    "part",
    [
        "a ", "م ", "of ", "and ", "School ", "مدرسة ", "1", "1a ", "1 ", "07 ", "ابو ", "ام كذا ", "بيت قرب ", "محمد ",
        "محمد، ", "Ali and ", "a-", "a/b/", "واحد ", "كريم ", "\u200d", "ـ", "سجل 1 ", "سيارة 1 ", "12345 ", "x1-", "(",
        "A.", "عبد ", "'", "a'", "-", "ش ", "ﷺ", "ﷴ ",
    ],
)  # fmt: skip
def test_the_work_grows_no_faster_than_the_text(part: str) -> None:
    short, long = part * (4_000 // len(part)), part * (16_000 // len(part))
    marks(short)
    assert work(long) <= 4.5 * work(short) + 1_000


def test_a_text_without_words_has_no_marks() -> None:
    for text in ("", " ", "\n", "!?", "\u200d", "ـ", "\ud800"):
        assert marks(text) == []


def test_the_version_of_the_guard_is_one_short_word_and_stays() -> None:
    assert version_of_guard() == version_of_guard()
    assert len(version_of_guard()) == 16
