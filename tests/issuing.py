"""An OpenID Connect provider in a process of its own, its people, and what they bring from it.

with Provider(folder) as provider:
    access, identity = provider.sign_in("zahra")
    provider.restart(keys=[new_key("RSA")])
    forged = provider.sign(aud="another")
"""

import json
import os
import signal
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from secrets import token_urlsafe
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qs, urlsplit

import httpx
from joserfc import jwt
from joserfc.jwk import ECKey, OKPKey, RSAKey

from embedded.instance import free_port

PROGRAM = Path(__file__).with_name("openid_provider.py")
PATIENCE = 60.0
AUDIENCE = "nexus"
ALGORITHMS = {"RSA": "RS256", "EC": "ES256", "OKP": "Ed25519"}
CLAIMS = ("preferred_username", "held", "groups", "realm_access")

PEOPLE: Mapping[str, Mapping[str, Any]] = {
    "zahra": {"held": {"caseworker": ["IQG15"]}},
    "omar": {"groups": ["/everyone", "/nexus/administrator/IQ"]},
    "hevin": {"held": {"data_protection_officer": ["IQ"]}},
    "layla": {"held": {"caseworker": ["IQG15"], "monitoring": ["IQ"]}},
    "karim": {"held": {"king": ["IQ"], "caseworker": ["IQG15", "IQG99"]}},
    "nobody": {},
    "visitor": {"held": {"king": ["IQ"], "caseworker": ["Atlantis"]}, "groups": ["/nexus/king/IQ"]},
}
"""Who may sign in, and what is said of each."""

CLIENTS: Mapping[str, Mapping[str, Any]] = {
    "front": {"audience": [AUDIENCE]},
    "front-of-both": {"audience": ["another", AUDIENCE]},
    "elsewhere": {"audience": ["another"]},
    AUDIENCE: {},
}
"""Applications that people sign in with, and what each calls; the last calls itself."""

Key = RSAKey | ECKey | OKPKey


class Tokens(NamedTuple):
    """What an application gets when somebody has signed in."""

    access: str
    identity: str


def new_key(kind: str = "RSA") -> Key:
    if kind == "RSA":
        return RSAKey.generate_key(2048, auto_kid=True)
    return ECKey.generate_key("P-256", auto_kid=True) if kind == "EC" else OKPKey.generate_key("Ed25519", auto_kid=True)


class Provider:
    """The provider, begun and ended at one address as often as it takes."""

    def __init__(self, folder: Path, *keys: Key, issuer: str | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        with free_port(0) as listener:
            self.port: int = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.issuer = issuer or self.url
        self.keys: Sequence[Key] = keys or (new_key(),)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def asked(self) -> int:
        """How often the keys were asked for."""
        return self._folder.joinpath("output").read_text("utf-8").count("GET /jwks.json")

    def begin(self) -> None:
        told = {
            "issuer": self.issuer,
            "keys": [key.as_dict(private=True, use="sig") for key in self.keys],
            "algorithm": ALGORITHMS[self.keys[0].key_type],
            "claims": CLAIMS,
            "people": {name: {"preferred_username": name, **claims} for name, claims in PEOPLE.items()},
            "passwords": {name: _password(name) for name in PEOPLE},
            "clients": {
                name: {
                    "client_secret": f"a long secret of {name}",
                    "redirect_uris": [["http://127.0.0.1/back", None]],
                    "response_types_supported": ["code"],
                    "allowed_scopes": ["openid"],
                    **more,
                }
                for name, more in CLIENTS.items()
            },
        }
        configuration = self._folder / "configuration.json"
        configuration.write_text(json.dumps(told), "utf-8")
        with open(self._folder / "output", "ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, PROGRAM, str(self.port), configuration], stdout=output, stderr=output
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            assert self._process.poll() is None, self._folder.joinpath("output").read_text("utf-8")
            assert time.monotonic() < deadline, "the provider does not answer"
            time.sleep(0.05)

    def end(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)
            self._process.kill()
            self._process.wait(PATIENCE)
            self._process = None

    def restart(self, *keys: Key) -> None:
        """End, and begin again at the same address with other keys."""
        self.end()
        self.keys = keys
        self.begin()

    def hang(self) -> None:
        """Take connections and answer nothing, from now on."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)

    def __enter__(self) -> Self:
        self.begin()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def sign_in(self, name: str, client: str = "front", **more: str) -> Tokens:
        """Somebody signs in with an application, by the authorization code flow with PKCE."""
        verifier = token_urlsafe(48)
        challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        back = "http://127.0.0.1/back"
        with httpx.Client(base_url=self.url, trust_env=False, timeout=PATIENCE) as browser:
            sent_back = browser.get(
                "/authorize",
                params={
                    "client_id": client,
                    "response_type": "code",
                    "redirect_uri": back,
                    "scope": "openid",
                    "state": "state",
                    "code_challenge": challenge,
                    "code_challenge_method": "S256",
                    **more,
                },
                auth=(name, _password(name)),
            )
            assert sent_back.status_code == 302, sent_back.text
            [code] = parse_qs(urlsplit(sent_back.headers["location"]).query)["code"]
            answer = browser.post(
                "/token",
                data={
                    "grant_type": "authorization_code",
                    "code": code,
                    "redirect_uri": back,
                    "client_id": client,
                    "client_secret": f"a long secret of {client}",
                    "code_verifier": verifier,
                },
            )
        assert answer.status_code == 200, answer.text
        return Tokens(answer.json()["access_token"], answer.json()["id_token"])

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Right claims of an access token, with changes; a change to None takes the claim away."""
        now = int(time.time())
        usual = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": "zahra",
            "client_id": "front",
            "scope": "openid",
            "iat": now,
            "exp": now + 300,
            "jti": token_urlsafe(12),
            "held": {"caseworker": ["IQG15"]},
        }
        return {name: value for name, value in {**usual, **changes}.items() if value is not None}

    def sign(self, header: Mapping[str, Any] | None = None, key: Key | None = None, **changes: Any) -> str:
        """A token that the provider's key has signed, or another one, whatever it says."""
        key = key or self.keys[0]
        usual = {"alg": ALGORITHMS[key.key_type], "kid": key.kid}
        stated = {name: value for name, value in {**usual, **(header or {})}.items() if value is not None}
        return jwt.encode(stated, self.claims(**changes), key, algorithms=[stated["alg"]])

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/.well-known/openid-configuration", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False


def _password(name: str) -> str:
    return f"password of {name}"
