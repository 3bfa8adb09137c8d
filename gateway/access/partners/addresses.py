"""Where a partner's keys may stand."""

from gateway.access.addresses import read
from shared.errors import Invalid


def require_fit(url: str, *, production: bool) -> None:
    """Refuse an address where no partner's keys may stand."""
    address = read(url)
    if address is None:
        raise Invalid(
            "jwks-url-unfit", "An address is https://host/path, without a user or password in it.", field="jwks_url"
        )
    if address.scheme != "https" and (production or not address.is_here):
        raise Invalid("jwks-url-unfit", "Keys are fetched over https alone.", field="jwks_url")
    if production and not address.is_outside:
        raise Invalid("jwks-url-unfit", "The keys have to stand on a public machine.", field="jwks_url")
