"""Files about enterprises: taken if they are what they say, kept once in a folder or an S3 store, told to be kept."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from callers import KEY, SOMEBODY, THEIRS, Caller, Running, datasets, refusal, require_made, running
from moto.server import ThreadedMotoServer
from pydantic import SecretStr

from services.grants import app as grants_app
from services.grants.granting.files.content import MEDIA_TYPES
from services.grants.granting.files.views import FileType
from shared import disclosure
from shared.callers import Role, Service
from shared.classification import MODERATE
from shared.edge import FOR_A_FILE, LARGEST_BODY

PDF = MEDIA_TYPES[FileType.PDF]
SCAN = b"%PDF-1.7\nA scan of a receipt"
TELAFAR, NAJAF = "IQG15Q08", "IQG04Q03"
BUCKET, SECRET = "evidence", "a secret of the store"


class Cabinet:
    """A grants officer, and two enterprises that they recorded."""

    def __init__(self, service: Running, here: int, there: int) -> None:
        self.service = service
        self.officer = service.caller(Role.GRANTS_OFFICER)
        self.here, self.there = here, there

    async def give(
        self, content: bytes = SCAN, type: str = PDF, by: Caller | None = None, about: int | None = None, key: str = ""
    ) -> httpx.Response:
        headers = (by or self.officer)._headers() | {"content-type": type} | ({"idempotency-key": key} if key else {})
        query = {"enterprise_id": str(about or self.here)}
        return await self.service.client.post("/files", params=query, content=content, headers=headers)


async def cabinet_of(service: Running) -> Cabinet:
    officer = service.caller(Role.GRANTS_OFFICER, subjects=(SOMEBODY,))
    drafts = ({"name": "مخبز", "sector": "food", "place": place, "owners": THEIRS} for place in (TELAFAR, NAJAF))
    here, there = [require_made(await officer.post("/enterprises", draft))["id"] for draft in drafts]
    return Cabinet(service, here, there)


@pytest.fixture
async def cabinet(grants: Running) -> Cabinet:
    return await cabinet_of(grants)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the `grants` service keeps files."""
    return tmp_path / "files"


def within(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in within(folder))


# --- taking one -------------------------------------------------------------------------------------------------------


async def test_a_file_is_told_byte_by_byte_as_it_was_given_and_never_to_be_shown(cabinet: Cabinet) -> None:
    made = require_made(await cabinet.give())
    assert (made["type"], made["size"], made["sha256"]) == ("pdf", len(SCAN), sha256(SCAN).hexdigest())
    answer = await cabinet.officer.get(f"/files/{made['id']}/content")
    assert answer.content == SCAN
    headers = {name: answer.headers[name] for name in ("content-type", "content-disposition", "x-content-type-options")}
    assert headers == {
        "content-type": PDF,
        "content-disposition": f'attachment; filename="file-{made["id"]}.pdf"',
        "x-content-type-options": "nosniff",
    }
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    told = json.loads(answer.headers[disclosure.HEADER])
    assert (told["people"], told["fields"][-1]) == ([SOMEBODY.person_id], "content")


async def test_the_same_bytes_are_kept_once_and_each_giving_is_a_record(cabinet: Cabinet, folder: Path) -> None:
    first, second = [require_made(await cabinet.give())["id"] for _ in range(2)]
    assert first != second
    assert kept(folder) == [sha256(SCAN).hexdigest()]
    listed = require_made(await cabinet.officer.get("/files", enterprise_id=str(cabinet.here)))["items"]
    assert [each["id"] for each in listed] == [second, first]


async def test_a_file_given_twice_under_one_key_is_given_once_and_another_under_it_is_refused(
    cabinet: Cabinet,
) -> None:
    first = require_made(await cabinet.give(key="scan-1"))
    assert require_made(await cabinet.give(key="scan-1")) == first
    reused = (422, "idempotency-key-reused", "Idempotency-Key")
    assert refusal(await cabinet.give(SCAN + b"!", key="scan-1")) == reused
    assert refusal(await cabinet.give(key="scan-1", about=cabinet.there)) == reused


async def test_many_who_give_the_same_at_once_leave_it_whole(cabinet: Cabinet, folder: Path) -> None:
    scan = SCAN * 40_000
    answers = await asyncio.gather(*(cabinet.give(scan) for _ in range(6)))
    assert {answer.status_code for answer in answers} == {201}
    [path] = within(folder)
    assert path.read_bytes() == scan


@pytest.mark.parametrize(
    ("content", "type", "refused"),
    [
        (b"<html>", PDF, (422, "not-what-it-says", "Content-Type")),
        (SCAN, "text/html", (422, "unsupported-file", "Content-Type")),
        (b"", PDF, (422, "file-empty", None)),
    ],
)
async def test_what_is_no_such_file_is_neither_kept_nor_recorded(
    cabinet: Cabinet, folder: Path, content: bytes, type: str, refused: tuple[int, str, str | None]
) -> None:
    assert refusal(await cabinet.give(content, type)) == refused
    assert kept(folder) == []
    assert require_made(await cabinet.officer.get("/files"))["items"] == []


async def test_a_file_may_be_as_large_as_it_may_and_other_bodies_are_no_larger_for_it(
    cabinet: Cabinet, folder: Path
) -> None:
    assert (await cabinet.give(SCAN.ljust(FOR_A_FILE.bytes))).status_code == 201
    assert refusal(await cabinet.give(SCAN.ljust(FOR_A_FILE.bytes + 1)))[:2] == (413, "body-too-large")
    assert len(kept(folder)) == 1
    headers = cabinet.officer._headers() | {"content-type": "application/json"}
    answer = await cabinet.service.client.post("/enterprises", content=b" " * (LARGEST_BODY + 1), headers=headers)
    assert refusal(answer)[:2] == (413, "body-too-large")


# --- who may see one --------------------------------------------------------------------------------------------------


async def test_a_file_is_seen_by_whoever_sees_the_enterprise_and_its_content_by_whom_it_is_opened(
    cabinet: Cabinet,
) -> None:
    there = require_made(await cabinet.give(about=cabinet.there))["id"]
    ninewa = cabinet.service.caller(Role.GRANTS_OFFICER, areas=("IQG15",))
    for path in (f"/files/{there}", f"/files/{there}/content"):
        assert refusal(await ninewa.get(path)) == refusal(await ninewa.get(path.replace(str(there), "999")))
        assert refusal(await ninewa.get(path)) == (404, "not-found", None)
    assert refusal(await cabinet.give(by=ninewa, about=cabinet.there)) == (404, "not-found", None)
    assert require_made(await ninewa.get("/files"))["items"] == []
    shallow = cabinet.service.caller(Role.COMMITTEE_MEMBER, datasets=datasets(MODERATE))
    assert (await shallow.get(f"/files/{there}")).status_code == 200
    assert refusal(await shallow.get(f"/files/{there}/content")) == (403, "not-in-mandate", None)
    assert refusal(await cabinet.service.caller(Role.MONITORING).get(f"/files/{there}/content"))[1] == "not-your-role"


async def test_nobody_who_may_not_give_a_file_about_something_leaves_bytes_behind(
    cabinet: Cabinet, folder: Path
) -> None:
    ninewa = cabinet.service.caller(Role.GRANTS_OFFICER, areas=("IQG15",))
    assert (await cabinet.give(by=ninewa, about=cabinet.there)).status_code == 404
    assert (await cabinet.give(about=999)).status_code == 404
    assert kept(folder) == []


async def test_a_voided_file_is_on_no_list_and_its_bytes_stay(cabinet: Cabinet, folder: Path) -> None:
    made = require_made(await cabinet.give())
    require_made(await cabinet.officer.void(f"/files/{made['id']}"))
    assert require_made(await cabinet.officer.get("/files"))["items"] == []
    assert kept(folder) == [made["sha256"]]


async def test_bytes_that_are_gone_are_said_to_be_out_of_reach(cabinet: Cabinet, folder: Path) -> None:
    made = require_made(await cabinet.give())
    for path in within(folder):
        path.unlink()
    assert refusal(await cabinet.officer.get(f"/files/{made['id']}/content")) == (503, "files-unreachable", None)


# --- an S3-compatible store -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """A store on a socket of this machine, with a bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    _client(endpoint).create_bucket(Bucket=BUCKET)
    yield endpoint
    server.stop()


def _client(endpoint: str) -> Any:
    keys = {"aws_access_key_id": "nexus", "aws_secret_access_key": SECRET}
    return boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **keys)


@pytest.fixture
async def remote(clone: Callable[[str], Awaitable[str]], s3: str) -> AsyncIterator[Cabinet]:
    async with in_store(await clone("grants"), s3, BUCKET) as opened:
        yield await cabinet_of(opened)


def in_store(url: str, endpoint: str, bucket: str) -> Any:
    settings = grants_app.Settings(
        database_url=url,
        mandate_key=KEY,
        files_url=f"s3://{bucket}/grants",
        files_endpoint=endpoint,
        files_access_key_id="nexus",
        files_secret_access_key=SecretStr(SECRET),
    )
    return running(Service.GRANTS, grants_app.create_app(settings), url)


async def test_in_an_s3_store_a_file_lies_once_under_its_hash(remote: Cabinet, s3: str) -> None:
    made = [require_made(await remote.give()) for _ in range(2)]
    objects = _client(s3).list_objects_v2(Bucket=BUCKET)["Contents"]
    digest = sha256(SCAN).hexdigest()
    assert [each["Key"] for each in objects] == [f"grants/{digest[:2]}/{digest}"]
    assert (await remote.officer.get(f"/files/{made[1]['id']}/content")).content == SCAN


async def test_a_store_that_does_not_take_a_file_leaves_no_record_of_it(
    clone: Callable[[str], Awaitable[str]], s3: str
) -> None:
    url = await clone("grants")
    for endpoint, bucket in ((s3, "no-such-bucket"), ("http://127.0.0.1:9", BUCKET)):
        async with in_store(url, endpoint, bucket) as opened:
            cabinet = await cabinet_of(opened)
            assert refusal(await cabinet.give()) == (503, "files-unreachable", None)
            assert require_made(await cabinet.officer.get("/files"))["items"] == []


async def test_without_a_store_no_file_is_taken(clone: Callable[[str], Awaitable[str]]) -> None:
    url = await clone("grants")
    app = grants_app.create_app(grants_app.Settings(database_url=url, mandate_key=KEY))
    async with running(Service.GRANTS, app, url) as service:
        assert refusal(await (await cabinet_of(service)).give()) == (503, "no-file-store", None)
