"""What must be true before the server listens: done in one process, skipped where nothing changed."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.checks import ERROR, run_checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_q.models import Schedule

from bihuan.journal import founding
from bihuan.ui import catalogues

Say = Callable[[str], object]
# Commands that the worker runs, and every how many minutes.
TIMERS = {"tick": 1, "suggest": 1, "extract": 10, "stamp": 60, "sweep": 24 * 60}


def prepare(say: Say) -> None:
    """Refuse what is unsafe, then bring database, translations, static files and timers up to date."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise CommandError(f"The database does not answer: {error}".strip()) from error
    refuse_unsafe()
    migrate(say)
    compile_translations(say)
    collect_static_files(say)
    set_timers()


def refuse_unsafe() -> None:
    """Stop on anything the checks of this house call an error."""
    found = run_checks(tags=["security", "database"], databases=["default"])
    serious = [message for message in found if message.is_serious(ERROR)]
    if serious:
        lines = [f"{message.msg} {message.hint or ''}".strip() for message in serious]
        raise CommandError("Bihuan does not start like this.\n" + "\n".join(lines))


def migrate(say: Say) -> None:
    """Make the tables, or bring them up to date; asking whether they are costs a tenth of doing it."""
    if founding.is_new():
        say("Making the tables …")
        founding.make_tables()
        return
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Bringing the database up to date …")
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                # A change to a table of years may take longer than any page is allowed to.
                cursor.execute("SET statement_timeout = 0")
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except InconsistentMigrationHistory as error:
            advice = (
                "Start over with --fresh." if settings.DEMO else "Use the version that made it, or a backup."
            )
            raise CommandError(f"The database was made by another version. {error} {advice}") from error


def compile_translations(say: Say) -> None:
    """Compile the catalogues that changed."""
    if rooms := catalogues.compile_stale():
        say(f"Compiled the translations of {len(rooms)} rooms.")


def collect_static_files(say: Say) -> None:
    """Name, compress and gather the static files when one of them changed: brotli takes seconds."""
    stamp = Path(settings.STATIC_ROOT).with_suffix(".stamp")
    now = _static_files_digest()
    if settings.DEBUG or (stamp.exists() and stamp.read_text() == now):
        return
    say("Gathering and compressing the static files …")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)


def set_timers() -> None:
    """Have the worker call each timer's command; the next call sees to what a missed one left."""
    for name, minutes in TIMERS.items():
        Schedule.objects.get_or_create(
            name=name,
            defaults={
                "func": "django.core.management.call_command",
                "args": f"'{name}'",
                "schedule_type": Schedule.MINUTES,
                "minutes": minutes,
                "next_run": timezone.localtime(),
            },
        )


def _static_files_digest() -> str:
    listed = sorted(_static_files())
    return hashlib.sha256(json.dumps([str(settings.STATIC_ROOT), listed]).encode()).hexdigest()


def _static_files() -> Iterator[tuple[str, int, int]]:
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            yield name, facts.st_size, facts.st_mtime_ns
