"""Many rows at once: COPY in, and UPDATE from a table that was copied in.

Columns are the database's; encrypted values are sealed by whoever calls.
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any, cast

from django.db import connection, models
from psycopg import sql

from cadres.encryption import EncryptedField, seal

Rows = Iterable[Sequence[Any]]


def copy_in(model: type[models.Model], columns: Sequence[str], rows: Rows) -> None:
    """COPY rows into a model's table. Columns left out need a default in the database."""
    _copy(sql.Identifier(model._meta.db_table), columns, rows)


def update_from(model: type[models.Model], columns: Sequence[str], rows: Sequence[Any]) -> None:
    """Update by primary key; each row is the key and then the value of each column."""
    if not rows:
        return
    table = sql.Identifier(model._meta.db_table)
    key = sql.Identifier(_key(model))
    fields = [sql.Identifier(column) for column in columns]
    fresh = sql.Identifier("fresh_rows")
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {}, {} FROM {} WITH NO DATA"
            ).format(fresh, key, sql.SQL(", ").join(fields), table)
        )
        _copy(fresh, [_key(model), *columns], rows)
        cursor.execute(
            sql.SQL("UPDATE {t} SET {sets} FROM {f} WHERE {t}.{k} = {f}.{k}").format(
                t=table,
                f=fresh,
                k=key,
                sets=sql.SQL(", ").join(
                    sql.SQL("{} = {}.{}").format(field, fresh, field) for field in fields
                ),
            )
        )
        cursor.execute(sql.SQL("DROP TABLE {}").format(fresh))


def _copy(table: sql.Identifier, columns: Sequence[str], rows: Rows) -> None:
    names = sql.SQL(", ").join(sql.Identifier(column) for column in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(table, names)) as copy,
    ):
        for row in rows:
            copy.write_row(row)


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Fresh primary keys, so that rows that point at each other can be copied in."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, _key(model), count],
        )
        return [row[0] for row in cursor.fetchall()]


def end_spells(
    model: type[models.Model], columns: Sequence[str], keys: Sequence[Sequence[int]], *, on: date
) -> None:
    """End the open spells with these keys on a day; what began that very day never was."""
    if not keys:
        return
    arrays = [list(column) for column in zip(*keys, strict=True)]
    table = sql.Identifier(model._meta.db_table)
    names = [sql.Identifier(column) for column in columns]
    same = sql.SQL(" AND ").join(sql.SQL("t.{n} = k.{n}").format(n=name) for name in names)
    given = sql.SQL("unnest({}) AS k ({})").format(
        sql.SQL(", ").join([sql.SQL("%s::bigint[]")] * len(names)), sql.SQL(", ").join(names)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            sql.SQL(
                "DELETE FROM {} t USING {} WHERE {} AND t.to_on IS NULL AND t.from_on >= %s"
            ).format(table, given, same),
            [*arrays, on],
        )
        cursor.execute(
            sql.SQL("UPDATE {} t SET to_on = %s FROM {} WHERE {} AND t.to_on IS NULL").format(
                table, given, same
            ),
            [on, *arrays],
        )


def analyze(*models_: type[models.Model]) -> None:
    """Tell the planner of what was just copied in; its own turn may be minutes away."""
    tables = sql.SQL(", ").join(sql.Identifier(model._meta.db_table) for model in models_)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ANALYZE {}").format(tables))


def _key(model: type[models.Model]) -> str:
    return str(model._meta.pk.column)


def sealed(model: type[models.Model], column: str, text: str) -> bytes:
    """A text as an encrypted column stores it; "" is stored as no bytes."""
    return seal(text, place=_place(model, column)) if text else b""


@cache
def _place(model: type[models.Model], column: str) -> str:
    return cast(EncryptedField, model._meta.get_field(column)).place


@contextmanager
def many_rows() -> Iterator[None]:
    """While a hundred thousand rows are in memory, leave off looking for rings among them.

    Rows die by their reference count; the collector would go through all of them again and again
    for nothing, which is a third of an import.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
