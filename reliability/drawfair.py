"""Draw fair: everything is drawn equally often, and who rigs a draw is refused or found out.

Counts over many draws how often each thing of each stratum is drawn (chi-square). Then attacks: another
order, one thing more, one less, a second commitment, numbers entered too early, a changed quota, a skipped
lottery. With --mutate, everything but the chi-square is accepted as it comes: the verifier is not asked and
no step is checked.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable
from math import erfc, sqrt
from typing import Any

from reliability._ground import answer, installation

SIZES = {"u1": 40, "u2": 60}
QUOTA = {"base": 10, "u1": 4, "u2": 9}
LEAST = 0.001


def chance_of(square: float, freedom: int) -> float:
    """The chance of so large a chi-square or a larger one (Wilson and Hilferty, PNAS 17, 1931)."""
    third = 2 / (9 * freedom)
    return erfc(((square / freedom) ** (1 / 3) - 1 + third) / sqrt(2 * third)) / 2


def fairness(draws: int) -> dict[str, float]:
    """The chance of what was counted, by stratum."""
    from bihuan.spotcheck.rules.protocol import Member, sha256, ticket

    members = [Member(f"t{name}{n}", name) for name, size in SIZES.items() for n in range(size)]
    counts: Counter[tuple[str, str]] = Counter()
    for number in range(draws):
        seed = sha256(f"fair {number}")
        for stratum, quota in QUOTA.items():
            own = [each.id for each in members if stratum in ("base", each.stratum)]
            counts.update(
                (stratum, thing) for _t, thing in sorted((ticket(seed, stratum, i), i) for i in own)[:quota]
            )
    found = {}
    for stratum, quota in QUOTA.items():
        own = [each.id for each in members if stratum in ("base", each.stratum)]
        share = quota / len(own)
        expected = draws * share
        # Without replacement the counts of one draw hang together: the variance is smaller by 1 − share.
        square = sum((counts[stratum, thing] - expected) ** 2 for thing in own)
        square *= (len(own) - 1) / len(own) / (expected * (1 - share))
        found[stratum] = round(chance_of(square, len(own) - 1), 4)
    return found


def refused(run: Callable[[], object]) -> bool:
    """Whether somebody says no."""
    from django.db import IntegrityError, transaction

    from bihuan.kernel.errors import DomainError
    from bihuan.spotcheck.verify_draw import Fault

    try:
        with transaction.atomic():
            run()
    except (DomainError, Fault, IntegrityError, KeyError, ValueError):
        return True
    return False


def attacks() -> dict[str, bool]:
    """Which of the seven attacks were refused."""
    from datetime import timedelta

    from bihuan.journal import clock
    from bihuan.spotcheck import verify_draw
    from bihuan.spotcheck.rules import protocol
    from bihuan.spotcheck.tests import stage as on
    from bihuan.spotcheck.tests.makers import make_files
    from bihuan.spotcheck.tests.test_protocol import redrawn, rewritten, without_a_line
    from bihuan.supervision.tests.makers import MONDAY

    files = make_files(random.Random(7))
    announced = protocol.sha256(files["commit.json"])
    head, *rest = files["population.csv"].decode().splitlines(keepends=True)
    turned = files | {"population.csv": "".join([head, *rest[::-1]]).encode()}
    more = files | {"population.csv": files["population.csv"] + b"z999,u1\n"}
    said = verify_draw.record(files, "commit.json")
    reveal = verify_draw.record(files, "reveal.json")
    quota = said["quota"] | {"base": said["quota"]["base"] - 1}
    other = said["fallback"] if reveal["attempt"] == 0 else said["beacon"]

    def verify(attacked: dict[str, bytes]) -> bool:
        return refused(lambda: verify_draw.verify(redrawn(attacked), announced))

    with clock.moving(MONDAY):
        stage = on.make_stage()
        draw = on.make_commit(stage)
        second = refused(lambda: on.make_commit(stage, draw))
        early = refused(lambda: on.enter(stage, draw, stage.cast.office, at=stage.at + timedelta(hours=23)))
    return {
        "re-order": verify(turned),
        "add": verify(more),
        "drop": verify(without_a_line(files, "population.csv")),
        "second commit": second,
        "late commit": early,
        "changed quota": verify(rewritten(files, "commit.json", quota=quota)),
        "skipped beacon": verify(rewritten(files, "reveal.json", beacon=other)),
    }


def attempt(asked: argparse.Namespace) -> dict[str, Any]:
    with installation(asked.db):
        chances = fairness(asked.draws)
        if asked.mutate:
            from bihuan.kernel.states import Machine
            from bihuan.spotcheck import verify_draw
            from bihuan.spotcheck.actions import drawing

            verify_draw.need = lambda *_said: None  # type: ignore[assignment]
            drawing._check_time = lambda *_said: None
            Machine.check = lambda self, name, *_said: self.moves[name]  # type: ignore[method-assign]
        found = attacks()
        return {
            "promise": "everything is drawn equally often, and no rigged draw passes",
            "draws": asked.draws,
            "p": chances,
            "attacks": len(found),
            "refused": sum(found.values()),
            "passed": [name for name, is_refused in found.items() if not is_refused],
            "held": all(found.values()) and min(chances.values()) > LEAST,
        }


if __name__ == "__main__":
    sys.exit(answer(__doc__ or "", attempt, draws={"type": int, "default": 20000}))
