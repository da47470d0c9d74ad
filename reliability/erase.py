"""Erase: what the law wants erased is gone from the database and its copies, and every proof holds.

Makes persons, seals the record, erases each one's personal data and the words of each one's events, and looks
for every value in the database's own bytes, in a copy of it, and in the files of the record. All leaves must
be as they were, receipts of before and of after must hold, and the check must call what is gone erased, not
lost. With --mutate the values stay, as in an erasure that only hides them, and must be found.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from reliability._ground import answer, installation


def attempt(asked: argparse.Namespace) -> dict[str, Any]:
    with installation(asked.db) as folder:
        from bihuan.journal import clock, erasing, personal_state, sealing
        from bihuan.journal.models import Erasure, Event, EventPayload, Log, PersonalValue
        from bihuan.journal.queries import differences
        from bihuan.journal.receipts import receipt, seals_of
        from bihuan.journal.verify_journal import check_receipt, verify
        from bihuan.people.models import Role
        from bihuan.people.tests.makers import person

        keeper, gone, told = person(Role.AUDIT_ADMIN), _made(asked.n), []
        while sealing.seal(at=clock.now()):
            pass
        leaves = list(Event.objects.order_by("pk").values_list("pk", "leaf", "body"))
        old = [receipt(seals_of("people.person", row.pk, ["people.add_person"])[0]) for row in gone]
        if asked.mutate:
            for model in (PersonalValue, EventPayload):
                type(model.objects.all()).delete = lambda _rows: (0, {})  # type: ignore[assignment]
        for row in gone:
            told += [row.name, row.username, row.phone]
            erasing.erase_columns(
                kind="people.person",
                number=row.pk,
                columns=("username", "name", "email", "phone"),
                with_words=True,
                ground=erasing.Ground("term", "本人申请"),
                by=keeper,
                at=clock.now(),
            )
        while sealing.seal(at=clock.now()):
            pass
        key = sealing.checkpoints.public_of(sealing.key())
        log = Log.objects.order_by("-year")[0]
        new = [receipt(seals_of("people.person", row.pk, ["people.add_person"])[0]) for row in gone]
        held = sum("add_person" in check_receipt(text, [key], log.origin, {}, 0) for text in old + new)
        sealing.export(log=log, folder=folder / "copy")
        verify(folder / "copy", key)
        found = _found(told, folder, asked.db)
        same = sum(Event.objects.filter(pk=pk, leaf=leaf, body=body).exists() for pk, leaf, body in leaves)
        lost = sum(1 for _each in [*personal_state.lost(), *differences()])
        return {
            "promise": "what is erased is gone, and every leaf and receipt holds",
            "erased": Erasure.objects.count(),
            "values_found_in_clear": len(found),
            "first_found": found[0] if found else "",
            "leaves_as_before": f"{same} of {len(leaves)}",
            "receipts_held": f"{held} of {2 * len(gone)}",
            "lost_or_different": lost,
            "held": not found and not lost and same == len(leaves) and held == 2 * len(gone),
        }


def _made(count: int) -> list[Any]:
    """Persons who came and left, each renamed once."""
    from bihuan.journal import clock
    from bihuan.people import actions as people
    from bihuan.people.models import Role
    from bihuan.people.tests.makers import person

    admin, found = person(Role.SYSTEM_ADMIN), []
    for number in range(count):
        at = clock.now()
        said = {"by": admin, "at": at, "phone": f"1390000{number:04d}"}
        row = people.add_person(username=f"leaver-{number:04d}", name=f"曾用名{number:04d}", **said)
        row = people.change_person(person=row, name=f"欧阳{number:04d}", **said)
        found.append(people.disable_person(person=row, by=admin, at=at, reason=f"欧阳{number:04d}退休"))
    return found


def _found(told: list[str], folder: Path, db: str) -> list[str]:
    """Which of the values still stand in the bytes of the database, its dump, or the files of the record."""
    from django.conf import settings
    from django.db import connection

    if db == "pg":
        dump = ["pg_dump", "--dbname", os.environ["BIHUAN_DATABASE"]]
        said = subprocess.run(dump, check=True, capture_output=True).stdout
    else:
        connection.close()
        said = Path(str(settings.DATABASES["default"]["NAME"])).read_bytes()
    for path in (folder / "copy").rglob("*"):
        said += path.read_bytes() if path.is_file() else b""
    return [value for value in told if value.encode() in said]


if __name__ == "__main__":
    sys.exit(answer(__doc__ or "", attempt, n={"type": int, "default": 100, "help": "how many are erased"}))
