"""How safe people in Qayara feel, asked before the forum met and after, in the same places.

Eight clusters of ten: in each, so many feel safe after dark. Nobody is named, and nobody's answers are told.
"""

from typing import Any

import httpx
from asking import Caller, client, problem
from granting import done
from sharing import made

BEFORE, AFTER = (3, 2, 5, 1, 4, 2, 6, 3), (6, 4, 8, 3, 7, 5, 8, 6)
CODE = "safe_after_dark_qayara"
DESIGN = {"design": "cluster", "method": "face_to_face", "target": 80}


def word(surveyor: Caller) -> int:
    """The question, as it is read out in each language."""
    wordings = {
        "wording_en": "How safe do you feel in Qayara after dark?",
        "wording_ar": "إلى أي مدى تشعر بالأمان في القيارة بعد حلول الظلام؟",
        "wording_ckb": "تا چەند لە قەییارە دوای تاریکبوون هەست بە سەلامەتی دەکەیت؟",
    }
    return int(done(surveyor, "/v1/questions", code=CODE, scale="safety", **wordings)["id"])


def ask(surveyor: Caller, forum: int, question: int, days: tuple[str, str], safe: tuple[int, ...], place: str) -> int:
    """A wave about a forum: first a file that names people, which is refused, and then the answers."""
    stated = {"begins_on": days[0], "ends_on": days[1], "questions": [question]}
    wave = int(done(surveyor, "/v1/waves", forum_id=forum, **stated, **DESIGN)["id"])
    naming = give(surveyor, wave, f"{header()},phone\n1,{place},A1,female,25-35,1,safe,07701234567\n")
    assert problem(naming) == (422, "identifying-column")
    assert "0770" not in naming.text
    given = made(give(surveyor, wave, sheet(safe, place)))
    assert given["respondents"] == 80
    return wave


def header() -> str:
    return f"respondent,area,cluster,sex,age_band,weight,{CODE}"


def sheet(safe: tuple[int, ...], place: str) -> str:
    """A line for each respondent, as a tablet writes it."""
    lines = [header()]
    for cluster, many in enumerate(safe):
        for number in range(10):
            who = f"{cluster * 10 + number + 1},{place},K{cluster},{('female', 'male')[number % 2]},36-59,1.0"
            lines.append(f"{who},{'safe' if number < many else 'unsafe'}")
    return "\n".join(lines)


def give(surveyor: Caller, wave: int, content: str) -> httpx.Response:
    headers = {**surveyor.headers(), "content-type": "text/csv"}
    path = f"{surveyor.door.address}/v1/answers?wave_id={wave}"
    return client().post(path, content=content.encode(), headers=headers)


def require_safer(change: dict[str, Any]) -> None:
    """More feel safe than before, and more than chance would have it."""
    assert (change["paired"], change["changes"][0]["n_before"], change["changes"][0]["n_after"]) == (True, 80, 80)
    [share] = [share for share in change["changes"][0]["shares"] if share["answer"] is None]
    assert (share["before"], share["after"]) == (sum(BEFORE) / 80, round(sum(AFTER) / 80, 4))
    assert 0 < share["low"] < share["change"] < share["high"]
