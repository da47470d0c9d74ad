"""A paper as pdf: starts the child process that sets it, and says plainly what is missing where it cannot."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from bihuan.kernel.errors import Conflict
from bihuan.reports.rendering import measure
from bihuan.reports.rules.paper import Paper, width

SOURCE = Path(__file__).parents[3]
WALL_SECONDS = 60


@dataclass(frozen=True)
class Fonts:
    """Where letters are looked for: the system's fonts, and folders beside them or instead of them."""

    folders: tuple[str, ...] = ()
    only_folders: bool = False


SYSTEM = Fonts()


@cache
def families(fonts: Fonts = SYSTEM) -> frozenset[str]:
    """The families of letters that there are, in lower case. Looked up once in a process."""
    # Here, because its library takes eighty megabytes that few processes need.
    import typst

    found = typst.Fonts(
        include_system_fonts=not fonts.only_folders,
        include_embedded_fonts=False,
        font_paths=list(fonts.folders),
    )
    return frozenset(name.lower() for name in found.families())


def chosen(kind: str, fonts: Fonts = SYSTEM) -> str:
    """The family that letters of a kind are set in here; empty where there is none with Chinese letters."""
    known = families(fonts)
    wanted = (*measure.FONTS[kind], *measure.LAST)
    return next((name for name in wanted if name.lower() in known), "")


def lacking(fonts: Fonts = SYSTEM) -> str:
    """What keeps pdf from being made here, in a sentence; nothing where all is well."""
    if all(chosen(kind, fonts) for kind in measure.FONTS):
        return ""
    return _(
        "No Chinese fonts are installed here, so no pdf can be set. Take the Word file, or ask the "
        "administrator to install them (Debian: fonts-noto-cjk and fonts-lxgw-wenkai)."
    )


def pdf(paper: Paper, fonts: Fonts = SYSTEM) -> bytes:
    """The paper as pdf (PDF/A-2b). Raises Conflict with a sentence where it cannot be made."""
    trouble = lacking(fonts)
    if trouble:
        raise Conflict(trouble)
    # Nothing of this process's surroundings reaches the child: no variables, no folder, only our own source.
    command = [sys.executable, "-s", "-P", "-m", "bihuan.reports.rendering"]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            command,
            input=json.dumps(_said(paper, fonts), ensure_ascii=False).encode(),
            capture_output=True,
            timeout=WALL_SECONDS,
            check=False,
            cwd="/",
            env={"PYTHONPATH": str(SOURCE)},
        )
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode or not done.stdout.startswith(b"%PDF"):
        raise Conflict(_("This paper is too large to be set as pdf. Take the Word file."))
    return done.stdout


def _said(paper: Paper, fonts: Fonts) -> dict[str, Any]:
    said = paper.plain
    if paper.head is not None:
        said["head"]["size"] = measure.mark_size(width(paper.head.mark))
    return {
        "paper": said,
        "day": [paper.day.year, paper.day.month, paper.day.day],
        "fonts": {kind: _present(names, fonts) for kind, names in measure.FONTS.items()},
        "weights": measure.WEIGHTS,
        "colours": measure.COLOURS,
        "font_paths": list(fonts.folders),
        "only_font_paths": fonts.only_folders,
        "measure": {
            "body": measure.BODY,
            "title": measure.TITLE,
            "small": measure.SMALL,
            "tiny": measure.TINY,
            "line": measure.LINE,
            "tracking": measure.TRACKING,
            "drop": measure.MARK_DROP,
            "red": measure.RED,
        },
    }


def _present(names: Sequence[str], fonts: Fonts) -> list[str]:
    known = families(fonts)
    return [name for name in (*names, *measure.LAST) if name.lower() in known]
