"""Runs alone in a child process: reads a paper as JSON, writes it as pdf. It knows no network and no folder.

Typst looks for files below one empty folder, for packages in the same, and for fonts where the system has
them. What people wrote is data of one fixed template (paper.typ) and is never read as code.
"""

import json
import resource
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

TEMPLATE = Path(__file__).with_name("paper.typ")
CPU_SECONDS = 40
MEMORY = 3 * 1024**3
UNREAD = 2


def limit() -> None:
    """Bound processor time and memory, and forbid writing files."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def made(said: dict[str, Any], nowhere: str) -> bytes:
    """The pdf of a paper. It bears the day of the paper, so that its bytes can be made again."""
    year, month, day = said["day"]
    compiler = typst.Compiler(
        TEMPLATE.read_bytes(),
        root=nowhere,
        font_paths=said["font_paths"],
        ignore_system_fonts=said["only_font_paths"],
        sys_inputs={"said": json.dumps(said, ensure_ascii=False)},
        package_path=nowhere,
        package_cache_path=nowhere,
    )
    moment = datetime(year, month, day, tzinfo=UTC)
    found = compiler.compile(format="pdf", timestamp=moment, pdf_standards="a-2b")
    return found if isinstance(found, bytes) else b""


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        wanted = json.loads(sys.stdin.buffer.read())
        limit()
        try:
            sys.stdout.buffer.write(made(wanted, folder))
        except typst.TypstError as error:
            sys.stderr.write(f"{error.message}\n{error.diagnostic}\n")
            sys.exit(UNREAD)
