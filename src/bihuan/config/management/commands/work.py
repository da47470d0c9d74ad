"""The worker: jobs and timers by django-q2, and every few seconds the notices that wait."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection
from django_q.cluster import Cluster

from bihuan.journal import clock
from bihuan.supervision.actions import deliver

# Seconds after which somebody is told of what concerns him, at the longest.
GLANCE = 2.0


class Command(BaseCommand):
    help = "Work off jobs and timers and send notices until told to stop. `serve` starts it."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        cluster = Cluster()
        cluster.start()
        # Told to stop, the cluster clears its events. This process has nothing else to do than wait for that.
        while cluster.is_running and cluster.sentinel.is_alive():
            self._deliver()
            time.sleep(GLANCE)

    def _deliver(self) -> None:
        """Send what waits. Whatever a database that is away keeps back, the next round sends."""
        close_old_connections()
        try:
            deliver(at=clock.now())
        except DatabaseError as error:
            self.stderr.write(f"No notices now: {error}".strip())
            connection.close()
