"""The secrets of the embedded default: made once, private, and never silently replaced."""

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from joserfc.jwk import OKPKey, thumbprint

from embedded import keys
from embedded.errors import Unusable


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_secret_stays_the_same_and_differs_from_the_next(tmp_path: Path) -> None:
    first = keys.secret(tmp_path, "cookies")
    assert len(first) == 32
    assert keys.secret(tmp_path, "cookies") == first
    assert keys.secret(tmp_path, "cursors") != first
    assert len(keys.secret(tmp_path, "salt", nbytes=16)) == 16


def test_keys_are_for_their_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        keys.secret(tmp_path, "cookies")
        keys.signing_key(tmp_path, "mandates")
    finally:
        os.umask(before)
    assert mode(tmp_path / "keys") == 0o700
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == ["cookies.secret", "mandates.jwk"]
    assert {mode(path) for path in (tmp_path / "keys").iterdir()} == {0o600}


def test_a_signing_key_is_stable_and_named_by_its_thumbprint(tmp_path: Path) -> None:
    text = keys.signing_key(tmp_path, "mandates")
    assert keys.signing_key(tmp_path, "mandates") == text
    jwk = json.loads(text)
    assert (jwk["kty"], jwk["crv"]) == ("OKP", "Ed25519")
    assert jwk["kid"] == thumbprint({name: jwk[name] for name in ("crv", "kty", "x")})
    assert OKPKey.import_key(jwk).is_private


def test_callers_at_the_same_time_get_the_same_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        secrets = set(pool.map(lambda _: keys.secret(tmp_path, "cookies"), range(32)))
    assert len(secrets) == 1
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["cookies.secret"]


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    keys.secret(tmp_path, "cookies")
    (tmp_path / "keys" / "cookies.secret").chmod(0o640)
    with pytest.raises(Unusable, match=r"can be read by others \(mode 0640\)"):
        keys.secret(tmp_path, "cookies")


def test_a_key_folder_open_to_others_is_closed(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir(mode=0o755)
    keys.secret(tmp_path, "cookies")
    assert mode(tmp_path / "keys") == 0o700


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"kty": "OKP", "crv": "Ed25519"}'])
def test_a_damaged_signing_key_is_named_and_not_replaced(tmp_path: Path, damaged: str) -> None:
    keys.signing_key(tmp_path, "mandates")
    file = tmp_path / "keys" / "mandates.jwk"
    file.write_text(damaged)
    with pytest.raises(Unusable, match=r"mandates\.jwk .* is damaged"):
        keys.signing_key(tmp_path, "mandates")
    assert file.read_text() == damaged


def test_a_public_key_is_no_signing_key(tmp_path: Path) -> None:
    jwk = json.loads(keys.signing_key(tmp_path, "mandates"))
    del jwk["d"]
    (tmp_path / "keys" / "mandates.jwk").write_text(json.dumps(jwk))
    with pytest.raises(Unusable, match="damaged"):
        keys.signing_key(tmp_path, "mandates")


def test_a_shortened_secret_is_refused(tmp_path: Path) -> None:
    keys.secret(tmp_path, "cookies")
    (tmp_path / "keys" / "cookies.secret").write_bytes(b"short")
    with pytest.raises(Unusable, match="5 bytes instead of 32"):
        keys.secret(tmp_path, "cookies")


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("")
    with pytest.raises(Unusable, match="is in the way: a folder is expected"):
        keys.secret(tmp_path, "cookies")


def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    var = tmp_path / "var"
    var.mkdir(mode=0o500)
    root = os.geteuid() == 0
    if root:  # whom no mode stops
        os.seteuid(65534)
    try:
        with pytest.raises(Unusable, match=r"No permission for .*var"):
            keys.secret(var, "cookies")
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.parametrize("name", ["", "../elsewhere", "a/b", ".hidden", "Upper"])
def test_a_name_that_is_more_than_a_name_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a plain name"):
        keys.secret(tmp_path, name)
