"""New secrets for applications that run apart, as the lines of an environment file."""

import json
from collections.abc import Iterator
from secrets import token_urlsafe
from typing import Annotated

import typer
from joserfc.jwk import OKPKey

_RANDOM = (
    "POSTGRES_PASSWORD",
    "BENEFICIARY_DATABASE_PASSWORD",
    "GRANTS_DATABASE_PASSWORD",
    "FORUMS_DATABASE_PASSWORD",
    "GATEWAY_DATABASE_PASSWORD",
    "BENEFICIARY_MANDATE_KEY",
    "GRANTS_MANDATE_KEY",
    "FORUMS_MANDATE_KEY",
    "BENEFICIARY_DOCUMENT_KEY",
    "GATEWAY_PSEUDONYM_KEY",
    "NEXUS_METRICS_TOKEN",
)
_BYTES = 32


def lines(*, trial: bool) -> Iterator[str]:
    """`NAME=value` for each secret that docker-compose.yml asks for, drawn anew.

    For a trial also an issuer of staff tokens for development, which a platform in production refuses.
    """
    for name in _RANDOM:
        yield f"{name}={token_urlsafe(_BYTES)}"
    yield f"GATEWAY_SIGNING_KEY='{_signing_key()}'"
    if trial:
        yield "NEXUS_ENV=development"
        yield f"GATEWAY_DEVELOPMENT_ISSUER='{_signing_key()}'"


def _signing_key() -> str:
    return json.dumps(OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True), separators=(",", ":"))


def new_secrets(
    trial: Annotated[
        bool, typer.Option("--trial", help="With an issuer of staff tokens for development; not for production.")
    ] = False,
) -> None:
    """Print an environment file with new secrets for docker-compose.yml."""
    for line in lines(trial=trial):
        typer.echo(line)
