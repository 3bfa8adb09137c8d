"""A forum forms in Qayara, told through a gateway: it elects, meets, hears of concerns and plans, and the police answer
it; and people are asked what they think, before and after. After each chapter the interior ministry reads how its forum
works, by a token of its own, and monitoring the same.

Each chapter is a function, and `CHAPTERS` is their order; what is new in a later one has a row in `EXPECTED`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import surveying
from asking import Caller, Door, problem
from granting import done
from sharing import Partner, World, made, written

from shared.callers import Role

PROJECT, MINISTRY = "E2E-QAYARA", "qayara-ministry"
QAYARA = "IQG15Q05N01"
HEARD = "Two women do not dare to go to the well."
SECRET = "Abu Ahmed's son, who came back, lives by the mill."
RELEASED = "The street of the market is dark after sunset."
SEATS = (
    ("member_community", "male", "host_community", 4),
    ("member_women", "female", "host_community", 3),
    ("member_youth", "female", "host_community", 1),
    ("member_idp", "male", "returnee", 1),
    ("police_focal", "male", "office", 1),
    ("programme_facilitator", "female", "office", 1),
)
FIGURES = (
    *("forums_active", "leaders", "leaders_women", "meetings_held", "concerns_raised", "plans_adopted"),
    *("actions_done", "referrals_answered", "concerns_resolved"),
)
NOUNS = ("forums", "meetings", "minutes", "concerns", "plans", "actions", "referrals")

# After each chapter: the figures above.
EXPECTED: list[tuple[str, tuple[int, ...]]] = [
    ("forms", (0, 0, 0, 0, 0, 0, 0, 0, 0)),
    ("elects", (1, 3, 1, 0, 0, 0, 0, 0, 0)),
    ("asks", (1, 3, 1, 0, 0, 0, 0, 0, 0)),
    ("meets", (1, 3, 1, 4, 0, 0, 0, 0, 0)),
    ("raises", (1, 3, 1, 4, 2, 0, 0, 0, 0)),
    ("plans", (1, 3, 1, 4, 2, 1, 1, 0, 1)),
    ("is answered", (1, 3, 1, 4, 2, 1, 2, 1, 1)),
    ("asks again", (1, 3, 1, 4, 2, 1, 2, 1, 1)),
]


@dataclass
class Story:
    """A forum, and what the ministry read after each chapter."""

    door: Door
    ministry: Partner
    forum: int = 0
    members: list[int] = field(default_factory=list)
    meetings: list[int] = field(default_factory=list)
    concerns: dict[str, int] = field(default_factory=dict)
    question: int = 0
    waves: list[int] = field(default_factory=list)
    told: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)

    @property
    def focal_point(self) -> Caller:
        return self.door.staff(Role.FORUM_FOCAL_POINT, areas=("IQG15",), name="Zahra")

    @property
    def monitor(self) -> Caller:
        return self.door.staff(Role.MONITORING)

    def does(self, path: str, **body: Any) -> dict[str, Any]:
        """What the focal point records of the forum."""
        return done(self.focal_point, f"/v1/{path}", **body)

    def reads(self, noun: str, **query: str) -> list[dict[str, Any]]:
        """What the ministry is told of the records of a noun."""
        items: list[dict[str, Any]] = made(self.ministry.get(f"/v1/policing/{noun}", **query))["items"]
        return items

    def after(self, chapter: str) -> None:
        """The ministry reads how its forum works; monitoring reads the same."""
        asked = {"by": "forum", "project": PROJECT, "since": "2019-11-01", "until": "2020-02-29"}
        [row] = made(self.ministry.get("/v1/policing/indicators", **asked))["rows"]
        [same] = made(self.monitor.get("/v1/indicators", asked))["rows"]
        assert row | {"forum_id": same["forum_id"]} == same
        self.told.append((chapter, tuple(row[figure] for figure in FIGURES)))


def tell(door: Door) -> Story:
    """Tell all of it at a gateway that has not heard it."""
    story = Story(door, _ministry(door))
    for chapter, happens in CHAPTERS.items():
        happens(story)
        story.after(chapter)
    return story


def _ministry(door: Door) -> Partner:
    """The interior ministry, onboarded, with an agreement over what its forums do that two people signed."""
    days = {"starts_on": "2019-04-01", "ends_on": "2035-12-31"}
    project = {"code": PROJECT, "title": "A forum in Qayara", "donor": "Government of Japan", **days}
    done(door.staff(Role.ADMINISTRATOR), "/v1/projects", **project, budget="100000.00", currency="USD")
    world = World(door)
    ministry = world.onboard(MINISTRY, "security", requests_per_minute=60_000)
    terms = {
        "legal_basis": "public_interest",
        "grants": [{"dataset": dataset, "ceiling": "moderate"} for dataset in (*NOUNS, "indicators")],
        "areas": ["IQG15"],
        "projects": [PROJECT],
        "retention_days": 365,
        "destruction": "certificate of destruction",
        "review_on": "2034-12-31",
        "incident_contacts": ["incidents@ministry.example"],
        **days,
    }
    agreement = {"code": MINISTRY, "partner": MINISTRY, "purpose": "community-policing", "terms": terms}
    written(world.administrator, "/v1/agreements", agreement)
    world.both(f"/v1/agreements/{MINISTRY}/versions/1/sign")
    return ministry


# --- chapters ---------------------------------------------------------------------------------------------------------


def _forms(story: Story) -> None:
    """Eleven sit in it, women and youth and one who returned among them, and one of the police."""
    founding = {"name": "Qayara Community Policing Forum", "level": "sub_district", "place": QAYARA}
    founding |= {"established_on": "2019-11-05", "set_up_by": "interior_ministry_with_programme"}
    story.forum = story.does("forums", project=PROJECT, **founding)["id"]
    police = {"police_office": "community_police_office", "police_place": QAYARA}
    goes_by = {"since": "2019-11-05", "procedure": "SOP-2018", "catchment": [QAYARA]} | police
    story.does(f"forums/{story.forum}/charter", **goes_by)
    joined = {"forum_id": story.forum, "age_band": "18-59", "joined_on": "2019-11-05"}
    for role, sex, voice, many in SEATS:
        for _ in range(many):
            story.members.append(story.does("members", role=role, sex=sex, voice=voice, **joined)["id"])
    composition = made(story.monitor.get(f"/v1/forums/{story.forum}/composition", {"on": "2019-11-05"}))
    assert (composition["members"], composition["findings"]) == (11, [])


def _elects(story: Story) -> None:
    """Two men and one woman are elected, and the forum is active."""
    members = story.members
    stood = ((members[0], 6, "head"), (members[8], 4, "first_deputy"), (members[4], 2, "second_deputy"))
    candidates = [{"member_id": who, "votes": votes, "elected_as": seat} for who, votes, seat in stood]
    election = {"held_on": "2019-11-05", "method": "ballot", "voters": 9, "candidates": candidates}
    story.does("elections", forum_id=story.forum, **election)
    story.does(f"forums/{story.forum}/activate", since="2019-11-06")


def _asks(story: Story) -> None:
    """Before the forum meets people are asked how safe they feel."""
    story.question = surveying.word(story.monitor)
    days = ("2019-11-10", "2019-11-14")
    wave = surveying.ask(story.monitor, story.forum, story.question, days, surveying.BEFORE, QAYARA)
    story.waves.append(wave)


def _asks_again(story: Story) -> None:
    """When police and members were trained and the street is lit, people in the same places are asked again."""
    trained = [{"trainee": "police", "sex": "male", "people": 1}, {"trainee": "member", "sex": "female", "people": 4}]
    what = {"topic": "community_policing", "facilitator": "university"}
    days = {"begins_on": "2020-01-20", "ends_on": "2020-01-22"}
    story.does("trainings", forum_id=story.forum, **what, **days, trained=trained)
    asked = ("2020-02-22", "2020-02-27")
    wave = surveying.ask(story.monitor, story.forum, story.question, asked, surveying.AFTER, QAYARA)
    change = made(story.monitor.get(f"/v1/waves/{wave}/perception/change"))
    assert change["before_id"] == story.waves[0]
    surveying.require_safer(change)
    counted = {"by": "forum", "project": PROJECT, "since": "2019-11-01", "until": "2020-02-29"}
    [row] = made(story.ministry.get("/v1/policing/indicators", **counted))["rows"]
    assert (row["police_trained"], row["members_trained"]) == (1, 4)
    [moved] = row["perception"]
    assert (moved["code"], moved["paired"]) == (surveying.CODE, True)
    assert 0 < moved["low"] < moved["change"]
    for path in (f"/v1/waves/{wave}", f"/v1/waves/{wave}/perception", "/v1/answers", "/v1/trainings"):
        assert problem(story.ministry.get(path)) == (404, "not-found"), path


def _meets(story: Story) -> None:
    """It meets every month, and the women among themselves."""
    for day, kind in (("2019-12-03", "regular"), ("2020-01-07", "regular"), ("2020-02-04", "regular")):
        story.meetings.append(_met(story, day, kind))
    _met(story, "2020-01-14", "women")


def _met(story: Story, day: str, kind: str) -> int:
    """A meeting that was held with all who can come to it."""
    scheduled = {"kind": kind, "scheduled_on": day, "agenda": ["concerns"]}
    meeting = story.does("meetings", forum_id=story.forum, **scheduled)["id"]
    attendance = [
        {"role": role, "sex": sex, "age_band": "18-59", "people": many}
        for role, sex, _, many in SEATS
        if kind == "regular" or sex == "female"
    ]
    told = story.does(f"meetings/{meeting}/hold", held_on=day, attendance=attendance)
    assert told["quorate"] is (True if kind == "regular" else None)
    return int(meeting)


def _raises(story: Story) -> None:
    """Theft and electricity, which it votes on; and what the women's session heard goes to protection."""
    protection = story.door.staff(Role.PROTECTION, areas=("IQG15",), name="Nadia")
    for category, by, text in (("theft", "traders", SECRET), ("services", "women", RELEASED)):
        what = {"category": category, "place": QAYARA, "raised_by": by, "raised_on": "2019-12-03", "text": text}
        concern = story.concerns[category] = story.does("concerns", forum_id=story.forum, **what)["id"]
        heard = {"kind": "gbv", "place": QAYARA, "raised_on": "2020-01-14", "text": HEARD}
        assert story.does("safeguards", forum_id=story.forum, **heard) == {"received": True}
        story.does(f"concerns/{concern}/accept", since="2019-12-03")
        votes = 8 if category == "services" else 3
        story.does(f"concerns/{concern}/vote", meeting_id=story.meetings[0], votes_for=votes)
    done(protection, f"/v1/concerns/{story.concerns['services']}/release")


def _plans(story: Story) -> None:
    """It adopts a plan, and the municipality lights the street."""
    issues = [
        {"concern_id": story.concerns["services"], "owner": "municipality", "due_on": "2020-03-01"},
        {"concern_id": story.concerns["theft"], "owner": "community_police", "due_on": "2020-04-01"},
    ]
    days = {"adopted_on": "2020-01-07", "review_on": "2020-07-07"}
    story.does("plans", forum_id=story.forum, **days, issues=issues)
    decided = {"kind": "decision", "about": "safety_plan", "outcome": "adopted", "votes_for": 9, "votes_against": 0}
    story.does("minutes", meeting_id=story.meetings[1], **decided, text=SECRET)
    days = {"agreed_on": "2020-01-07", "due_on": "2020-03-01"}
    lighting = {"concern_id": story.concerns["services"], "kind": "lighting", "owner": "municipality"}
    action = story.does("actions", **lighting, **days)["id"]
    story.does(f"actions/{action}/end", ended_on="2020-02-20", result="done")
    story.does(f"concerns/{story.concerns['services']}/resolve", since="2020-02-20")
    patrol = {"concern_id": story.concerns["theft"], "kind": "patrol", "owner": "community_police"}
    story.does("actions", **patrol, **days)


def _is_answered(story: Story) -> None:
    """The police answer what was passed on to them and end what is theirs, by the ministry's token, and no more."""
    passed = {"referred_on": "2020-01-07", "answer_due_on": "2020-02-04", "concern_id": story.concerns["theft"]}
    for target in ("police", "labour"):
        story.does("referrals", target=target, **passed)
    answer, end = {"answered_on": "2020-01-28", "answer": "taken_up"}, {"ended_on": "2020-02-25", "result": "done"}
    referrals = {row["target"]: row["id"] for row in story.reads("referrals")}
    actions = {row["owner"]: row["id"] for row in story.reads("actions")}
    answered = made(story.ministry.post(f"/v1/policing/referrals/{referrals['police']}/answer", answer))
    assert answer.items() <= answered.items()
    other = story.ministry.post(f"/v1/policing/referrals/{referrals['labour']}/answer", answer)
    assert problem(other) == (403, "not-to-police")
    made(story.ministry.post(f"/v1/policing/actions/{actions['community_police']}/end", end))
    theirs = story.ministry.post(f"/v1/policing/actions/{actions['municipality']}/end", end)
    assert problem(theirs) == (403, "not-of-police")


CHAPTERS: dict[str, Callable[[Story], None]] = {
    "forms": _forms,
    "elects": _elects,
    "asks": _asks,
    "meets": _meets,
    "raises": _raises,
    "plans": _plans,
    "is answered": _is_answered,
    "asks again": _asks_again,
}


# --- what is told of it in the end ------------------------------------------------------------------------------------


def require_read_by_the_ministry(story: Story) -> None:
    """The ministry reads all of it, structured and by references of its own, and nothing of what it must not."""
    read = {noun: story.reads(noun) for noun in NOUNS}
    assert {noun: len(rows) for noun, rows in read.items()} == {
        **{"forums": 1, "meetings": 4, "minutes": 1, "concerns": 2, "plans": 1, "actions": 2, "referrals": 2}
    }
    assert [row["released_text"] for row in read["concerns"]] == [RELEASED, None]
    assert [(row["outcome"], row["votes_for"], row["released_text"]) for row in read["minutes"]] == [
        ("adopted", 9, None)
    ]
    assert {row["status"] for row in read["concerns"]} == {"resolved", "referred"}
    said = str(read)
    for hidden in (SECRET, HEARD, "gbv", "staff:", "Zahra", "Nadia", "'person", "'member_id'", "recorded"):
        assert hidden not in said, hidden
    assert not re.search(r"'([a-z_]+_)?id': [0-9]", said)
    for path in (f"/v1/forums/{story.forum}", "/v1/members", "/v1/safeguards", "/v1/elections", "/v1/people/1"):
        assert problem(story.ministry.get(path)) == (404, "not-found"), path


def require_kept_by_protection(story: Story) -> None:
    """Protection alone knows what the women's session heard, and says why it asks."""
    protection = story.door.staff(Role.PROTECTION, areas=("IQG15",), name="Nadia")
    heard = made(protection.get("/v1/safeguards", headers={"nexus-reason": "A%20woman%20at%20risk"}))["items"]
    ours = [one for one in heard if one["forum_id"] == story.forum]
    assert [(one["kind"], one["text"]) for one in ours] == [("gbv", HEARD)] * 2
    for caller in (story.focal_point, story.monitor):
        assert problem(caller.get("/v1/safeguards")) == (403, "not-your-role")
        for noun in (*NOUNS, "members", "terms", "elections", "indicators"):
            answer = caller.get(f"/v1/{noun}")
            assert HEARD not in answer.text, noun
            assert '"gbv"' not in answer.text, noun
