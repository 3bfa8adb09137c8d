"""Surveys: questions and waves, answers given as files, and what a population thinks as it follows from them."""

import asyncio
from random import Random
from typing import Any

import asyncpg
import pytest
from callers import Caller, datasets, refusal, require_made
from desk import FORUM, NAJAF, TELAFAR, Desk

from shared.callers import Role
from shared.classification import LOW

SAFE = {
    "code": "safe_after_dark",
    "scale": "safety",
    "wording_en": "How safe do you feel in your neighbourhood after dark?",
    "wording_ar": "إلى أي مدى تشعر بالأمان في حيّك بعد حلول الظلام؟",
    "wording_ckb": "تا چەند لە گەڕەکەکەت دوای تاریکبوون هەست بە سەلامەتی دەکەیت؟",
}
AFRAID = {
    "code": "afraid_of_police",
    "scale": "yes_no",
    "reversed": True,
    "wording_en": "Are you afraid of the police?",
    "wording_ar": "هل تخاف من الشرطة؟",
    "wording_ckb": "ئایا لە پۆلیس دەترسیت؟",
}
WAVE = {
    "begins_on": "2019-07-14",
    "ends_on": "2019-08-08",
    "design": "cluster",
    "method": "face_to_face",
    "target": 200,
}
LATER = {"begins_on": "2019-12-01", "ends_on": "2019-12-15"}
HEADER = "respondent,area,cluster,sex,age_band,weight,safe_after_dark,afraid_of_police"


async def worded(desk: Desk, **changes: Any) -> int:
    return int(require_made(await desk.monitor.post("/questions", SAFE | changes))["id"])


async def opened(desk: Desk, questions: list[int], **changes: Any) -> int:
    body = {"place": TELAFAR, "questions": questions} | WAVE | changes
    return int(require_made(await desk.monitor.post("/waves", body))["id"])


async def asked(desk: Desk) -> list[int]:
    return [await worded(desk), int(require_made(await desk.monitor.post("/questions", AFRAID))["id"])]


async def give(caller: Caller, wave: int, content: str | bytes, **headers: str) -> Any:
    stated = caller._headers() | {"content-type": "text/csv"} | headers
    content = content.encode() if isinstance(content, str) else content
    return await caller.client.post("/answers", params={"wave_id": wave}, content=content, headers=stated)


def sheet(*lines: str) -> str:
    return "\n".join((HEADER, *(f"{number},{line}" for number, line in enumerate(lines, 1))))


def people(cluster: str, safe: int, unsafe: int, *, sex: str = "female", area: str = "IQG15Q08N01") -> list[str]:
    """So many lines of a cluster, who feel safe or not, and are all unafraid."""
    line = f"{area},{cluster},{sex},25-35,1"
    return [f"{line},safe,no"] * safe + [f"{line},unsafe,no"] * unsafe


async def told(desk: Desk, wave: int, what: str = "perception", **asked: Any) -> dict[str, Any]:
    return require_made(await desk.monitor.get(f"/waves/{wave}/{what}", **asked))


def of(found: dict[str, Any], code: str = "safe_after_dark", **who: Any) -> dict[str, Any]:
    who = {"sex": None, "age_band": None, "area": None} | who
    rows = found["results"] if "results" in found else found["changes"]
    [row] = [row for row in rows if row["code"] == code and who.items() <= row.items()]
    return dict(row)


def share(row: dict[str, Any], answer: str | None = None) -> dict[str, Any]:
    [found] = [each for each in row["shares"] if each["answer"] == answer]
    return dict(found)


# Questions and waves


async def test_a_question_that_is_worded_otherwise_is_its_next_version(desk: Desk) -> None:
    first = await worded(desk)
    assert refusal(await desk.monitor.post("/questions", SAFE)) == (409, "worded-so", "code")
    made = require_made(await desk.monitor.post("/questions", SAFE | {"wording_en": "How safe do you feel?"}))
    assert (made["version"], made["id"] != first) == (2, True)
    assert require_made(await desk.focal_point.get(f"/questions/{first}"))["wording_en"] == SAFE["wording_en"]
    assert len(require_made(await desk.monitor.get("/questions", code="safe_after_dark"))["items"]) == 2


async def test_a_wording_is_fixed_once_a_wave_asks_it(desk: Desk) -> None:
    mistaken, fixed = await worded(desk), await worded(desk, code="fixed")
    assert require_made(await desk.monitor.void(f"/questions/{mistaken}"))["voided_at"]
    wave = await opened(desk, [fixed])
    assert refusal(await desk.monitor.void(f"/questions/{fixed}")) == (409, "question-asked", None)
    assert require_made(await desk.monitor.post("/questions", SAFE))["version"] == 2
    async with desk.service.connection() as connection:
        with pytest.raises(asyncpg.RestrictViolationError):
            await connection.execute("UPDATE questions SET wording_en = 'How unsafe?' WHERE id = $1", fixed)
    require_made(await desk.monitor.void(f"/waves/{wave}"))
    require_made(await desk.monitor.void(f"/questions/{fixed}"))


async def test_two_who_word_a_question_at_once_word_two_versions_or_one(desk: Desk) -> None:
    bodies = [SAFE | {"wording_en": f"How safe, asked by {who}?"} for who in range(4)]
    answers = await asyncio.gather(*(desk.monitor.post("/questions", body) for body in bodies))
    made = [answer.json()["version"] for answer in answers if answer.is_success]
    assert sorted(made) == list(range(1, len(made) + 1))
    refused = {refusal(answer) for answer in answers if not answer.is_success}
    assert refused <= {(409, "worded-meanwhile", "code")}


async def test_questions_are_worded_by_who_works_in_the_whole_country(desk: Desk) -> None:
    local = desk.service.caller(Role.FORUM_FOCAL_POINT, areas=("IQG15",))
    assert refusal(await local.post("/questions", SAFE)) == (403, "outside-area", None)


async def test_a_wave_about_a_forum_lies_where_the_forum_does(desk: Desk) -> None:
    forum, question = await desk.forum(), await worded(desk)
    body = {"forum_id": forum, "questions": [question]} | WAVE
    made = require_made(await desk.focal_point.post("/waves", body))
    assert (made["place"], made["project"]) == (TELAFAR, FORUM["project"])
    assert made["questions"] == [
        {"position": 1, "question_id": question, "code": "safe_after_dark", "version": 1, "scale": "safety"}
    ]
    assert require_made(await desk.monitor.get("/waves", forum_id=str(forum)))["items"] == [made]
    najaf = desk.service.caller(Role.MONITORING, areas=("IQG04",))
    assert (await najaf.get(f"/waves/{made['id']}")).status_code == 404
    assert refusal(await najaf.post("/waves", body)) == (404, "unknown-forum", "forum_id")
    assert refusal(await desk.focal_point.void(f"/forums/{forum}")) == (409, "forum-has-worked", None)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"forum_id": 1}, (422, "forum-or-place", "place")),
        ({"place": None}, (422, "forum-or-place", "place")),
        ({"place": None, "forum_id": 1, "project": "JPN-2"}, (422, "forum-or-place", "project")),
        ({"place": None, "forum_id": 99}, (404, "unknown-forum", "forum_id")),
        ({"questions": [99]}, (404, "unknown-question", "questions.0")),
        ({"questions": []}, (422, "invalid-request", "questions")),
        ({"target": 0}, (422, "invalid-request", "target")),
        ({"ends_on": "2019-07-13"}, (422, "ends-before-it-begins", "ends_on")),
        ({"begins_on": "2090-01-01", "ends_on": "2090-01-02"}, (422, "in-the-future", "begins_on")),
    ],
)
async def test_a_wave_that_cannot_be_is_refused(desk: Desk, changes: dict[str, Any], problem: Any) -> None:
    body = {"place": TELAFAR, "questions": [await worded(desk)]} | WAVE | changes
    assert refusal(await desk.monitor.post("/waves", body)) == problem


async def test_a_wave_asks_one_version_of_a_question(desk: Desk) -> None:
    versions = [await worded(desk), await worded(desk, wording_en="How safe do you feel?")]
    body = {"place": TELAFAR, "questions": versions} | WAVE
    assert refusal(await desk.monitor.post("/waves", body)) == (422, "question-twice", "questions.1")


# Answers


async def test_answers_are_taken_once_and_no_respondent_is_ever_told(desk: Desk) -> None:
    wave = await opened(desk, await asked(desk))
    made = require_made(await give(desk.monitor, wave, sheet(*people("A1", 3, 2))))
    assert (made["wave_id"], made["respondents"]) == (wave, 5)
    again = await give(desk.focal_point, wave, sheet(*people("A1", 1, 1)))
    assert refusal(again) == (409, "answers-given", "wave_id")
    assert refusal(await desk.monitor.void(f"/waves/{wave}")) == (409, "wave-answered", None)
    listed = require_made(await desk.monitor.get("/answers", wave_id=str(wave)))["items"]
    assert listed == [made] == [require_made(await desk.focal_point.get(f"/answers/{made['id']}"))]
    assert not {"sex", "cluster", "area", "weight", "choices", "line"} & made.keys()
    paths = [route.path for route in desk.service.app.routes if "respondent" in getattr(route, "path", "")]
    assert paths == []
    require_made(await desk.monitor.void(f"/answers/{made['id']}"))
    assert require_made(await give(desk.monitor, wave, sheet(*people("A1", 1, 1))))["respondents"] == 2


async def test_a_file_with_one_bad_line_leaves_nothing(desk: Desk) -> None:
    wave = await opened(desk, await asked(desk))
    bad = sheet(*people("A1", 30, 30), "IQG15Q08N01,A1,female,25-35,NaN,safe,no")
    answer = await give(desk.monitor, wave, bad)
    assert refusal(answer) == (422, "weight-not-positive", "lines.62.weight")
    assert "62" in answer.json()["detail"]
    assert refusal(await give(desk.monitor, wave, "x", **{"content-type": "application/json"}))[1] == "unsupported-file"
    async with desk.service.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM respondents") == 0
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute(
                "WITH given AS (INSERT INTO answers (wave_id, respondents, recorded_by) VALUES ($1, 1, 'x')"
                " RETURNING id) INSERT INTO respondents (answers_id, line, area, sex, age_band, weight, choices)"
                " SELECT id, 1, 'IQG15Q08', 'female', '60+', 'NaN', '{}' FROM given",
                wave,
            )


async def test_answers_sent_twice_under_one_key_are_taken_once(desk: Desk) -> None:
    wave, key = await opened(desk, await asked(desk)), {"idempotency-key": "answers-of-july"}
    first, second = [await give(desk.monitor, wave, sheet(*people("A1", 3, 2)), **key) for _ in range(2)]
    assert require_made(first) == require_made(second)
    other = await give(desk.monitor, wave, sheet(*people("A1", 3, 3)), **key)
    assert other.status_code == 422


async def test_answers_to_a_wave_out_of_reach_are_refused_as_to_none(desk: Desk) -> None:
    wave = await opened(desk, await asked(desk))
    najaf = desk.service.caller(Role.MONITORING, areas=("IQG04",))
    out, none = [await give(najaf, id, sheet(*people("A1", 1, 1))) for id in (wave, 987654)]
    assert out.status_code == none.status_code == 404
    assert out.json()["type"] == none.json()["type"]


# What it says


async def test_shares_are_weighted_and_stand_with_their_intervals(desk: Desk) -> None:
    wave = await opened(desk, await asked(desk))
    heavy = [f"IQG15Q08N01,H{number},male,60+,3,very_safe,yes" for number in range(10)]
    light = [f"IQG15Q08N02,L{number % 5},female,18-24,1,unsafe,no" for number in range(30)]
    silent = ["IQG15Q08N02,L0,female,18-24,1,do_not_know,", "IQG15Q08N02,L0,female,18-24,1,refused,no"]
    require_made(await give(desk.monitor, wave, sheet(*heavy, *light, *silent)))
    found = await told(desk, wave)
    safe = of(found)
    assert (safe["n"], safe["hidden"]) == (40, False)
    assert share(safe)["share"] == share(safe, "very_safe")["share"] == 0.5
    assert (share(safe, "unsafe")["share"], share(safe, "safe")["share"]) == (0.5, 0.0)
    assert 0 == share(safe, "safe")["low"] < share(safe, "safe")["high"] < 0.25
    assert 0 < share(safe)["low"] < 0.5 < share(safe)["high"] < 1
    assert share(safe)["effective_n"] < 40
    afraid = of(found, "afraid_of_police")  # of which no is the good answer
    assert (afraid["n"], share(afraid)["share"]) == (41, round(31 / 61, 4))


async def test_small_groups_are_hidden_and_others_with_them(desk: Desk) -> None:
    wave = await opened(desk, await asked(desk))
    women = [line for cluster in "ABCDEFGH" for line in people(cluster, 5, 5)]
    men = people("A", 5, 5, sex="male", area="IQG15Q08N02")
    unstated = people("B", 30, 10, sex="not_stated", area="IQG15Q08N02")
    require_made(await give(desk.monitor, wave, sheet(*women, *men, *unstated)))
    by_sex = await told(desk, wave, by="sex")
    assert (of(by_sex)["n"], of(by_sex, sex="female")["n"]) == (130, 80)
    for sex in ("male", "not_stated"):
        assert of(by_sex, sex=sex)["hidden"]
        assert (of(by_sex, sex=sex)["n"], of(by_sex, sex=sex)["shares"]) == (None, None)
    by_area = await told(desk, wave, by="area")
    assert {row["area"]: row["n"] for row in by_area["results"] if row["code"] == "safe_after_dark"} == {
        None: 130,
        "IQG15Q08N01": 80,
        "IQG15Q08N02": 50,
    }
    low = desk.service.caller(Role.MONITORING, datasets=datasets(LOW))
    assert refusal(await low.get(f"/waves/{wave}/perception", by="sex")) == (403, "not-in-mandate", "by")
    for row in require_made(await low.get(f"/waves/{wave}/perception"))["results"]:
        assert not {"sex", "age_band", "area"} & row.keys()


async def test_a_wave_with_one_respondent_and_one_with_none_say_so(desk: Desk) -> None:
    wave = await opened(desk, await asked(desk))
    assert (await told(desk, wave))["results"] == []
    require_made(await give(desk.monitor, wave, sheet(*people("A1", 1, 0))))
    for row in (await told(desk, wave, by="sex"))["results"]:
        assert (row["hidden"], row["n"], row["shares"]) == (True, None, None)
    assert (await told(desk, wave, "perception/change"))["changes"] == []


async def surveyed(desk: Desk, questions: list[int], leaning: float, clusters: str = "K", **changes: Any) -> int:
    """A wave in twenty clusters that are each of their own mind, moved towards feeling safe by so much."""
    wave, minds, lines = await opened(desk, questions, **changes), Random(4), []
    for number in range(20):
        safe = min(12, round(12 * (minds.random() * 0.7 + leaning)))
        lines += people(f"{clusters}{number}", safe, 12 - safe, sex=("female", "male")[number % 2])
    require_made(await give(desk.monitor, wave, sheet(*lines)))
    return wave


async def test_change_is_told_closer_where_the_same_clusters_were_asked(desk: Desk) -> None:
    questions = await asked(desk)
    before = await surveyed(desk, questions, 0.0)
    same = await surveyed(desk, questions, 0.2, **LATER)
    others = await surveyed(desk, questions, 0.2, clusters="M", begins_on="2019-12-02", ends_on="2019-12-16")
    paired = await told(desk, same, "perception/change")
    assert (paired["before_id"], paired["paired"]) == (before, True)
    apart = await told(desk, others, "perception/change", before_id=str(before))
    assert apart["paired"] is False
    one, other = share(of(paired)), share(of(apart))
    assert one["before"] == share(of(await told(desk, before)))["share"]
    assert one["after"] == share(of(await told(desk, same)))["share"]
    assert one["change"] == pytest.approx(one["after"] - one["before"], abs=2e-4)  # each is rounded
    assert 0 < one["low"] < one["change"] < one["high"]
    assert one["high"] - one["low"] < 0.6 * (other["high"] - other["low"])
    of_women = of(await told(desk, same, "perception/change", by="sex"), sex="female")
    assert (of_women["n_before"], of_women["n_after"], of_women["hidden"]) == (120, 120, False)
    assert share(of(paired, "afraid_of_police"))["change"] == 0.0


async def test_only_what_is_asked_in_the_same_wording_is_compared(desk: Desk) -> None:
    questions = await asked(desk)
    await surveyed(desk, questions, 0.0)
    anew = await worded(desk, wording_en="How safe do you feel?")
    later = await surveyed(desk, [anew, questions[1]], 0.2, **LATER)
    assert {row["code"] for row in (await told(desk, later, "perception/change"))["changes"]} == {"afraid_of_police"}


async def test_a_group_hidden_in_one_wave_is_hidden_in_the_change(desk: Desk) -> None:
    questions = await asked(desk)
    waves = [await opened(desk, questions), await opened(desk, questions, **LATER)]
    for wave, men in zip(waves, (2, 20), strict=True):
        lines = [line for cluster in "ABCDEF" for line in people(cluster, 20, 20)]
        lines += [line for cluster in "ABC" for line in people(cluster, men, men, sex="male")]
        require_made(await give(desk.monitor, wave, sheet(*lines)))
    changes = await told(desk, waves[1], "perception/change", by="sex")
    assert [row["hidden"] for row in changes["changes"] if row["code"] == "safe_after_dark"] == [False, True, True]


async def test_a_wave_is_compared_with_an_earlier_one_in_its_place(desk: Desk) -> None:
    questions = await asked(desk)
    wave, later = await opened(desk, questions), await opened(desk, questions, **LATER)
    elsewhere = await opened(desk, questions, place=NAJAF)
    for before, problem in (
        (later, (422, "not-a-wave-before", "before_id")),
        (elsewhere, (422, "not-a-wave-before", "before_id")),
        (98765, (404, "unknown-wave", "before_id")),
    ):
        assert refusal(await desk.monitor.get(f"/waves/{wave}/perception/change", before_id=str(before))) == problem
    ninewa = desk.service.caller(Role.MONITORING, areas=("IQG15",))
    answer = await ninewa.get(f"/waves/{later}/perception/change", before_id=str(elsewhere))
    assert refusal(answer) == (404, "unknown-wave", "before_id")
    for what in ("perception", "perception/change"):
        assert (await ninewa.get(f"/waves/{elsewhere}/{what}")).status_code == 404
    assert (await told(desk, later, "perception/change"))["before_id"] == wave


async def test_what_was_found_is_told_as_of_a_moment(desk: Desk) -> None:
    wave = await opened(desk, await asked(desk))
    made = require_made(await give(desk.monitor, wave, sheet(*people("A", 20, 20), *people("B", 30, 10))))
    given = await desk.service.moment()
    require_made(await desk.monitor.void(f"/answers/{made['id']}"))
    voided = await desk.service.moment()
    require_made(await give(desk.monitor, wave, sheet(*people("A", 40, 0), *people("B", 30, 10))))
    told_at = [await told(desk, wave, as_of=moment.isoformat()) for moment in (given, voided)]
    assert share(of(told_at[0]))["share"] == 0.625
    assert told_at[1]["results"] == []
    assert share(of(await told(desk, wave)))["share"] == 0.875


async def test_what_changed_is_an_indicator_of_its_forum_and_of_its_place(desk: Desk) -> None:
    questions, forum = await asked(desk), await desk.forum()
    before = await surveyed(desk, questions, 0.0)
    later = await surveyed(desk, questions, 0.2, **LATER)
    of_forum = {"place": None, "forum_id": forum}
    await surveyed(desk, questions, 0.0, **of_forum)
    last = await surveyed(desk, questions, 0.3, clusters="M", **LATER, **of_forum)
    await opened(desk, questions, begins_on="2019-12-20", ends_on="2019-12-21", **of_forum)  # nobody has answered yet
    until = {"until": "2019-12-31"}
    for by, wave, paired in (("district", later, True), ("forum", last, False)):
        [row] = require_made(await desk.monitor.get("/indicators", by=by, **until))["rows"]
        changes = await told(desk, wave, "perception/change")
        assert [moved["code"] for moved in row["perception"]] == ["safe_after_dark", "afraid_of_police"]
        for moved in row["perception"]:
            assert (moved["before_on"], moved["after_on"]) == (WAVE["begins_on"], LATER["begins_on"])
            assert moved["paired"] is paired is changes["paired"]
            favourable = share(of(changes, moved["code"]))
            assert {name: moved[name] for name in favourable if name != "answer"} == {
                name: value for name, value in favourable.items() if name != "answer"
            }
    [row] = require_made(await desk.monitor.get("/indicators", by="governorate", **until))["rows"]
    assert row["perception"] == []
    [row] = require_made(await desk.monitor.get("/indicators", by="district", until="2019-09-30"))["rows"]
    assert row["perception"] == []
    assert before < later
