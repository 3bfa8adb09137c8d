"""Where the bytes of files lie: in a folder or in an S3-compatible store, each under its SHA-256, and never changed.

What is put there is there whole or not at all: in a folder it is written under another name and then renamed.
"""

from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store
from pydantic import SecretStr, field_validator
from pydantic_settings import BaseSettings

from shared.errors import Unavailable

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig

_PATIENCE: "ClientConfig" = {"timeout": "5s", "connect_timeout": "2s"}
_RETRIES: "RetryConfig" = {"max_retries": 1}

Told = TypeVar("Told")


class StoreSettings(BaseSettings):
    """Where files are kept: `files_url` is `file:///a/folder` or `s3://bucket/what/stands/before`; the rest is for S3.
    Without it no file is taken."""

    files_url: str | None = None
    files_endpoint: str | None = None
    """Of an S3-compatible store that is not Amazon's: its address."""
    files_region: str = "us-east-1"
    files_access_key_id: str | None = None
    files_secret_access_key: SecretStr | None = None

    @field_validator("files_url")
    @classmethod
    def _of_a_known_kind(cls, url: str | None) -> str | None:
        if url and not url.startswith(("file:///", "s3://")):
            raise ValueError("is file:///a/folder or s3://bucket")
        return url


def opened(settings: StoreSettings) -> ObjectStore | None:
    """The store of these settings, if they have one."""
    if not settings.files_url:
        return None
    kind, _, where = settings.files_url.partition("://")
    if kind == "file":
        return LocalStore(prefix=where, mkdir=True)
    bucket, _, before = where.partition("/")
    secret = settings.files_secret_access_key
    return S3Store(
        bucket,
        prefix=before or None,
        endpoint=settings.files_endpoint or None,
        region=settings.files_region,
        access_key_id=settings.files_access_key_id or None,
        secret_access_key=secret and secret.get_secret_value(),
        virtual_hosted_style_request=False,
        client_options={**_PATIENCE, "allow_http": (settings.files_endpoint or "").startswith("http://")},
        retry_config=_RETRIES,
    )


async def keep(store: ObjectStore | None, sha256: str, content: bytes) -> None:
    """Put bytes into the store under their hash, if they are not there yet."""
    if store is None:
        raise Unavailable("no-file-store", "Files are not taken here.", retry_after=3600)
    try:
        await obstore.head_async(store, _place(sha256))
    except FileNotFoundError:
        await _answered(obstore.put_async(store, _place(sha256), content, use_multipart=False))
    except (BaseError, OSError):
        raise _unreachable() from None


async def keep_file(store: ObjectStore | None, sha256: str, path: Path) -> None:
    """Put what lies in a file there, which may be larger than what is held in memory."""
    if store is None:
        raise Unavailable("no-file-store", "Files are not taken here.", retry_after=3600)
    await _answered(obstore.put_async(store, _place(sha256), path))


async def told(store: ObjectStore | None, sha256: str) -> AsyncIterator[bytes]:
    """The bytes with this hash, piece by piece; that they are there is known before the first is told."""
    if store is None:
        raise _unreachable()
    found = await _answered(obstore.get_async(store, _place(sha256)))

    async def pieces() -> AsyncIterator[bytes]:
        async for piece in found.stream():
            yield bytes(piece)

    return pieces()


def _place(sha256: str) -> str:
    """In a thousand folders no folder gets so full that listing it takes long."""
    return f"{sha256[:2]}/{sha256}"


async def _answered(asked: Awaitable[Told]) -> Told:
    try:
        return await asked
    except (BaseError, OSError):
        raise _unreachable() from None


def _unreachable() -> Unavailable:
    return Unavailable("files-unreachable", "The store of files cannot be reached.", retry_after=5)
