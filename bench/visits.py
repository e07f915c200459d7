"""The server's cost of one visit, beside a bare Django view on the same server, turn by turn."""

import http.client
import json
import os
import statistics
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone
from django.utils.crypto import get_random_string
from uuid_utils.compat import uuid7

from bench.bare.models import Row
from bench.pages import served
from bench.report import line
from cadres.models import Cadre
from households.models import Place
from visits.models import Visit

PLACES, VISITS = 2_000, 3
WARM, TIMES = 200, 400  # each of the server's threads has its own connection, with its plans
MOST = 1.5


def run(folder: Path) -> None:
    """Print both medians and their ratio; stop where it is above the bar."""
    call_command("make_demo", places=PLACES, visits_per_place=VISITS, seed=1)
    with connection.schema_editor() as editor:
        editor.create_model(Row)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    cadre = Cadre.objects.get(username="cadre1")
    doors = Place.objects.active().order_by("pk")  # each once: nobody knocks ten times a day
    items = _items(cadre, list(doors.values_list("pk", flat=True)))
    _count_queries(cadre, next(items))
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.bare.settings"
    with served() as port:
        ours, bare = _both(port, cadre, items)
    expected = WARM + TIMES + 1
    stored = Visit.objects.filter(logged_by=cadre, received_at__gte=_began).count()
    if stored != expected:
        raise SystemExit(f"{stored} visits stored, not {expected}")
    floor = statistics.median(bare)
    line("a bare view: session, CSRF, five fields, one insert, p50", floor, "ms")
    line("one visit POST, p50", statistics.median(ours), "ms", floor=floor, is_="the bare view")
    slow = statistics.quantiles(ours, n=20)[-1]
    line("one visit POST, p95", slow, "ms", floor=statistics.quantiles(bare, n=20)[-1])
    if statistics.median(ours) > MOST * floor:
        raise SystemExit(f"more than {MOST} × the bare view")


_began = timezone.now()


def _items(cadre: Cadre, places: list[int]) -> Iterator[dict[str, object]]:
    """Routine visits, door after door."""
    turn = 0
    while True:
        turn += 1
        at = timezone.localtime() - timedelta(seconds=5)
        yield {
            "kind": "visit",
            "id": str(uuid7()),
            "by": cadre.pk,
            "place": places[turn % len(places)],
            "phone_at": at.isoformat(timespec="milliseconds"),
            "clock_offset_ms": 120,
            "outcome": "met",
            "mode": "door",
            "role": "main",
            "help": ["explained"],
            "note": "老人身体还好，问了医保缴费的事。",
        }


@override_settings(ALLOWED_HOSTS=["testserver"])
def _count_queries(cadre: Cadre, item: dict[str, object]) -> None:
    """Print how many statements one POST sends, asked in this process."""
    sent: list[str] = []

    def count(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        sent.append(sql)
        return execute(sql, params, many, context)

    client = Client()
    client.force_login(cadre)
    with connection.execute_wrapper(count):
        answer = client.post("/api/v1/visits", item, "application/json")
    if answer.json()["receipts"][0]["status"] != "received":
        raise SystemExit(answer.content.decode())
    if os.environ.get("BENCH_SHOW"):
        for sql in sent:
            print("   ", " ".join(sql.split())[:150])
    line("statements of one visit POST", len(sent), "")


def _both(
    port: int, cadre: Cadre, items: Iterator[dict[str, object]]
) -> tuple[list[float], list[float]]:
    """Milliseconds of each, in turn, over one kept connection."""
    client = Client()
    client.force_login(cadre)
    token = get_random_string(32)
    cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={token}"
    headers = {"Cookie": cookies, "X-CSRFToken": token}
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(url: str, body: str, kind: str) -> float:
        start = time.perf_counter()
        link.request("POST", url, body.encode(), {**headers, "Content-Type": kind})
        answer = link.getresponse()
        text = answer.read()
        took = (time.perf_counter() - start) * 1000
        if answer.status != 200 or b'"status": "received"' not in text and b'"id"' not in text:
            raise SystemExit(f"{url} answers {answer.status}: {text[:300].decode()}")
        return took

    ours, bare = [], []
    for turn in range(WARM + TIMES):
        item = next(items)
        mine = send("/api/v1/visits", json.dumps(item), "application/json")
        fields = {name: item[name] for name in ("outcome", "mode", "note", "phone_at")}
        theirs = send("/bare/", urlencode(fields), "application/x-www-form-urlencoded")
        if turn >= WARM:
            ours.append(mine)
            bare.append(theirs)
    link.close()
    return ours, bare
