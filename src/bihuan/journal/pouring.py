"""Rows by the thousand, written past the ORM's own bulk insert, which costs several times as much.

PostgreSQL takes them as one stream; other databases take the ORM's way or one prepared statement.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

AT_ONCE = 1000
# The database waits only so long for the end of a statement, and a stream is one.
IN_A_STREAM = 20_000


def pour(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model and give them their numbers. Values must be what the columns hold."""
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor != "postgresql":
        model._default_manager.bulk_create(rows, batch_size=AT_ONCE)
        return
    names = [field.attname for field in model._meta.local_concrete_fields if not field.generated]
    for row, pk in zip(rows, _reserve(model, len(rows)), strict=True):
        row.pk = pk
        row._state.adding, row._state.db = False, connection.alias
    pour_values(model, names, ([getattr(row, name) for name in names] for row in rows))


def pour_values(model: type[models.Model], names: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    """Insert new rows of one model that need no number, as values of the named columns."""
    quote = connection.ops.quote_name
    table, columns = quote(model._meta.db_table), ", ".join(map(quote, names))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            rest = iter(values)
            while some := list(islice(rest, IN_A_STREAM)):
                # Django translates the driver's errors of all statements but of streams.
                copying = cursor.copy(f"COPY {table} ({columns}) FROM STDIN")
                with connection.wrap_database_errors, copying as stream:
                    for row in some:
                        stream.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(names))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)  # type: ignore[arg-type]  # noqa: S608


def set_column(model: type[models.Model], name: str, pairs: Sequence[tuple[int, int]]) -> None:
    """Write one column of whole numbers of many rows: pairs of the row's number and its value."""
    quote = connection.ops.quote_name
    table, column = quote(model._meta.db_table), quote(name)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"UPDATE {table} SET {column} = told.value "  # noqa: S608 - our own names
                f"FROM unnest(%s::bigint[], %s::bigint[]) AS told(pk, value) WHERE {table}.id = told.pk",
                [[pk for pk, _value in pairs], [value for _pk, value in pairs]],
            )
        else:
            turned = [(value, pk) for pk, value in pairs]
            cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE id = %s", turned)  # noqa: S608


def _reserve(model: type[models.Model], count: int) -> list[int]:
    """The next numbers of a table, so many of them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [connection.ops.quote_name(model._meta.db_table), count],
        )
        return [pk for (pk,) in cursor.fetchall()]
