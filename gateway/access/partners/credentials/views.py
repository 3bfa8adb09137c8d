"""What is stated and told of a credential. A secret is told once, to whom it is made for, and never again."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from gateway.access.decisions.views import DecisionView
from gateway.access.endings.views import EndableView
from shared.callers import DatasetName
from shared.classification import HIGH, LOW, MODERATE, RECORD_KEEPING, Dataset, classified
from shared.codes import listed_as
from shared.drafts import Draft
from shared.examples import example
from shared.views import View


@listed_as("credential-kind")
class CredentialKind(StrEnum):
    """What a partner proves itself with."""

    KEY = "key"
    SECRET = "secret"  # noqa: S105 - a kind, no secret


CREDENTIALS = Dataset(
    DatasetName.PARTNERS,
    {
        "id": LOW,
        "partner_id": LOW,
        "kind": LOW,
        "jwk": LOW,
        "secret_hash": HIGH,
        "decision_id": LOW,
        "issuance": MODERATE,
        "secret": HIGH,
        "kid": LOW,
        **RECORD_KEEPING,
    },
)

_Part = Annotated[str, Field(max_length=1400)]


@classified(
    Dataset(
        DatasetName.PARTNERS, dict.fromkeys(("kty", "crv", "x", "y", "n", "e", "use", "key_ops", "alg", "kid"), LOW)
    )
)
class PublicJwk(Draft):
    """A public key (RFC 7517): Ed25519, P-256, or RSA of at least 2048 bits. A private member is refused.

    `kid` may be left out; it is the key's thumbprint (RFC 7638) in any case.
    """

    kty: _Part
    crv: _Part | None = None
    x: _Part | None = None
    y: _Part | None = None
    n: _Part | None = None
    e: _Part | None = None
    use: _Part | None = None
    key_ops: Annotated[list[_Part], Field(max_length=10)] | None = None
    alg: _Part | None = None
    kid: _Part | None = None


@classified(CREDENTIALS)
@example(kind="key", jwk={"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
class CredentialDraft(Draft):
    """A public key that the partner made, or the wish for a secret that is made here."""

    kind: CredentialKind
    jwk: PublicJwk | None = None


@classified(CREDENTIALS)
class CredentialView(EndableView):
    """A credential; it counts once its `issuance` is taken, and until it is voided.

    `secret` is there only in the answer to the request that made it.
    """

    id: int
    kind: CredentialKind
    kid: str | None
    jwk: dict[str, str] | None
    issuance: DecisionView
    secret: str | None = None


@classified(Dataset(DatasetName.PARTNERS, {"credentials": LOW}))
class CredentialListView(View):
    """A partner's credentials, also those that are voided, the latest first."""

    credentials: list[CredentialView]
