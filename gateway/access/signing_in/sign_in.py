"""Signing in: by a secret or by a signature, counted either way, and refused in one way whatever is wrong."""

from collections.abc import Collection

from gateway.access.partners.credentials import secrets
from gateway.access.signing_in import assertions, attempts
from gateway.access.signing_in.assertions import Unproven
from gateway.access.signing_in.published import Published
from gateway.access.tokens import unproven
from shared.callers import CallerClass
from shared.database import Database


async def by_secret(database: Database, client: str, secret: str) -> CallerClass:
    """The class of the partner with this code and secret. Counted before it is compared, which is dear."""
    await attempts.count(database.appending, client)
    return await secrets.authenticate(database.reading, client, secret)


async def by_assertion(
    database: Database, published: Published, audiences: Collection[str], signed: str, client: str | None
) -> tuple[str, CallerClass]:
    """The code and class of the partner that signed this assertion; `client` is what the form says beside it."""
    named = client
    try:
        assertion = assertions.read(signed)
        named = assertions.client_of(assertion)
        caller_class = await assertions.authenticate(database, published, audiences, assertion, client)
    except Unproven:
        if named is not None:
            await attempts.count(database.appending, named)
        raise unproven() from None
    await attempts.count(database.appending, named, proven=True)
    return named, caller_class
