"""The house as ./run starts it, web server and worker, on the tests' own database."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import redis
from django.conf import settings
from django.db import connection

from config.running.up import Child, end, the_children, wait_for_web
from config.servers.places import REDIS, place_of

HOST = "127.0.0.1"
OURS = "config"  # the Celery app that ./run names


@contextmanager
def opened(data: Path, port: int) -> Iterator[dict[str, str]]:
    """Web server and worker run inside; gives the variables for whatever joins them."""
    queue = f"story{os.getpid()}"
    variables = {**os.environ, **_surroundings(data, queue)}
    web, worker, _ = the_children(HOST, port)
    try:
        for child in (web, worker):
            child.start(variables)
        wait_for_web(web, HOST, port, "http")
        yield variables
    finally:
        end([web, worker])
        _forget(queue)


@contextmanager
def beating(schedule: str, variables: dict[str, str]) -> Iterator[None]:
    """The beat of ./run runs inside, with the schedule of another module."""
    _, _, beat = the_children(HOST, 0)
    hurried = Child("beat", [schedule if part == OURS else part for part in beat.command])
    try:
        hurried.start(variables)
        yield
    finally:
        end([hurried])


def _surroundings(data: Path, queue: str) -> dict[str, str]:
    """The servers of the tests; folder and queue apart from whatever else is tested."""
    at = connection.settings_dict
    secret = f":{quote(at['PASSWORD'], safe='')}" if at["PASSWORD"] else ""
    where = quote(at["HOST"] or "localhost", safe="") + (f":{at['PORT']}" if at["PORT"] else "")
    return {
        "DATABASE_URL": f"postgres://{at['USER']}{secret}@{where}/{at['NAME']}",
        "REDIS_URL": settings.REDIS.given or f"unix://{place_of(REDIS).redis_socket}",
        "DOORSTEP_DATA": str(data),
        "DOORSTEP_TESTING": "1",
        "DOORSTEP_REMINDER_HOURS": "00:00-23:59:59",
        "PYTEST_XDIST_WORKER": queue,
    }


def _forget(queue: str) -> None:
    """Leave nothing in Redis."""
    for address in (settings.REDIS.broker, settings.REDIS.cache):
        plain = address.replace("redis+socket", "unix").replace("virtual_host", "db")
        with redis.Redis.from_url(plain) as server:
            for key in server.scan_iter(f"*{queue}:*"):
                server.delete(key)
