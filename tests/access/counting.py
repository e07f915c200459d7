"""How many queries each answer took."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import connection

# Marks that a test sets where the house has a transaction of its own.
NOT_ASKED = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


class Counts(dict[str, int]):
    """The most queries that one answer of an address took, by method and address."""

    def over(self, most: int) -> dict[str, int]:
        """Those of more queries than `most`."""
        return {asked: count for asked, count in self.items() if count > most}


@contextmanager
def counted() -> Iterator[Counts]:
    """Count the queries of each request while it lasts; what is between requests counts not."""
    counts = Counts()
    now: dict[str, Any] = {"asked": "", "count": 0}

    def begin(environ: dict[str, Any] | None = None, **_signal: Any) -> None:
        told = environ or {}
        asked = f"{told['REQUEST_METHOD']} {told['PATH_INFO']}?{told['QUERY_STRING']}"
        now.update(asked=asked.rstrip("?"), count=0)

    def end(**_signal: Any) -> None:
        asked = now["asked"]
        counts[asked] = max(counts.get(asked, 0), now["count"])

    def count(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        now["count"] += not sql.startswith(NOT_ASKED)
        return execute(sql, *arguments)

    request_started.connect(begin)
    request_finished.connect(end)
    try:
        with connection.execute_wrapper(count):
            yield counts
    finally:
        request_started.disconnect(begin)
        request_finished.disconnect(end)
