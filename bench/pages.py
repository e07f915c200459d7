"""The story's pages over HTTP at 20,000 places, beside the barest answer of the same server."""

import http.client
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from bench.report import line
from cadres.models import Cadre
from households.models import Place

PLACES, VISITS = 20_000, 3
WARM, TIMES = 5, 60


def run(folder: Path) -> None:
    """Print p50, p95, the database's part and the queries of each page."""
    if not Place.objects.exists():
        call_command("make_demo", places=PLACES, visits_per_place=VISITS, seed=1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    with served() as port:
        floor = percentiles(port, reverse("healthz"), "")[0]
        line("the barest answer over HTTP, p50", floor, "ms")
        for account, name, url in pages():
            cadre = Cadre.objects.get(username=account)
            client = Client()
            client.force_login(cadre)
            cookie = client.cookies["sessionid"].value
            middle, slow = percentiles(port, url, cookie)
            database, queries = database_part(client, url)
            line(f"{name}, p50", middle, "ms", floor=floor, is_="the barest answer")
            line(f"{name}, p95", slow, "ms", floor=floor, is_="the barest answer")
            line(f"{name}, database's part ({queries} queries)", database, "ms")


def pages() -> Iterator[tuple[str, str, str]]:
    """Whose page, its name, its address."""
    cadre = Cadre.objects.get(username="cadre1")
    door = Place.objects.visible_to(cadre).active().order_by("pk").first()
    if door is None:
        raise SystemExit("cadre1 has no door")
    yield "cadre1", "today's doors", reverse("phone:today")
    yield "cadre1", "the place card", reverse("phone:place", args=[door.pk])
    yield "cadre1", "the visit form", reverse("phone:visit", args=[door.pk])
    yield "cadre1", "the inbox", reverse("reminders:inbox")
    yield "cadre1", "all own doors", reverse("phone:places")
    yield "cadre1", "own visits", reverse("phone:mine")
    yield "cadre1", "the evening list", reverse("phone:evening")
    yield "desk1", "the village desk", reverse("issues:desk")
    yield "dispatch1", "to hand over", reverse("issues:dispatch")
    yield "handler1", "the handler's queue", reverse("issues:queue")
    for name, code in (("county", "320581"), ("town", "320581101")):
        url = reverse("dashboards:coverage", args=[code])
        yield "supervisor1", f"coverage of the {name}", url
    yield "supervisor1", "never seen", reverse("dashboards:uncovered")
    yield "supervisor1", "to approve", reverse("dashboards:exclusions")
    yield "supervisor1", "all issues", reverse("issues:issues")
    yield "admin1", "who answers for what", reverse("office:assign", args=["320581101"])
    yield "admin1", "rosters", reverse("households:rosters")
    yield "admin1", "units and people", reverse("office:people")
    yield "admin1", "visit standards", reverse("office:standards")
    yield "admin1", "the area tree", reverse("office:areas", args=["320581"])


@contextmanager
def served() -> Iterator[int]:
    """The production server on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "2"]
    command += ["--blocking-threads", "16", "--http", "1", "--no-ws", "--log-level", "error"]
    process = subprocess.Popen(command)
    try:
        for _ in range(200):
            time.sleep(0.1)
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield port
    finally:
        process.terminate()
        process.wait(30)


def percentiles(port: int, url: str, cookie: str) -> tuple[float, float]:
    """p50 and p95 in ms over one kept connection; stops at anything but 200."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    took = []
    for turn in range(WARM + TIMES):
        start = time.perf_counter()
        link.request("GET", url, headers={"Cookie": f"sessionid={cookie}"})
        answer = link.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"{url} answers {answer.status}")
        if turn >= WARM:
            took.append((time.perf_counter() - start) * 1000)
    link.close()
    return statistics.median(took), statistics.quantiles(took, n=20)[-1]


@override_settings(ALLOWED_HOSTS=["testserver"])
def database_part(client: Client, url: str) -> tuple[float, int]:
    """Median ms inside the database and the number of queries, asked in this process."""
    spent: list[list[float]] = []

    def measure(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        start = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent[-1].append((time.perf_counter() - start) * 1000)

    with connection.execute_wrapper(measure):
        for _ in range(5):
            spent.append([])
            client.get(url)
    return statistics.median(sum(turn) for turn in spent), len(spent[-1])
