"""What is stated and told in signing in, and how sensitive what is kept of it is."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from gateway.access import tokens
from shared.callers import DatasetName
from shared.classification import LOW, Dataset
from shared.examples import example

ASSERTIONS = Dataset(DatasetName.PARTNERS, {"partner_id": LOW, "digest": LOW, "expires_at": LOW})

SIGN_INS = Dataset(DatasetName.PARTNERS, {"bucket": LOW, "minute": LOW, "attempts": LOW})

Short = Annotated[str, Field(max_length=200)]


@example(
    grant_type="client_credentials",
    client_assertion_type="urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion="eyJhbGciOiJFZDI1NTE5In0.eyJpc3MiOiJtb2xzYSJ9.c2lnbmVk",
)
class TokenRequest(BaseModel):
    """RFC 6749, client credentials, with a signed assertion (RFC 7523, private_key_jwt) or with a secret.

    The client and its secret may stand in an Authorization header instead.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    grant_type: Short
    client_id: Short | None = None
    client_secret: Short | None = None
    client_assertion_type: Short | None = None
    client_assertion: Annotated[str, Field(max_length=8192)] | None = None
    scope: Short | None = None


@example(
    access_token="eyJhbGciOiJFZDI1NTE5In0.eyJzdWIiOiJtb2xzYSJ9.c2lnbmVk",  # noqa: S106 - opens nothing
    token_type="Bearer",  # noqa: S106 - a kind of token, no secret
    expires_in=300,
)
class TokenView(BaseModel):
    """An access token and how many seconds it lives."""

    access_token: str
    token_type: str = "Bearer"  # noqa: S105 - a kind of token, no secret
    expires_in: int = tokens.LIFE
