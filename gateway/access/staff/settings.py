"""What the gateway is told of the issuer of staff."""

from typing import Annotated

from pydantic import Field
from pydantic_settings import BaseSettings

from gateway.access.staff.issuers import CODE, StaffIssuer, is_fit

NOBODY = "none"
"""What is stated instead of an issuer where there is none on purpose."""

Claim = Annotated[str, Field(min_length=1, max_length=200)]


class StaffSettings(BaseSettings):
    """Read from the environment: GATEWAY_STAFF_..."""

    gateway_staff_issuer: Annotated[str, Field(max_length=500)] | None = None
    """The OpenID Connect issuer of staff's access tokens, as they name it; `none` where partners alone are to ask."""
    gateway_staff_audience: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """What its tokens name as audience when they are for this platform."""
    gateway_staff_code: Annotated[str, Field(pattern=CODE)] = "sso"
    """Stands before the names of its people in all that is recorded; never that of another issuer."""
    gateway_staff_name_claim: Claim = "sub"
    gateway_staff_held_claim: Claim = "held"

    def require_staff_issuer(self, *, production: bool) -> None:
        """Refuse an issuer that will not do, and none at all in production. Raises ValueError."""
        if self.gateway_staff_issuer is None:
            if production:
                raise ValueError(
                    "GATEWAY_STAFF_ISSUER: staff need an issuer in production; state none where partners alone ask"
                )
        elif self.gateway_staff_issuer != NOBODY:
            if not is_fit(self.gateway_staff_issuer, production=production):
                raise ValueError(
                    "GATEWAY_STAFF_ISSUER: an issuer is https://host/path; http is for this machine, not for production"
                )
            if self.gateway_staff_audience is None:
                raise ValueError("GATEWAY_STAFF_AUDIENCE: has to be set with GATEWAY_STAFF_ISSUER")

    @property
    def staff_issuer(self) -> StaffIssuer | None:
        """The issuer of staff, if there is one."""
        if self.gateway_staff_issuer in (None, NOBODY) or self.gateway_staff_audience is None:
            return None
        assert self.gateway_staff_issuer is not None
        return StaffIssuer(
            self.gateway_staff_issuer,
            self.gateway_staff_audience,
            self.gateway_staff_code,
            self.gateway_staff_name_claim,
            self.gateway_staff_held_claim,
        )
