"""Deadlines as a calendar that other programs read (iCalendar, RFC 5545). Pure: text in, text out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

# A line has at most so many bytes; a longer one goes on in the next after a blank.
LINE = 75
PRODUCT = "-//Bihuan//Deadlines//ZH"


@dataclass(frozen=True)
class Deadline:
    """One thing that is owed by a day: all day long, with the way to it."""

    uid: str
    day: date
    title: str
    url: str


def calendar(name: str, deadlines: Iterable[Deadline], stamp: date) -> str:
    """The whole calendar. The same deadlines on the same day give the same text."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for each in deadlines:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{each.uid}",
            f"DTSTAMP:{stamp:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{each.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{each.day + timedelta(1):%Y%m%d}",
            f"SUMMARY:{escaped(each.title)}",
            f"URL:{each.url}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line))


def escaped(text: str) -> str:
    """A text value: backslash, comma, semicolon and line ends are written out."""
    for sign, written in (
        ("\\", "\\\\"),
        (";", "\\;"),
        (",", "\\,"),
        ("\r\n", "\\n"),
        ("\n", "\\n"),
        ("\r", ""),
    ):
        text = text.replace(sign, written)
    return text


def folded(line: str) -> Iterator[str]:
    """The line in pieces of at most 75 bytes, cut between characters."""
    piece, size, room = "", 0, LINE
    for sign in line:
        width = len(sign.encode())
        if size + width > room:
            yield piece
            piece, size = " ", 1
        piece, size = piece + sign, size + width
    yield piece
