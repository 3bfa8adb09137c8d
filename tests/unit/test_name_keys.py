"""Keys of names: shared by the spellings of one name, across scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.beneficiary.names import forms, keys
from shared.names import pool, spellings


def share(one: str, other: str) -> bool:
    """Whether the words of two names go together one by one."""
    mine, theirs = forms.written(one), forms.written(other)
    return len(mine) == len(theirs) > 0 and all(
        keys.of(word) & keys.of(another) for word, another in zip(mine, theirs, strict=True)
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("عبد الرحمن", "Abdul Rahman"),
        ("عبدالعزيز", "Abdelaziz"),
        ("عبدالجبار", "Abduljabbar"),
        ("عەبدوڵڵا", "عبد الله"),
        ("صلاح الدين", "Salahuddin"),
        ("هێمن", "Hêmin"),
        ("ڕۆژین", "Rojin"),
        ("ژیان", "Zhyan"),
        ("چنار", "Chnar"),
        ("Şîlan", "شیلان"),
        ("Cîhan", "جيهان"),
        ("Xalid", "خالد"),
        ("ئیبراهیم", "إبراهيم"),
        ("ئومێد", "Omed"),
        ("محمد", "Mehmet"),
        ("إلياس", "Elias"),
        ("كاظم", "Kazim"),
        ("Kadhim", "Kazim"),
        ("رضا", "Reda"),
        ("صالح", "Saleh"),
        ("فتحي", "Fathi"),
        ("إسحاق", "Ishaq"),
        ("أدهم", "Adham"),
        ("نجاة", "Najat"),
        ("فاطمة", "Fatimah"),
        ("الجبوري", "Aljubouri"),
        ("الشمري", "Ash-Shammari"),
        ("المشهداني", "Mashhadani"),
        ("أبو علي", "Abu Ali"),
        ("أم كلثوم", "Umm Kulthum"),
        ("ممدوح", "Mamdouh"),
        ("جمال", "Gamal"),
        ("رشيد", "Rachid"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert share(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("زينب", "سعاد"), ("علي", "عمر"), ("محمد", "حامد"), ("كريم", "رحيم"), ("أبو علي", "علي"), ("مريم", "مروة")],
)
def test_different_names_do_not(one: str, other: str) -> None:
    assert not share(one, other)


def test_every_spelling_in_use_leads_to_its_name() -> None:
    astray = [(native, latin) for native, latin, _ in spellings.in_use() if not share(native, latin)]
    assert len(astray) <= 2, astray


def test_the_rules_alone_bring_most_spellings_in_use_together() -> None:
    known = [
        (native[0], latin[0], spelling.times)
        for spelling in spellings.in_use()
        if len(native := forms.written(spelling.native)) == len(latin := forms.written(spelling.latin)) == 1
    ]
    joined = sum(count for native, latin, count in known if keys.by_sound(native) & keys.by_sound(latin))
    assert joined / sum(count for *_, count in known) > 0.95


def test_the_names_of_the_demo_share_a_key_with_their_usual_latin_spelling() -> None:
    pairs = [(name.native, name.latin) for name in pool.pooled()]
    assert [pair for pair in pairs if not share(*pair)] == []


@pytest.mark.parametrize(
    ("typed", "name"), [("moh", "محمد"), ("Abdul Ra", "عبدالرحمن"), ("زين", "Zaynab"), ("sh", "شيرين")]
)
def test_what_is_typed_of_a_name_begins_a_key_of_it(typed: str, name: str) -> None:
    [typed], [word] = forms.written(typed), forms.written(name)
    assert any(key.startswith(begin) for begin in keys.begun(typed) for key in keys.of(word))


@given(st.text(max_size=60))
def test_every_word_has_few_short_keys(name: str) -> None:
    for word in forms.words(name):
        assert len(keys.of(word)) <= 8 * keys.MOST
        assert all(key and len(key) <= 3 * len(word) + 1 for key in keys.of(word))
