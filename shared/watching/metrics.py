"""Figures of one application, for Prometheus: what was asked how often, by which class of caller, with which outcome.

Every label has few values, all of them from code: templates of routes and never paths, classes of callers and never
callers. Each application has a registry of its own, so that several in one process do not meet in the global one.
"""

import asyncio
import platform
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from itertools import chain

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    Info,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.registry import Collector

from shared.database import APPENDERS, LISTERS, READERS, WRITERS, Database, trouble

Reading = Callable[[], Awaitable[Iterable[Metric]]]
"""Reads figures that stand in a database."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NOWHERE, NOBODY = "none", "none"
"""What matched no route, and who was not known when the request ended."""

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

_PATIENCE = 1.0

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each, to say when it began


class Metrics:
    """The figures of one application."""

    def __init__(self, application: str) -> None:
        self.application = application
        self.registry = CollectorRegistry(auto_describe=False)
        self.in_flight = 0
        self.readings: list[Reading] = []
        """What else is read when somebody looks; what cannot be read then is missing, and never wrong."""
        self._requests = Counter(
            "nexus_requests",
            "Requests that ended: by status, or 'cut' if the answer broke off, or 'left' if whoever asked did.",
            ("application", "route", "method", "caller_class", "outcome"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "nexus_request_seconds",
            "From a request's first line to the end of its answer.",
            ("application", "route", "method"),
            buckets=_SECONDS,
            registry=self.registry,
        )
        in_flight = Gauge(
            "nexus_requests_in_flight", "Requests that have not ended.", ("application",), registry=self.registry
        )
        in_flight.labels(application).set_function(lambda: self.in_flight)
        built = Info("nexus_build", "What runs.", ("application",), registry=self.registry)
        built.labels(application).info({"version": version("nexus"), "python": platform.python_version()})
        self._series: dict[tuple[str, str, str, str], tuple[Counter, Histogram]] = {}

    def ended(self, route: str | None, method: str, caller_class: str | None, outcome: str, seconds: float) -> None:
        """Count a request that has ended."""
        key = (route or NOWHERE, method if method in METHODS else "other", caller_class or NOBODY, outcome)
        series = self._series.get(key)
        if series is None:
            series = self._series[key] = (
                self._requests.labels(self.application, *key),
                self._seconds.labels(self.application, *key[:2]),
            )
        series[0].inc()
        series[1].observe(seconds)

    @contextmanager
    def showing(self, database: Database) -> Iterator[None]:
        """Show an open database's connections and waits with the rest."""
        with self.collecting(_DatabaseFigures(self.application, database)):
            yield

    @contextmanager
    def collecting(self, figures: Collector) -> Iterator[None]:
        """Show what is collected here with the rest."""
        self.registry.register(figures)
        try:
            yield
        finally:
            self.registry.unregister(figures)


class _DatabaseFigures(Collector):
    """Read when somebody looks, so that they cost nothing in between."""

    def __init__(self, application: str, database: Database) -> None:
        self._application = application
        self._database = database

    def collect(self) -> Iterable[Metric]:
        open_ = GaugeMetricFamily(
            "nexus_database_connections", "Connections that are open.", labels=("application", "pool", "state")
        )
        most = GaugeMetricFamily(
            "nexus_database_connections_most", "Connections that may be open.", labels=("application", "pool")
        )
        for pool, (in_use, idle, limit) in self._pools().items():
            open_.add_metric((self._application, pool, "in_use"), in_use)
            open_.add_metric((self._application, pool, "idle"), idle)
            most.add_metric((self._application, pool), limit)
        waits = SummaryMetricFamily(
            "nexus_moment_wait_seconds", "Waiting until a moment was fixed.", labels=("application",)
        )
        waits.add_metric((self._application,), self._database.moments.waits, self._database.moments.waited)
        return open_, most, waits

    def _pools(self) -> dict[str, tuple[int, int, int]]:
        database, writing = self._database, self._database.engine.pool
        pools = {
            name: (pool.get_size() - pool.get_idle_size(), pool.get_idle_size(), most)
            for name, pool, most in (
                ("reading", database.reading, READERS),
                ("listing", database.listing, LISTERS),
                ("appending", database.appending, APPENDERS),
            )
        }
        return {"writing": (writing.checkedout(), writing.checkedin(), WRITERS), **pools}  # type: ignore[attr-defined]


class _Together(Collector):
    """Several applications' figures as one document in which each name stands once."""

    def __init__(self, applications: Iterable[Metrics], read: Iterable[Metric]) -> None:
        self._registries = [metrics.registry for metrics in applications]
        self._read = read
        self._process = CollectorRegistry()
        ProcessCollector(registry=self._process)

    def collect(self) -> Iterator[Metric]:
        families: dict[str, Metric] = {}
        collected = (registry.collect() for registry in (*self._registries, self._process))
        for family in chain(self._read, *collected):
            if family.name in families:
                families[family.name].samples += family.samples
            else:
                families[family.name] = family
        yield from families.values()


async def document(applications: Iterable[Metrics]) -> bytes:
    """The figures of applications that share a process, and those of the process, in Prometheus' text format."""
    readings = (_read(reading) for metrics in applications for reading in metrics.readings)
    read = [family for families in await asyncio.gather(*readings) for family in families]
    return generate_latest(_Together(applications, read))


async def _read(reading: Reading) -> Iterable[Metric]:
    """What a reading gives, if it does in time; one that hangs is left to end by itself."""
    task = asyncio.ensure_future(reading())
    if not (await asyncio.wait([task], timeout=_PATIENCE))[0]:
        task.cancel()
        return ()
    try:
        return task.result()
    except Exception as error:
        if trouble(error) is None:
            raise
        return ()
