"""A beat that may run twice: only the holder of a lease in the database sends tasks."""

import contextlib
import logging
import os
import socket
import uuid
from datetime import datetime, timedelta
from typing import Any

from celery.beat import Scheduler
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from config.servers.holding import hold

LEASE = timedelta(seconds=20)
RENEW_EVERY = 5.0  # seconds
NAME = "beat"

log = logging.getLogger("celery.beat")


def take_lease(*, owner: str, at: datetime, length: timedelta = LEASE) -> bool:
    """Take or renew the lease; False while another owner's has not run out."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO config_beatlease AS lease (name, owner, until) VALUES (%s, %s, %s)
            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
            WHERE lease.owner = excluded.owner OR lease.until <= %s
            """,
            [NAME, owner, at + length, at],
        )
        return cursor.rowcount == 1


def give_back_lease(*, owner: str) -> None:
    """Let the next beat start at once."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM config_beatlease WHERE name = %s AND owner = %s", [NAME, owner])


class LeasedScheduler(Scheduler):
    """The schedule stands in code; a turn is taken only while the lease is ours."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        hold()
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        super().__init__(*args, **kwargs)
        from config import health  # needs loaded apps

        health.has_started("beat")

    def tick(self, *args: Any, **kwargs: Any) -> float:
        close_old_connections()
        try:
            ours = take_lease(owner=self.owner, at=timezone.now())
        except DatabaseError as problem:
            log.warning("beat: no lease, the database is away (%s)", type(problem).__name__)
            return RENEW_EVERY
        if not ours:
            return RENEW_EVERY
        return min(super().tick(*args, **kwargs), RENEW_EVERY)

    def close(self) -> None:
        with contextlib.suppress(DatabaseError):  # it runs out by itself
            give_back_lease(owner=self.owner)
        super().close()
