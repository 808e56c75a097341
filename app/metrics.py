"""How the server fares, as Prometheus numbers: counts and times, never a name, a token or what somebody wrote."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from sessions.hub import Hub

REFUSALS = Counter("bloesem_refusals", "Calls that were refused, by the slug of the problem", ["slug"])
EVENTS = Counter("bloesem_events", "Events that are on disk")
COMMIT = Histogram(
    "bloesem_commit_seconds",
    "From handing a batch to the store until it is on disk",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5),
)


def committed(events: int, seconds: float) -> None:
    """A batch of a room is on disk."""
    EVENTS.inc(events)
    COMMIT.observe(seconds)


class _Screens:
    """What the hub counts anyway, read when somebody asks."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def collect(self) -> Iterator[Metric]:
        pages = GaugeMetricFamily("bloesem_open_pages", "Pages with a live socket", labels=["page"])
        for page, count in self._hub.counts().items():
            pages.add_metric([page], count)
        yield pages
        tally = self._hub.tally
        yield CounterMetricFamily("bloesem_frames", "Frames handed to sockets", tally.frames)
        yield CounterMetricFamily("bloesem_frame_bytes", "Bytes of those frames", tally.bytes)
        yield CounterMetricFamily("bloesem_renders", "Regions drawn", tally.renders)
        yield CounterMetricFamily("bloesem_let_go", "Sockets closed because they did not keep up", tally.let_go)


def exposition(hub: Hub) -> bytes:
    """Everything in Prometheus' text format."""
    own = CollectorRegistry()
    own.register(_Screens(hub))
    return generate_latest() + generate_latest(own)
