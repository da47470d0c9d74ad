"""Runs alone in a child process: KIND PATH prints {text, warnings} or {refused} as JSON. “-” is the input.

The parser is loaded first, so that its byte code can be kept; then come the limits, and then the file.
"""

import json
import resource
import sys
from importlib import import_module
from typing import Any

from bihuan.files.parsing import Refused

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 10
LONGEST = 2_000_000
READERS = {
    "txt": "text",
    "docx": "word",
    "pdf": "pdf",
    "xlsx": "sheet",
    # The same files as cells instead of words.
    "docx grid": "word_grid",
    "xlsx grid": "sheet_grid",
    "xlsx marks": "sheet_marks",
}


def limit(parser: Any) -> None:
    """Bound memory and processor time, and forbid writing files, but for a parser that must."""
    largest = getattr(parser, "LARGEST_FILE", 0)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def answer(parser: Any, path: str) -> dict[str, Any]:
    """What to print."""
    try:
        text, warnings = parser.read(path)
        if not text.strip():
            raise Refused("empty")  # noqa: TRY301 - one way out for every refusal
        if len(text) > getattr(parser, "LONGEST", LONGEST):
            raise Refused("long")  # noqa: TRY301
    except Refused as refused:
        return {"refused": str(refused)}
    except (MemoryError, RecursionError):
        return {"refused": "heavy"}
    except Exception as error:  # noqa: BLE001 - any parser, any fault: this process ends here anyway
        return {"refused": "damaged", "fault": type(error).__name__}
    return {"text": text, "warnings": warnings}


if __name__ == "__main__":
    kind, place = sys.argv[1:]
    chosen = import_module(f"bihuan.files.parsing.{READERS[kind]}")
    limit(chosen)
    said = json.dumps(answer(chosen, place), ensure_ascii=False)
    # Half a pair of surrogates is a letter in no encoding.
    sys.stdout.buffer.write(said.encode("utf-8", errors="replace"))
