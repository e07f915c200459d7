"""/healthz says that the process lives, /readyz that everything it needs does."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from config import health
from config.beat import take_lease


@pytest.fixture(autouse=True)
def _no_worker_yet():
    cache.delete(health.WORKER_BEATS)


def test_healthz_asks_nobody(client):
    assert client.get("/healthz").status_code == 200


def test_without_worker_and_beat_it_is_not_ready_and_says_which(client, db):
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {
        "database": True,
        "redis": True,
        "migrations": True,
        "worker": False,
        "beat": False,
    }


def test_with_all_of_them_it_is_ready(client, db):
    health.worker_lives()
    take_lease(owner="a beat", at=timezone.now())

    assert client.get("/readyz").status_code == 200


def test_a_beat_that_fell_silent_is_missed(client, db):
    take_lease(owner="a beat", at=timezone.now() - timedelta(minutes=2))

    assert client.get("/readyz").json()["beat"] is False
