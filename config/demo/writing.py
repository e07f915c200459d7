"""Many rows at once: COPY of unsaved model instances, keys taken from the sequence before."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models
from psycopg import sql

from cadres.encryption import EncryptedField


def take_keys(model: type[models.Model], rows: Sequence[Any]) -> None:
    """Give unsaved rows their primary keys, so that others can point at them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, len(rows)],
        )
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key


def insert(model: type[models.Model], rows: Iterable[Any]) -> None:
    """COPY rows into the model's table; keys that are missing come from the sequence."""
    rows = list(rows)
    if not rows:
        return
    fields = [
        field
        for field in model._meta.concrete_fields
        if not (field.primary_key and rows[0].pk is None)
    ]
    # Values are what the driver knows already; only sealed columns ask their field.
    values_of = attrgetter(*(field.attname for field in fields))
    sealed = [(n, field) for n, field in enumerate(fields) if isinstance(field, EncryptedField)]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(sql.Identifier(str(field.column)) for field in fields),
    )
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            values = list(values_of(row))
            for position, field in sealed:
                values[position] = field.get_db_prep_save(values[position], connection)
            copy.write_row(values)
