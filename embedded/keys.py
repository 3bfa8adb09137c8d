"""The secrets of the embedded default, made on first use and kept below `var/keys`, for its owner's eyes only."""

import json
import re
import secrets
from collections.abc import Callable
from pathlib import Path

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from embedded import private_file
from embedded.errors import Unusable, said_plainly

NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def secret(var: Path, name: str, nbytes: int = 32) -> bytes:
    """The random secret of that name, the same ever after. Raises `Unusable`."""
    kept = _kept(var, name, ".secret", lambda: secrets.token_bytes(nbytes))
    if len(kept) != nbytes:
        raise Unusable(f"{name}.secret in {var / 'keys'} holds {len(kept)} bytes instead of {nbytes}.")
    return kept


def signing_key(var: Path, name: str) -> str:
    """The Ed25519 private key of that name as a JWK in JSON, the same ever after.

    Its `kid` is its thumbprint (RFC 7638), so nobody has to invent one. Raises `Unusable`.
    """
    kept = _kept(var, name, ".jwk", _new_key)
    try:
        complete = OKPKey.import_key(json.loads(kept)).is_private
    except (ValueError, JoseError):
        complete = False
    if not complete:
        raise Unusable(f"{name}.jwk in {var / 'keys'} is damaged: it holds no private key.")
    return kept.decode()


def _new_key() -> bytes:
    key = OKPKey.generate_key("Ed25519", auto_kid=True)
    return json.dumps(key.as_dict(private=True)).encode()


def _kept(var: Path, name: str, suffix: str, make: Callable[[], bytes]) -> bytes:
    if not NAME.fullmatch(name):
        raise ValueError(f"not a plain name for a key: {name!r}")
    folder = var / "keys"
    with said_plainly(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
        return private_file.keep(folder / f"{name}{suffix}", make)
