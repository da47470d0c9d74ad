"""The worker: jobs and timers by django-q2, the notices that wait, and what leaves the house."""

import logging
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection
from django_q.cluster import Cluster

from bihuan.journal import clock, sealing
from bihuan.notices.actions import gather, send_next
from bihuan.supervision.actions import deliver

# Seconds after which somebody is told of what concerns him, at the longest.
GLANCE = 2.0
# Seconds between two looks at whether anything waits to be sealed; after trouble it waits longer.
SEAL_GLANCE, SEAL_TROUBLE = 1.0, 60.0
# A slow mail server or robot must not keep the others waiting.
SENDERS = 2
SECONDS_TO_END = 5
log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Work off jobs and timers and send notices until told to stop. `serve` starts it."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        cluster = Cluster()
        cluster.start()
        ended = threading.Event()
        senders = [threading.Thread(target=_send, args=(ended,), daemon=True) for _each in range(SENDERS)]
        for each in [*senders, threading.Thread(target=_seal, args=(ended,), daemon=True)]:
            each.start()
        # Told to stop, the cluster clears its events. This process has nothing else to do than wait for that.
        while cluster.is_running and cluster.sentinel.is_alive():
            self._deliver()
            time.sleep(GLANCE)
        ended.set()
        for sender in senders:
            sender.join(SECONDS_TO_END)

    def _deliver(self) -> None:
        """Send what waits. Whatever a database that is away keeps back, the next round sends."""
        close_old_connections()
        try:
            deliver(at=clock.now())
        except DatabaseError as error:
            self.stderr.write(f"No notices now: {error}".strip())
            connection.close()


def _send(ended: threading.Event) -> None:
    """Send what is due over lines and webhooks until told to stop."""
    while not ended.wait(GLANCE):
        close_old_connections()
        try:
            gather(at=clock.now())
            while not ended.is_set() and send_next(at=clock.now()):
                pass
        except DatabaseError as error:
            log.warning("Nothing is sent for now: %s", error)
            connection.close()
        except Exception:
            log.exception("A message could not be sent")
    connection.close()


def _seal(ended: threading.Event) -> None:
    """Seal what waits, second by second, until told to stop: no request waits for it."""
    pause = SEAL_GLANCE
    while not ended.wait(pause):
        pause = SEAL_GLANCE
        close_old_connections()
        try:
            while not ended.is_set() and sealing.is_waiting() and sealing.seal(at=clock.now()):
                pass
        except DatabaseError as error:
            log.warning("Nothing is sealed for now: %s", error)
            connection.close()
        except Exception:
            # The record does not hold, the clock was set back, or its files cannot be written.
            log.exception("Nothing is sealed until somebody has looked")
            pause = SEAL_TROUBLE
    connection.close()
