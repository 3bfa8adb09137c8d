"""Cohorts by seats in forums: what the service says of whom, before anybody is asked for their consent."""

from base64 import b64decode, b64encode
from collections.abc import Iterable

from callers import require_made
from desk import Desk
from pyroaring import BitMap


def written(ids: Iterable[int]) -> str:
    return b64encode(BitMap(ids).serialize()).decode()


async def test_nobody_is_told_by_an_id_that_is_somebody_elses_now(desk: Desk) -> None:
    forum = await desk.forum()
    async with desk.service.connection() as connection:
        for person in (4, 5, 6):
            member = await desk.member(forum)
            query = "INSERT INTO namings (member_id, person_id, recorded_by) VALUES ($1, $2, 'somebody')"
            await connection.execute(query, member, person)
    merged = {"absorbed": written([4, 5]), "survivors": [7, 8], "parted": written([5])}
    for value in (True, False):
        seated = {"criterion": "forums.seated", "value": value}
        body = {"expression": seated, "on": "2020-01-01", "merged": merged}
        told = require_made(await desk.monitor.post("/cohorts/sets", body))
        assert (BitMap.deserialize(b64decode(told["ids"])), told["others"]) == (BitMap([6, 7]), not value)
