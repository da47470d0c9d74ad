"""The settings of a method as people write them in one box: caps, steps, causes, a formula."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from bihuan.kernel.errors import Invalid
from bihuan.standings.models import Method
from bihuan.standings.rules.orders import NewInput

HUNDRED = 100
CAUSE = re.compile(r"^(?P<name>.+?)\s+(?P<points>[+\-−]?[\d.]+)(?:\s+(?P<most>[\d.]+))?$")
TAKEN = re.compile(r"^(?P<name>\w+)\s*[=＝]\s*(?P<label>[^\s]+)(?:\s+(?P<unit>\S+))?$")
# By which choice of the form which method and which way are meant.
WAYS = {"efficacy": "w60", "efficacy_hundred": "60+40"}
PLACE_WORDS = 3
# Before the line that names by how many times deductions count for a unit.
TIMES = "×"
# The one setting of some methods, in per cent, and what it is where nothing is said.
PERCENT: dict[str, tuple[str, str]] = {Method.COMPLETION: ("cap", "100"), Method.GROWTH: ("share", "40")}


def fraction(text: str) -> str:
    """A number of people as the engine reads it."""
    try:
        return str(Fraction(Decimal(text.replace("−", "-").replace("%", "").replace(",", ""))))
    except (InvalidOperation, ValueError) as error:
        raise Invalid(_("“%(text)s” is no number.") % {"text": text[:40]}) from error


def settings_of(choice: str, terms: str, weight: str, *, is_inverse: bool) -> dict[str, Any]:
    """The settings that a choice of method and its terms mean."""
    if choice in WAYS:
        return {"way": WAYS[choice], "is_inverse": is_inverse}
    if choice == Method.PLACE:
        return _place(terms.split(), is_inverse=is_inverse)
    if choice == Method.TALLY:
        return _tally(_lines(terms), weight)
    if choice == Method.FORMULA:
        return {"text": next(iter(_lines(terms)), ""), "least": "0"}
    name, usual = PERCENT[choice]
    return {name: str(Fraction(fraction(terms.strip() or usual)) / HUNDRED)}


def _lines(terms: str) -> list[str]:
    return [line.strip() for line in terms.splitlines() if line.strip()]


def _place(words: list[str], *, is_inverse: bool) -> dict[str, Any]:
    if len(words) != PLACE_WORDS or not words[0].isdigit():
        raise Invalid(_("Points by place need three numbers: how many get all, the step, the least."))
    step, least = fraction(words[1]), fraction(words[2])
    return {"first": int(words[0]), "step": step, "least": least, "is_inverse": is_inverse}


def _tally(lines: list[str], weight: str) -> dict[str, Any]:
    """Deductions begin with the full points, additions alone with nought."""
    causes = [_cause(n, line) for n, line in enumerate((each for each in lines if each[0] != TIMES), 1)]
    takes_away = any(Fraction(each["points"]) < 0 for each in causes)
    doubles = "times" if any(line[0] == TIMES for line in lines) else ""
    return {"base": weight if takes_away else "0", "causes": causes, "doubles": doubles}


def _cause(number: int, line: str) -> dict[str, Any]:
    found = CAUSE.match(line)
    if not found:
        said = _("“%(line)s” is no cause. Write its name and its points, like “returned −2”.")
        raise Invalid(said % {"line": line[:40]})
    most = found["most"]
    return {
        "code": f"c{number}",
        "name": found["name"],
        "points": fraction(found["points"]),
        "most": None if most is None else fraction(most),
    }


def inputs_of(choice: str, terms: str, settings: Mapping[str, Any]) -> tuple[NewInput, ...]:
    """The numbers that a tally or a formula asks for; all of them are typed in."""
    if choice == Method.TALLY:
        counted = tuple(NewInput(each["code"], label=each["name"]) for each in settings["causes"])
        times = [line[1:].strip() for line in _lines(terms) if line[0] == TIMES]
        return (*counted, *(NewInput(settings["doubles"], label=label) for label in times[:1]))
    return tuple(_taken(line) for line in _lines(terms)[1:])


def _taken(line: str) -> NewInput:
    found = TAKEN.match(line)
    if not found:
        said = _(
            "“%(line)s” names no number. Write its name in the formula and what it is, like “n=late cases”."
        )
        raise Invalid(said % {"line": line[:40]})
    return NewInput(found["name"], label=found["label"], unit_name=found["unit"] or "")


def terms_of(method: str, said: Mapping[str, Any], inputs: list[Any]) -> str:
    """The settings of a part as they stand in the box."""
    found: dict[str, Callable[[], str]] = {
        Method.PLACE: lambda: " ".join(_plain(said[name]) for name in ("first", "step", "least")),
        Method.TALLY: lambda: "\n".join([*map(_line_of, said["causes"]), *_times(said, inputs)]),
        Method.FORMULA: lambda: "\n".join([said["text"], *map(_taken_line, inputs)]),
    }
    if method in PERCENT:
        name, usual = PERCENT[method]
        return _plain(Fraction(said[name]) * HUNDRED if name in said else usual)
    return found[method]() if method in found else ""


def _taken_line(each: Any) -> str:
    return f"{each.name}={each.label or each.name} {each.unit_name}".strip()


def _times(said: Mapping[str, Any], inputs: list[Any]) -> list[str]:
    name = said.get("doubles")
    labels = [each.label or each.name for each in inputs if each.name == name]
    return [f"{TIMES}{(labels or [name])[0]}"] if name else []


def _line_of(cause: Mapping[str, Any]) -> str:
    most = f" {_plain(cause['most'])}" if cause["most"] else ""
    return f"{cause['name']} {_plain(cause['points'])}{most}"


def _plain(value: Any) -> str:
    return f"{float(Fraction(value)):g}"
