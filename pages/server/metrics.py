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
    """Serve http://127.0.0.1:PORT/metrics, with the port of LOGREG_METRICS_PORT. Returns a function that stops it.

    gauges: by name, a description and a function that returns the number, called at each scrape.
    If the port is taken, the log says so, and the app runs without metrics.
    """
    if not (port := environment.metrics_port.value):
        return lambda: None
    import prometheus_client as prometheus  # an optional extra
    from prometheus_client import core
    from prometheus_client.registry import Collector

    class Ours(Collector):
        """The tally and the gauges as a collector of Prometheus."""

        def collect(self) -> Iterator[core.Metric]:
            """Yield all current metrics."""
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
    prometheus.ProcessCollector(registry=registry)  # memory, open files, processor time: on systems that report them
    try:
        server, _ = prometheus.start_http_server(int(port), HERE, registry)
    except OSError as error:
        LOG.warning("There are no metrics: the port %s is not free (%s).", port, error.strerror)
        return lambda: None

    def end() -> None:
        server.shutdown()
        server.server_close()

    return end
