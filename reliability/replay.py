"""Replay: the governed columns of every row equal the fold of their events.

Takes one matter of every state round the loop by the real actions, lifts every mark by a granted appeal, then
rebuilds all state from the record.
With --mutate, one column is changed by hand, which the replay must find.
"""

import argparse
import sys
from typing import Any

from reliability._ground import answer, installation


def attempt(asked: argparse.Namespace) -> dict[str, Any]:
    with installation(asked.db):
        from bihuan.journal import clock
        from bihuan.journal.models import Event
        from bihuan.journal.queries import differences, governed_models
        from bihuan.supervision import actions
        from bihuan.supervision.models import Mark, Status, SupervisionItem
        from bihuan.supervision.tests.makers import MONDAY, WAY, make_cast, make_item

        with clock.moving(MONDAY):
            cast = make_cast()
            for status in sorted(set(WAY) - {Status.MERGED}):
                make_item(cast, status)
            for mark in Mark.objects.all():
                said = {"item": mark.item, "at": MONDAY, "mark": mark}
                actions.explain(by=cast.head, text="材料已经补齐。", **said)
                actions.appeal(by=cast.head, text="不应计入。", **said)
                actions.decide_appeal(by=cast.leader, granted=True, ground="材料属实。", **said)
        if asked.mutate:
            SupervisionItem.objects.filter(status=Status.DISPATCHED).update(finish_due="2026-12-31")
        found = list(differences())
        return {
            "promise": "governed columns equal the fold of their events",
            "models": len(governed_models()),
            "events": Event.objects.count(),
            "marks_lifted": Mark.objects.filter(counts=False).count(),
            "differences": len(found),
            "first": str(found[0]) if found else "",
            "held": not found,
        }


if __name__ == "__main__":
    sys.exit(answer(__doc__ or "", attempt))
