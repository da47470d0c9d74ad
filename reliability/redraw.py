"""Redraw: three programs that share no line draw the same list from the same published files.

Takes random records, runs each by the room's own code, by verify_draw.py and by second_draw.sh (awk and
sha256sum), and compares the lists byte by byte. With --mutate, one lottery number is changed between the
programs, which must show.
"""

import argparse
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from reliability._ground import answer

AT_ONCE = 50


def attempt(asked: argparse.Namespace) -> dict[str, Any]:
    from bihuan.spotcheck import verify_draw
    from bihuan.spotcheck.rules import protocol
    from bihuan.spotcheck.tests.makers import make_files

    chance, second = random.Random(asked.seed), Path(verify_draw.__file__).with_name("second_draw.sh")
    differ = lines = 0
    with tempfile.TemporaryDirectory() as folder:
        places = []
        for number in range(asked.records):
            files = make_files(chance, chance.randint(3, 14))
            verify_draw.verify(files, protocol.sha256(files["commit.json"]))
            if asked.mutate:
                files["reveal.json"] = files["reveal.json"].replace(b"+09", b"+10")
            place = Path(folder, str(number))
            place.mkdir()
            for name, content in files.items():
                (place / name).write_bytes(content)
            lines += files["list.csv"].count(b"\n") - 1
            places.append(place)
        loop = f'for one in "$@"; do sh {second} "$one" > "$one/second.csv" || exit 1; done'
        for first in range(0, len(places), AT_ONCE):
            some = [str(place) for place in places[first : first + AT_ONCE]]
            subprocess.run(["/bin/sh", "-c", loop, "sh", *some], check=True)
        differ = sum(
            (place / "second.csv").read_bytes() != (place / "list.csv").read_bytes() for place in places
        )
    return {
        "promise": "the list follows from the published files, whichever program computes it",
        "records": asked.records,
        "drawn": lines,
        "differ": differ,
        "held": differ == 0,
    }


if __name__ == "__main__":
    sys.exit(
        answer(
            __doc__ or "",
            attempt,
            records={"type": int, "default": 1000},
            seed={"type": int, "default": 20260402},
        )
    )
