"""Statements that the database gets together and plans once: for the few paths that must be quick.

One way there and back instead of one each, and no planning from the second time on: of a visit,
which takes ten statements, that is most of the cost.
"""

from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.pq import TransactionStatus

INTRANS = TransactionStatus.INTRANS

Statement = tuple[str, Sequence[Any] | dict[str, Any]]  # the SQL with casts, and what it is told
Rows = list[tuple[Any, ...]]


def ask(statements: Sequence[Statement], *, often: bool = False) -> list[Rows]:
    """Send all of them at once; the rows of each, in their order.

    Those that are asked `often`, of a few rows, are planned once a connection. They run one after
    another, each seeing what those before it did. Whoever watches statements (a test that counts,
    a profiler) gets them one by one, through Django's own cursor. Raises what that one raises.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    if connection.queries_logged or connection.execute_wrappers:
        return [_watched(sql, told) for sql, told in statements]
    connection.ensure_connection()
    raw = connection.connection
    alone = (
        len(statements) == 1 and raw.info.transaction_status == INTRANS
    )  # else BEGIN goes with it
    with connection.wrap_database_errors, nullcontext() if alone else raw.pipeline():
        cursors = [
            psycopg.Cursor(raw).execute(sql, told, prepare=often) for sql, told in statements
        ]
    return [_rows(cursor) for cursor in cursors]


def _watched(sql: str, told: Sequence[Any] | dict[str, Any]) -> Rows:
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(sql, told)
        return cursor.fetchall() if cursor.description else []


def _rows(cursor: psycopg.Cursor) -> Rows:
    return cursor.fetchall() if cursor.pgresult and cursor.pgresult.nfields else []
