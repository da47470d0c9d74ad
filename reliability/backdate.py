"""Backdate: no event carries a moment that its writer chose, and nothing is sealed under a clock set back.

Writes through the API with moments of its own in every place where one could be named, writes with a claimed
day, and lets the sequencer see a clock ten days back. With --mutate the sequencer believes that clock.
"""

import argparse
import json
import sys
from datetime import timedelta
from typing import Any

from reliability._ground import answer, installation

BACK = timedelta(days=10)
TRIES = 8
OK = 200


def attempt(asked: argparse.Namespace) -> dict[str, Any]:
    with installation(asked.db):
        from bihuan.journal import clock, sealing
        from bihuan.journal.models import Checkpoint, Event
        from bihuan.supervision.tests.makers import make_cast, make_item

        cast = make_cast()
        begun = clock.now()
        taken = _report(cast, (begun - BACK).isoformat())
        # What the makers wrote before under a moving clock is not asked about.
        reports = Event.objects.filter(verb="supervision.report", actor_id=cast.head.pk)
        early = reports.filter(at__lt=begun).count()
        while sealing.seal(at=clock.now()):
            pass
        make_item(cast, "in_progress")
        if asked.mutate:
            sealing.SET_BACK = 2 * BACK
        try:
            sealing.seal(at=clock.now() - BACK)
            refused = False
        except sealing.SetBack:
            refused = True
        return {
            "promise": "moments are the database's, and a clock set back stops the sequencer",
            "writes": TRIES,
            "taken": taken,
            "backdated": early,
            "set_back_refused": refused,
            "checkpoints": Checkpoint.objects.count(),
            "held": refused and not early and taken == TRIES // 2,
        }


def _report(cast: Any, old: str) -> int:
    """Report over the API, naming an old moment wherever one can be named; how many were taken."""
    from django.conf import settings
    from django.test import Client

    from bihuan.supervision.tests.makers import make_item

    settings.ALLOWED_HOSTS, settings.REQUIRE_MFA = ["*"], False
    client, taken = Client(), 0
    client.force_login(cast.head)
    for number in range(TRIES):
        item = make_item(cast, "in_progress")
        said = {"text": f"第{number}次报告，完成{number}个小区。"}
        body = said | {"at": old} if number % 2 else said
        address = f"/api/v1/tasks/{item.pk}/report" + (f"?at={old}" if number % 4 == 1 else "")
        told = client.post(address, json.dumps(body), content_type="application/json", HTTP_DATE=old)
        taken += told.status_code == OK
    return taken


if __name__ == "__main__":
    sys.exit(answer(__doc__ or "", attempt))
