"""What we keep of a credential: a public key, or the hash of a secret."""

from typing import Any

from sqlalchemy import CheckConstraint, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from gateway.access.endings.tables import Endable
from gateway.access.partners.credentials.views import CREDENTIALS, CredentialKind
from gateway.tables import Table
from shared.classification import classified
from shared.tables import append_only, coded


@append_only
@classified(CREDENTIALS)
class Credential(Table, Endable, table=True):
    """A public key or the hash of a secret; several stand at once while a partner changes from one to the next."""

    __tablename__ = "credentials"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(jwk, secret_hash) = 1 AND (kind = 'key') = (jwk IS NOT NULL)", name="of_its_kind"
        ),
    )

    id: int = Field(default=None, primary_key=True)
    partner_id: int = Field(foreign_key="partners.id", index=True)
    kind: CredentialKind = Field(sa_type=coded(CredentialKind))
    jwk: dict[str, Any] | None = Field(default=None, sa_type=JSONB(none_as_null=True))
    secret_hash: str | None = Field(default=None, sa_type=Text)
    decision_id: int = Field(foreign_key="decisions.id")
