"""Two real beats side by side send each turn once."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
import redis
from django.conf import settings
from django.db import connection

from config.models import BeatLease
from config.servers.places import REDIS, ROOT, place_of

SECONDS, PER_SECOND = 6, 2


@pytest.fixture
def queue() -> Iterator[str]:
    name = f"beats{os.getpid()}:"
    yield name
    broker().delete(f"{name}celery")


def broker() -> redis.Redis:
    number = settings.REDIS.shift
    if settings.REDIS.given:
        return redis.Redis.from_url(settings.REDIS.broker)
    return redis.Redis(unix_socket_path=str(place_of(REDIS).redis_socket), db=number)


def start_beat(prefix: str) -> subprocess.Popen[bytes]:
    at = connection.settings_dict
    address = f"postgres://{at['USER']}@{quote(at['HOST'], safe='')}/{at['NAME']}"
    variables = {"PYTEST_XDIST_WORKER": prefix.rstrip(":"), "DOORSTEP_TESTING": "1"}
    if not os.environ.get("DATABASE_URL"):
        variables["DATABASE_URL"] = address
    command = [sys.executable, "-m", "celery", "-A", "tests.config.ticking", "beat"]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **variables})


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="finds the test database by its socket")
def test_two_beats_send_each_turn_once(committed, queue):
    beats = [start_beat(queue), start_beat(queue)]
    try:
        for _ in range(300):
            if broker().llen(f"{queue}celery"):
                break
            time.sleep(0.1)
        time.sleep(SECONDS)
        sent = broker().llen(f"{queue}celery")
    finally:
        for beat in beats:
            beat.terminate()
        for beat in beats:
            beat.wait(20)

    assert SECONDS * PER_SECOND * 0.5 <= sent <= SECONDS * PER_SECOND * 1.4
    assert not BeatLease.objects.exists()  # given back on the way out
