"""Sealing anew what is stored under older keys: in batches, while the house is open.

Old keys stay in the key file: backups need them. Whatever another process still seals under an
old key meanwhile is found by the next run.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from cadres.encryption import EncryptedField, keys, seal, unseal

BATCH = 2000


def columns() -> list[EncryptedField]:
    """Every encrypted column of every table."""
    return [
        field
        for model in apps.get_models()
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
        if isinstance(field, EncryptedField)
    ]


def left(column: EncryptedField) -> int:
    """How many values of a column are sealed under an older key than the current one."""
    query = sql.SQL("SELECT count(*) FROM {table} WHERE {stale}").format(**_parts(column))
    with connection.cursor() as cursor:
        cursor.execute(query, {"current": bytes([keys().current])})
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def reseal(column: EncryptedField) -> Iterator[int]:
    """Seal a column's older values under the current key; yield how many after each batch.

    Each batch is its own transaction, so an interrupted run goes on where it stopped. A value
    that somebody changes at the same moment is left as they wrote it.
    """
    last: int | None = None
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                sql.SQL(
                    "SELECT {key}, {column} FROM {table} WHERE {stale}"
                    " AND ({key} > %(last)s OR %(last)s IS NULL) ORDER BY {key} LIMIT %(batch)s"
                ).format(**_parts(column)),
                {"current": bytes([keys().current]), "last": last, "batch": BATCH},
            )
            found = [(key, bytes(stored)) for key, stored in cursor.fetchall()]
            if not found:
                return
            fresh = [_sealed_anew(stored, column.place) for _, stored in found]
            cursor.execute(
                sql.SQL(
                    "UPDATE {table} AS row SET {column} = fresh.sealed"
                    " FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[])"
                    " AS fresh (key, stored, sealed)"
                    " WHERE row.{key} = fresh.key AND row.{column} = fresh.stored"
                ).format(**_parts(column)),
                [[key for key, _ in found], [stored for _, stored in found], fresh],
            )
        last = found[-1][0]
        yield len(found)


def _sealed_anew(stored: bytes, place: str) -> bytes:
    return seal(unseal(stored, place=place), place=place)


def _parts(column: EncryptedField) -> dict[str, sql.Composable]:
    model = column.model
    name = sql.Identifier(str(column.column))
    return {
        "table": sql.Identifier(model._meta.db_table),
        "key": sql.Identifier(str(model._meta.pk.column)),
        "column": name,
        # The first byte is the number of the key; "" is stored as no bytes.
        "stale": sql.SQL("{0} <> '' AND substring({0} FROM 1 FOR 1) <> %(current)s").format(name),
    }
