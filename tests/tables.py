"""Tables straight from the models: what a hundred migrations make, in a moment.

That both are the same is held by tests/test_migrations.py.
"""

from importlib import import_module


def keep_record() -> None:
    """Let the database itself refuse to change the record, as its migration does."""
    from django.db import connection

    append_only = import_module("bihuan.journal.migrations.0002_append_only")
    with connection.schema_editor() as editor:
        append_only.forbid(None, editor)


def make_tables() -> None:
    """Make all tables in an empty database, and note the migrations as done."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    usual = settings.MIGRATION_MODULES
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    try:
        call_command("migrate", run_syncdb=True, verbosity=0)
    finally:
        settings.MIGRATION_MODULES = usual
    keep_record()
    call_command("migrate", fake=True, verbosity=0)
