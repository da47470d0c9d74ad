"""xlsx: every visible sheet, rows as lines, cells parted by tabs."""

from datetime import datetime, time

import python_calamine as calamine

from bihuan.files.parsing import Answer, Refused

MIDNIGHT = time()


def read(path: str) -> Answer:
    """The rows of all visible sheets; sheets are named where there are several."""
    try:
        book = calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError as error:
        raise Refused("password") from error
    visible = [s.name for s in book.sheets_metadata if s.visible == calamine.SheetVisibleEnum.Visible]
    out: list[str] = []
    for name in visible:
        rows = ["\t".join(_cell(c) for c in row).rstrip() for row in book.get_sheet_by_name(name).to_python()]
        rows = [r for r in rows if r]
        if rows and len(visible) > 1:
            out.append(name)
        out += rows
    return "\n".join(out), ["hidden"] if len(visible) < len(book.sheet_names) else []


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == MIDNIGHT:
        return value.date().isoformat()
    return " ".join(str(value).split()) if value is not None else ""
