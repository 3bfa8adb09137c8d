"""What can be refused, in the words of the domain. Imports nothing, so that rules can raise without knowing HTTP."""


class Word(str):
    """A value of a sentence that is a word of the language, as a code or a number is not: it is translated, too."""

    __slots__ = ()


class DomainError(Exception):
    """A refusal with a stable `type` for machines and a `sentence` that is safe to show to people.

    `field` names the part of the request that is refused, `sentence` says why. It is written as it stands, in English;
    what varies stands in it as `{name}` and beside it in `values`, so that it can be told in another language. Of
    several values in one place (a tuple) each is told.
    """

    def __init__(self, type: str, sentence: str, *, field: str | None = None, **values: object) -> None:
        super().__init__(type)
        self.type = type
        self.sentence = sentence
        self.field = field
        self.values = values


class Invalid(DomainError):
    """What was stated cannot be true or is not understood."""


class Several(Invalid):
    """Several parts of one request that are refused at once; each of `parts` says of its own field why."""

    def __init__(self, type: str, sentence: str, *, parts: tuple[DomainError, ...], **values: object) -> None:
        super().__init__(type, sentence, **values)  # type: ignore[arg-type]  # a value is never called field
        self.parts = parts


class NotFound(DomainError):
    """There is no such thing, or the caller may not learn whether there is."""


class Conflict(DomainError):
    """True in itself, but not together with what is already recorded."""


class Stale(DomainError):
    """An edit of a record as it was before somebody else changed it."""


class Unconditional(DomainError):
    """An edit that does not say of which state of the record it is."""


class Forbidden(DomainError):
    """The caller is known and may not do this."""


class Unauthenticated(DomainError):
    """Nobody knows who asks."""


class TooLarge(DomainError):
    """More than one request may carry."""


class HeadTooLarge(DomainError):
    """More in the address and the headers than one request may carry."""


class TooSlow(DomainError):
    """The caller took longer to ask than anybody waits."""


class Unavailable(DomainError):
    """Right, but not now; the same request may succeed after `retry_after` seconds."""

    def __init__(
        self, type: str, sentence: str, *, field: str | None = None, retry_after: int = 1, **values: object
    ) -> None:
        super().__init__(type, sentence, field=field, **values)
        self.retry_after = retry_after


class Busy(Unavailable):
    """More is asked than can be done at once; nothing is broken, so nobody has to look what happened."""


class TooMany(DomainError):
    """More than this caller may ask in a time; asking again makes sense after `retry_after` seconds."""

    def __init__(
        self, type: str, sentence: str, *, field: str | None = None, retry_after: int = 60, **values: object
    ) -> None:
        super().__init__(type, sentence, field=field, **values)
        self.retry_after = retry_after


def nothing_here() -> NotFound:
    """What is not there and what the caller may not know of are refused alike, so that nobody can tell them apart."""
    return NotFound("not-found", "There is nothing here.")


def already_voided() -> Conflict:
    return Conflict("already-voided", "This was voided before.")
