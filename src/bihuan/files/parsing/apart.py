"""Starts the parser in a process of its own and takes its answer.

Needs no Django, so that the command line starts at once.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[3]
WALL_SECONDS = 12


def answer(kind: str, path: str, content: bytes = b"") -> dict[str, Any]:
    """{text, warnings} or {refused}; a process that was stopped by its limits needed too much."""
    # Nothing of this process's surroundings reaches the child: no variables, no folder, only our own source.
    command = [sys.executable, "-s", "-P", "-m", "bihuan.files.parsing", kind, path]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, a path of ours, no shell
            command,
            input=content,
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
            cwd="/",
            env={"PYTHONPATH": str(SOURCE)},
        )
    except subprocess.TimeoutExpired:
        return {"refused": "heavy"}
    if done.returncode != 0:
        return {"refused": "heavy"}
    return dict(json.loads(done.stdout))
