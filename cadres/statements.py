"""Statements that the database gets together and plans once: for the few paths that must be quick.

One way there and back instead of one each, and no planning from the second time on: of a visit,
which takes ten statements, that is most of the cost.
"""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection

Statement = tuple[str, Sequence[Any] | dict[str, Any]]  # the SQL with casts, and what it is told
Rows = list[tuple[Any, ...]]


def ask(statements: Sequence[Statement], *, often: bool = False) -> list[Rows]:
    """Send all of them at once; the rows of each, in their order.

    Those that are asked `often`, of a few rows, are planned once a connection. They run one after
    another, each seeing what those before it did. Whoever watches statements (a test that counts,
    a profiler) gets them one by one, through Django's own cursor. Raises what that one raises.
    """
    if connection.queries_logged or connection.execute_wrappers:
        return [_watched(sql, told) for sql, told in statements]
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        cursors = []
        for sql, told in statements:
            cursor = psycopg.Cursor(connection.connection)
            cursor.execute(sql, told, prepare=often)
            cursors.append(cursor)
    return [_rows(cursor) for cursor in cursors]


def _watched(sql: str, told: Sequence[Any] | dict[str, Any]) -> Rows:
    with connection.cursor() as cursor:
        cursor.execute(sql, told)
        return cursor.fetchall() if cursor.description else []


def _rows(cursor: psycopg.Cursor) -> Rows:
    return cursor.fetchall() if cursor.pgresult and cursor.pgresult.nfields else []
