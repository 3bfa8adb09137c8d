"""How many jobs there are in each state, for whoever watches the platform."""

from collections.abc import Awaitable, Callable, Iterable
from itertools import product

from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from shared.database import Reader
from shared.jobs.kinds import Kinds
from shared.jobs.views import State

_BY_STATE = "SELECT kind, state, count(*) FROM jobs WHERE kind = ANY ($1) GROUP BY kind, state"


def by_state(application: str, reader: Reader, kinds: Kinds) -> Callable[[], Awaitable[Iterable[Metric]]]:
    """Counts the jobs of an application's kinds, those of which there are none included."""

    async def read() -> Iterable[Metric]:
        counted = {(str(kind), str(state)): total for kind, state, total in await reader.fetch(_BY_STATE, list(kinds))}
        family = GaugeMetricFamily("nexus_jobs", "Jobs that are kept.", labels=("application", "kind", "state"))
        for kind, state in product(kinds, State):
            family.add_metric((application, kind, state), counted.get((kind, state), 0))
        return (family,)

    return read
