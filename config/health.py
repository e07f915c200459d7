"""Is it alive, and may it be given work?"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from config.models import BeatLease

WORKER_BEATS = "heartbeat:worker"
WORKER_BEATS_EVERY = 5  # seconds
WORKER_IS_GONE_AFTER = 30


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """Database, Redis, migrations, a live worker and beat: 200 when all are there, else 503."""
    found = state()
    return JsonResponse(found, status=200 if all(found.values()) else 503)


def worker_lives() -> None:
    """Called by each worker every few seconds."""
    cache.set(WORKER_BEATS, timezone.now().isoformat(), WORKER_IS_GONE_AFTER)


def has_started(part: str) -> None:
    """A worker or a beat comes up: kept for the operator's page."""
    with suppress(Exception):  # Redis is away: the part itself goes on trying
        cache.set(f"since:{part}", timezone.now().isoformat(), None)


def since(part: str) -> datetime | None:
    """When a worker or a beat last came up."""
    told = cache.get(f"since:{part}")
    return datetime.fromisoformat(told) if told else None


def state() -> dict[str, bool]:
    """What /readyz asks, answer by answer."""
    return {name: _holds(question) for name, question in QUESTIONS.items()}


def has_open_migrations() -> bool:
    """Does the code know migrations that the database has not seen?"""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _holds(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except Exception:  # whatever is wrong, the answer is no
        return False


def _database() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone())


def _redis() -> bool:
    cache.set("readyz", 1, 10)
    return cache.get("readyz") == 1


def _migrations() -> bool:
    return not has_open_migrations()


def _worker() -> bool:
    return cache.get(WORKER_BEATS) is not None


def _beat() -> bool:
    return BeatLease.objects.filter(until__gt=timezone.now()).exists()


QUESTIONS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "redis": _redis,
    "migrations": _migrations,
    "worker": _worker,
    "beat": _beat,
}
