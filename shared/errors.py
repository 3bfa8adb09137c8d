"""What can be refused, in the words of the domain. Imports nothing, so that rules can raise without knowing HTTP."""


class DomainError(Exception):
    """A refusal with a stable `type` for machines and a `detail` that is safe to show to people.

    `field` names the part of the request that is refused, `detail` says why.
    """

    def __init__(self, type: str, detail: str, *, field: str | None = None) -> None:
        super().__init__(type)
        self.type = type
        self.detail = detail
        self.field = field


class Invalid(DomainError):
    """What was stated cannot be true or is not understood."""


class NotFound(DomainError):
    """There is no such thing, or the caller may not learn whether there is."""


class Conflict(DomainError):
    """True in itself, but not together with what is already recorded."""


class Forbidden(DomainError):
    """The caller is known and may not do this."""


class Unauthenticated(DomainError):
    """Nobody knows who asks."""


class TooLarge(DomainError):
    """More than one request may carry."""


class TooSlow(DomainError):
    """The caller took longer to ask than anybody waits."""


class Unavailable(DomainError):
    """Right, but not now; the same request may succeed after `retry_after` seconds."""

    def __init__(self, type: str, detail: str, *, field: str | None = None, retry_after: int = 1) -> None:
        super().__init__(type, detail, field=field)
        self.retry_after = retry_after


class TooMany(DomainError):
    """More than this caller may ask in a time; asking again makes sense after `retry_after` seconds."""

    def __init__(self, type: str, detail: str, *, field: str | None = None, retry_after: int = 60) -> None:
        super().__init__(type, detail, field=field)
        self.retry_after = retry_after
