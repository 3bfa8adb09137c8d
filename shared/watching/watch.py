"""All that watches one application, in one hand: its figures always, its traces where they are wanted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from shared.watching import traces
from shared.watching.metrics import Metrics
from shared.watching.settings import WatchSettings
from shared.watching.statements import Statements
from shared.watching.traces import Spans, Trusted

FIGURES = "/metrics"


class Watch:
    """Made with the application; `spans` are there while it is open, and only if somebody receives them."""

    def __init__(
        self, application: str, settings: WatchSettings | None = None, trusted: Trusted = traces.nobody
    ) -> None:
        self._settings = settings or WatchSettings.model_construct()
        self.application = application
        self.metrics = Metrics(application)
        self.metrics_token = self._settings.metrics_token
        self.open = frozenset({FIGURES}) if self.metrics_token is not None else frozenset()
        """Paths that the guard leaves to a token of their own."""
        self.spans: Spans | None = None
        self._trusted = trusted

    def of(self, application: str) -> "Watch":
        """The watch of another application that is told the same."""
        return Watch(application, self._settings)

    @property
    def statements(self) -> Statements | None:
        """What makes spans of SQL."""
        return Statements(self.spans.tracer) if self.spans is not None else None

    @asynccontextmanager
    async def tracing(self) -> AsyncIterator[None]:
        """Make spans as long as this is open."""
        endpoint = self._settings.traces_endpoint
        if endpoint is None:
            yield
            return
        async with traces.sending(self.application, endpoint, self._trusted) as self.spans:
            yield
        self.spans = None
