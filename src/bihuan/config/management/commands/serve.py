"""Prepare, then run web server and worker until told to stop: `./bihuan demo` and `./bihuan serve`."""

import http.client
import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bihuan.config import city, preparation
from bihuan.config.processes import Family

SECONDS_TO_LISTEN = 180
WEB_WORKERS = 2
# More threads than these would only wait for each other: Python runs one at a time in each worker.
THREADS = 3


class Command(BaseCommand):
    help = "Prepare the database and files, then run the web server and the worker until told to stop."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--no-worker", action="store_true", help="no jobs and no timers in this process")
        parser.add_argument(
            "--fresh", action="store_true", help="demo only: forget everything and start over"
        )

    def handle(self, *args: Any, port: int, no_worker: bool, fresh: bool, **options: Any) -> None:
        with city.claim(settings.DATA_DIR):
            try:
                self._prepare(fresh=fresh)
            except KeyboardInterrupt:
                raise CommandError("Stopped before the server started.", returncode=130) from None
            self._run(port, worker=not no_worker)

    def _prepare(self, *, fresh: bool) -> None:
        if city.is_half_built():
            self._say("The demo city was interrupted while it was built: starting over.")
            fresh = True
        if fresh:
            city.forget()
        city.recognise()
        preparation.prepare(self._say)
        city.settle(self._say)

    def _run(self, port: int, *, worker: bool) -> None:
        if settings.DEMO:
            # The demo knows by itself how it is reached; its worker puts that into links.
            os.environ.setdefault("BIHUAN_URL", f"http://{_host()}:{port}")
        family = Family()
        family.heed_signals()
        try:
            family.start("web server", _web_command(port))
            if family.wait_until(lambda: _answers(port), SECONDS_TO_LISTEN):
                if worker:
                    family.start("worker", ["-m", "django", "work"])
                self._say(city.welcome(f"http://{_host()}:{port}/"))
            elif not family.told_to_stop and not family.fallen():
                raise CommandError(f"The web server did not answer within {SECONDS_TO_LISTEN} seconds.")
            fallen = family.live()
        finally:
            family.end()
        if fallen:
            raise CommandError(
                f"The {fallen} ended by itself; the lines above say why. Everything is stopped."
            )
        self._say("Stopped.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _web_command(port: int) -> list[str]:
    options = {
        "interface": "wsgi",
        "host": settings.BIND_ADDRESS,
        "port": port,
        "workers": WEB_WORKERS,
        "blocking-threads": THREADS,
        "workers-kill-timeout": 5,
        "respawn-interval": 1,
        "log-level": "warning",
    }
    named = [f"--{name}={value}" for name, value in options.items()]
    return ["-m", "granian", *named, "--no-ws", "--respawn-failed-workers", "bihuan.config.wsgi:application"]


def _host() -> str:
    """The address to knock at from this machine."""
    unspecified = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104
    return unspecified.get(settings.BIND_ADDRESS, settings.BIND_ADDRESS)


def _answers(port: int) -> bool:
    """Whether a worker, not only the socket, answers."""
    connection = http.client.HTTPConnection(_host().strip("[]"), port, timeout=5)
    try:
        connection.request("HEAD", "/static/", headers={"Host": settings.ALLOWED_HOSTS[0]})
        return connection.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
