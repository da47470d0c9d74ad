"""The tables of a new city, straight from the models: what a hundred migrations make, in a moment.

Migrations are for databases that hold something. A new one is given the tables as the models have them now,
and every migration is noted as done. That both ways make the same database, tests/test_migrations.py holds.
"""

from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder


def is_new() -> bool:
    """Whether no migration is noted here: nothing was founded, or it was cut off and may begin again."""
    return not MigrationRecorder(connection).applied_migrations()


def make_tables() -> None:
    """Make the tables of a new database, and note the migrations as done."""
    usual = settings.MIGRATION_MODULES
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    try:
        call_command("migrate", run_syncdb=True, interactive=False, verbosity=0)
    finally:
        settings.MIGRATION_MODULES = usual
    MigrationRecorder(connection).ensure_schema()
    with transaction.atomic():
        keep_record()
        call_command("migrate", fake=True, interactive=False, verbosity=0)


def keep_record() -> None:
    """Let the database itself refuse to change the record: all that migrations make besides tables."""
    append_only = import_module("bihuan.journal.migrations.0002_append_only")
    with connection.cursor() as cursor:
        for statement in append_only.STATEMENTS[connection.vendor]:
            cursor.execute(statement)
