"""Metrics for Prometheus, on a port of 127.0.0.1."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping

from logreg_core import environment
from pages.base import tally

HERE = "127.0.0.1"
PREFIX = "logreg_"
LOG = logging.getLogger(__name__)

Gauges = Mapping[str, tuple[str, Callable[[], float]]]


def serve(gauges: Gauges) -> Callable[[], None]:
    """Answer at http://127.0.0.1:PORT/metrics, where LOGREG_METRICS_PORT names a port. Returns what ends that.

    gauges: what is asked of others at each scrape, by name: what it is, and how many.
    A port that is taken is said in the log, and the app goes without.
    """
    if not (port := environment.metrics_port.value):
        return lambda: None
    import prometheus_client as prometheus  # only here, so that nobody else needs the package
    from prometheus_client import core
    from prometheus_client.registry import Collector

    class Ours(Collector):
        """The tally and the gauges, as Prometheus calls them."""

        def collect(self) -> Iterator[core.Metric]:
            """All of it, as it is now."""
            for each in tally.EVERYTHING:
                name = PREFIX + each.name
                if isinstance(each, tally.Gauge):
                    yield core.GaugeMetricFamily(name, each.about, value=each.number)
                elif isinstance(each, tally.Durations):
                    bounds, together = each.buckets
                    buckets = [(prometheus.utils.floatToGoString(bound), float(times)) for bound, times in bounds]
                    yield core.HistogramMetricFamily(name, each.about, buckets=buckets, sum_value=together)
                else:
                    family = core.CounterMetricFamily(name, each.about, labels=[each.kind])
                    for kind, times in each.times.items():
                        family.add_metric([kind], times)
                    yield family
            for name, (about, number) in gauges.items():
                yield core.GaugeMetricFamily(PREFIX + name, about, value=number())
            yield core.GaugeMetricFamily(PREFIX + "threads", "Threads of the process.", value=threading.active_count())

    registry = prometheus.CollectorRegistry()
    registry.register(Ours())
    prometheus.ProcessCollector(registry=registry)  # memory, open files, seconds of computing: where the system says so
    try:
        server, _ = prometheus.start_http_server(int(port), HERE, registry)
    except OSError as error:
        LOG.warning("Nobody can ask for metrics: the port %s is not free (%s).", port, error.strerror)
        return lambda: None

    def end() -> None:
        server.shutdown()
        server.server_close()

    return end
