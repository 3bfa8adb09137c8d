"""What becomes of the calls to services, for whoever watches the platform."""

from collections.abc import Iterable

from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from gateway.clients.sparing import Sparing
from gateway.clients.upstream import Upstreams


class CallFigures(Collector):
    """Read when somebody looks."""

    def __init__(self, application: str, upstreams: Upstreams) -> None:
        self._application = application
        self._upstreams = upstreams

    def collect(self) -> Iterable[Metric]:
        by_service = ("application", "service")
        calls = GaugeMetricFamily("nexus_calls", "Calls to a service.", labels=(*by_service, "state"))
        shed = CounterMetricFamily(
            "nexus_calls_shed", "Calls that found too many others.", labels=(*by_service, "urgency")
        )
        repeated = CounterMetricFamily("nexus_calls_repeated", "Calls that were made a second time.", labels=by_service)
        kept_back = CounterMetricFamily(
            "nexus_calls_kept_back", "Calls that were not made because the service keeps failing.", labels=by_service
        )
        openings = CounterMetricFamily(
            "nexus_breaker_openings", "How often calls began to be kept back.", labels=by_service
        )
        breaker = GaugeMetricFamily("nexus_breaker_open", "1 while calls are kept back.", labels=by_service)
        for service, upstream in self._upstreams.items():
            spared, whose = upstream.transport, (self._application, service.value)
            assert isinstance(spared, Sparing)
            calls.add_metric((*whose, "under_way"), spared.limit.under_way)
            calls.add_metric((*whose, "waiting"), spared.limit.waiting)
            for urgency, times in spared.limit.shed.items():
                shed.add_metric((*whose, urgency.name.lower()), times)
            repeated.add_metric(whose, spared.budget.spent)
            kept_back.add_metric(whose, spared.breaker.refused)
            openings.add_metric(whose, spared.breaker.openings)
            breaker.add_metric(whose, spared.breaker.open)
        return calls, shed, repeated, kept_back, openings, breaker
