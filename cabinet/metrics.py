"""Figures for a Prometheus: how long pages take, what waits in the queue, what fails. Never by practice.

Pages are counted by each process; with several, `PROMETHEUS_MULTIPROC_DIR` names an empty folder they share.
"""

import os
import time
from collections.abc import Iterable, Iterator

from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from prometheus_client import REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from cabinet.models import Heartbeat, Job

#: A job that failed so often does not mend by itself.
TOO_MANY_ATTEMPTS = 3
PAGES = Histogram(
    "cabinet_page_seconds",
    "Time to answer, by page, method and kind of answer.",
    ["page", "method", "answer"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class MetricsMiddleware:
    """The page is the name of its address: no slug, no id, nothing that was typed."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        match = getattr(request, "resolver_match", None)
        page = match.view_name if match else "unknown"
        method = request.method if request.method in KNOWN_METHODS else "other"
        PAGES.labels(page, method, f"{response.status_code // 100}xx").observe(time.perf_counter() - started)
        return response


class Queue(Collector):
    """Read when it is asked for: two statements, whatever waits."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        now = timezone.now()
        waiting = GaugeMetricFamily("cabinet_jobs_waiting", "Jobs that are due.", labels=["kind"])
        failing = GaugeMetricFamily("cabinet_jobs_failing", "Jobs that failed three times.", labels=["kind"])
        late = GaugeMetricFamily("cabinet_jobs_late_seconds", "Age of the oldest one due.", labels=["kind"])
        due = Q(due_at__lte=now)
        rows: Iterable[dict] = (
            Job.objects.filter(done_at=None)
            .values("kind")
            .annotate(
                due=Count("pk", filter=due),
                oldest=Min("due_at", filter=due),
                failing=Count("pk", filter=Q(attempts__gte=TOO_MANY_ATTEMPTS)),
            )
            .order_by("kind")
        )
        for row in rows:
            waiting.add_metric([row["kind"]], row["due"])
            failing.add_metric([row["kind"]], row["failing"])
            late.add_metric([row["kind"]], (now - row["oldest"]).total_seconds() if row["oldest"] else 0)
        yield from (waiting, failing, late)
        if heartbeat := Heartbeat.objects.first():
            age = (now - heartbeat.ticked_at).total_seconds()
            yield GaugeMetricFamily("cabinet_tick_age_seconds", "Since the workers last ticked.", value=age)


def exposed() -> bytes:
    """All of it, in the words of Prometheus."""
    registry = CollectorRegistry()
    registry.register(Queue())
    pages = REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        pages = CollectorRegistry()
        MultiProcessCollector(pages)
    return generate_latest(registry) + generate_latest(pages)
