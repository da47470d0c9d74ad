"""Every room's Chinese, kept in step with the code by Babel, so that no gettext tools are needed.

A room's catalogue is src/bihuan/ROOM/locale/zh_Hans/LC_MESSAGES/django.po; its compiled form lies beside it
and is made whenever it is missing or older. The English message is the key.
"""

import io
import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.reloader import translation_file_changed
from django.utils.translation.template import templatize

ROOMS = Path(__file__).resolve().parents[1]
LOCALE = "zh_Hans"
HEADER = (
    'msgid ""\nmsgstr ""\n"Language: zh_Hans\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
)
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)\}")


def rooms() -> list[Path]:
    """The folders that can hold messages, in alphabetical order."""
    return sorted(path for path in ROOMS.iterdir() if (path / "__init__.py").exists())


def catalogue_file(room: Path) -> Path:
    """Where a room keeps its Chinese."""
    return room / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def said(room: Path) -> Catalog:
    """What the room's code and templates say now, untranslated."""
    catalog = Catalog(locale=LOCALE)
    for file in _sources(room):
        for line, messages, comments, context in _messages(file):
            location = (file.relative_to(room).as_posix(), line)
            catalog.add(messages, locations=[location], auto_comments=comments, context=context)
    return catalog


def kept(room: Path) -> Catalog:
    """What the room's catalogue holds."""
    file = catalogue_file(room)
    if not file.exists():
        return Catalog(locale=LOCALE)
    with file.open("rb") as stream:
        return read_po(stream, locale=LOCALE, abort_invalid=True)


def update(room: Path) -> bool:
    """Bring the room's catalogue in step with its code; tell whether the file changed.

    Translations stay, new messages arrive empty, messages no longer said are dropped.
    """
    file = catalogue_file(room)
    now = said(room)
    if not len(now) and not file.exists():
        return False
    catalog = kept(room)
    catalog.update(now, no_fuzzy_matching=True)
    text = _written(catalog)
    if file.exists() and file.read_text("utf-8") == text:
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return True


def compile_stale() -> list[Path]:
    """Compile each catalogue that is newer than its compiled form; return those rooms.

    A process that had read the older form forgets it.
    """
    compiled = [room for room in rooms() if _compile_if_stale(room)]
    if compiled:
        translation_file_changed(None, catalogue_file(compiled[0]).with_suffix(".mo"))
    return compiled


def problems() -> list[str]:
    """Every message that is missing, stale, uncertain, broken or said in two ways, one line each."""
    found = [problem for room in rooms() for problem in _room_problems(room)]
    return found + list(_contradictions())


def _sources(room: Path) -> Iterator[Path]:
    for file in sorted(
        [*room.rglob("*.py"), *room.rglob("templates/**/*.html"), *room.rglob("templates/**/*.txt")]
    ):
        if not {"tests", "migrations"} & set(file.relative_to(room).parts):
            yield file


def _messages(file: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    text = file.read_text("utf-8")
    if file.suffix != ".py":
        # Brackets, because blanked-out HTML is indented in ways that Python would refuse.
        text = f"({templatize(text, origin=str(file))}\n)"
    yield from extract("python", io.BytesIO(text.encode()), KEYWORDS, comment_tags=("Translators:",))


def _written(catalog: Catalog) -> str:
    body = io.BytesIO()
    write_po(
        body,
        catalog,
        width=110,
        omit_header=True,
        sort_by_file=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    return HEADER + body.getvalue().decode().strip() + "\n"


def _compile_if_stale(room: Path) -> bool:
    source = catalogue_file(room)
    target = source.with_suffix(".mo")
    if not source.exists():
        return False
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    # Several processes may do this at once: each writes its own file and puts it in place whole.
    handle, name = tempfile.mkstemp(dir=target.parent, suffix=".part")
    with os.fdopen(handle, "wb") as stream:
        write_mo(stream, kept(room))
    Path(name).replace(target)
    return True


def _room_problems(room: Path) -> Iterator[str]:
    now, have = said(room), kept(room)
    label = room.name
    for message in now:
        if not message.id:
            continue
        translated = have.get(_key(message), message.context)
        if translated is None:
            yield f"{label}: not in the catalogue: {_key(message)!r}"
        else:
            yield from (f"{label}: {fault}: {_key(message)!r}" for fault in _faults(translated))
    for message in have:
        if message.id and now.get(_key(message), message.context) is None:
            yield f"{label}: no longer said: {_key(message)!r}"


def _faults(message: Message) -> Iterator[str]:
    strings = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    if not all(strings):
        yield "not translated"
    elif message.fuzzy:
        yield "marked uncertain (fuzzy)"
    else:
        ids = message.id if isinstance(message.id, tuple | list) else [message.id]
        named = {name for text in ids for name in _placeholders(text)}
        if any(set(_placeholders(text)) - named for text in strings):
            yield "the translation has a placeholder that the message has not"
        # The Chinese of a plural may leave out nothing; the singular may leave out its number.
        elif set(_placeholders(ids[-1])) - set(_placeholders(strings[-1])):
            yield "the translation leaves out a placeholder"


def _placeholders(text: str) -> Iterator[str]:
    return (match[1] or match[2] or "" for match in PLACEHOLDER.finditer(text))


def _contradictions() -> Iterator[str]:
    """The same English in two rooms with different Chinese: only one of them would ever be shown."""
    meanings: dict[tuple[str, str | None], dict[str, str]] = defaultdict(dict)
    for room in rooms():
        for message in kept(room):
            if message.id and message.string:
                meanings[_key(message), message.context].setdefault(str(message.string), room.name)
    for (text, _context), by_string in meanings.items():
        if len(by_string) > 1:
            where = ", ".join(f"{room} {string!r}" for string, room in by_string.items())
            yield f"{text!r} is translated in two ways ({where}): agree, or tell them apart with pgettext"


def _key(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])
