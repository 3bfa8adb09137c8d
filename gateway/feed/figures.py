"""How far behind the feed is, for whoever watches the platform."""

from collections.abc import Awaitable, Callable, Iterable

from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from gateway.feed import reads
from shared.database import Reader


def behind(reading: Reader) -> Callable[[], Awaitable[Iterable[Metric]]]:
    """Reads for each service how long ago everything was received that had happened there; never yet: left out."""

    async def read() -> Iterable[Metric]:
        family = GaugeMetricFamily(
            "nexus_feed_behind_seconds",
            "How long ago everything had been received that happened in a service.",
            labels=("application", "service"),
        )
        for followed in await reads.standing(reading):
            if followed.behind_seconds is not None:
                family.add_metric(("gateway", followed.service), followed.behind_seconds)
        return (family,)

    return read
