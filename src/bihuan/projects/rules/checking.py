"""Whether the fields of a project can be so: each refused in words that name it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from bihuan.kernel import canonical
from bihuan.kernel.errors import Invalid
from bihuan.kernel.money import LARGEST
from bihuan.projects.models import DEGREE, Approval, Datum, Nature
from bihuan.projects.rules.codes import NotACode, read_company_code, read_project_code
from bihuan.projects.rules.needs import FIELDS
from bihuan.projects.rules.orders import DAYS, LENGTHS, MONEY, WRITABLE, Place

WHOLE_TURN, QUARTER = 180, 90
# Projects of a city that is at work; a slip of the pen lies outside.
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2100, 12, 31)
LONGEST_CODE = {"industry": 5, "region": 6}


def tidy(facts: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The fields as they are kept. Refuses a field that cannot be, and a field that nobody may write."""
    unknown = [name for name in facts if name not in WRITABLE]
    if unknown:
        raise Invalid(_("There is no such field: %(name)s.") % {"name": unknown[0]})
    kept = {name: _named(name, value, today) for name, value in facts.items()}
    if "name" in kept and not kept["name"]:
        raise Invalid(_("Give the project a name."), "name")
    start, finish = kept.get("start_plan"), kept.get("finish_plan")
    if start and finish and finish < start:
        raise Invalid(_("The planned completion %(day)s lies before the planned start.") % {"day": finish})
    return kept


def _named(name: str, value: Any, today: date) -> Any:
    """The field as it is kept; a refusal bears its name."""
    try:
        return _tidied(name, value, today)
    except Invalid as refusal:
        refusal.field = name
        raise


def _tidied(name: str, value: Any, today: date) -> Any:
    if name in LENGTHS:
        return _text(name, str(value or ""))
    if name in MONEY:
        return _amount(name, value)
    if name in ("code", "builder_code"):
        return _code(name, str(value or ""), today)
    if name in ("approval", "nature"):
        return _choice(name, str(value or ""))
    return in_time(value) if name in DAYS else _class(name, str(value or "").strip())


def in_time(day: date | None) -> date | None:
    """A day that can be one of a project, or nothing."""
    if day and not FIRST_DAY <= day <= LAST_DAY:
        raise Invalid(_("%(day)s cannot be a day of a project.") % {"day": day})
    return day or None


def _class(name: str, code: str) -> str:
    if len(code) > LONGEST_CODE[name]:
        raise Invalid(
            _("“%(field)s” has at most %(count)s characters.")
            % {"field": FIELDS[name], "count": LONGEST_CODE[name]}
        )
    return code


def _text(name: str, value: str) -> str:
    kept = canonical.text(value).strip()
    if len(kept) > LENGTHS[name]:
        said = _("“%(field)s” has at most %(count)s characters.")
        raise Invalid(said % {"field": FIELDS[name], "count": LENGTHS[name]})
    return kept


def _amount(name: str, value: Any) -> int:
    fen = int(value or 0)
    if not 0 <= fen <= LARGEST:
        raise Invalid(_("“%(field)s” cannot be that amount.") % {"field": FIELDS[name]})
    return fen


def _choice(name: str, value: str) -> str:
    if value not in {"approval": Approval, "nature": Nature}[name].values:
        raise Invalid(_("There is no such choice: %(value)s.") % {"value": value})
    return value


def _code(name: str, text: str, today: date) -> str | None:
    if not text.strip():
        return None if name == "code" else ""
    try:
        return read_project_code(text, today=today).text if name == "code" else read_company_code(text)
    except NotACode as error:
        raise Invalid(code_refusal(name, text, error.reason)) from error


def code_refusal(name: str, text: str, reason: str) -> str:
    """Why a code cannot be one, and what it should look like."""
    said = {
        ("code", "shape"): _(
            "“%(text)s” is no project code: it has 24 characters like 2308-340400-04-01-123456."
        ),
        ("code", "month"): _("“%(text)s” is no project code: it must begin with a year and month like 2308."),
        ("code", "future"): _("“%(text)s” is no project code: its month has not come yet."),
        ("code", "region"): _("“%(text)s” is no project code: its region begins with no province."),
        ("builder_code", "length"): _("“%(text)s” is no unified social credit code: it has 18 characters."),
        ("builder_code", "component"): _(
            "“%(text)s” is no unified social credit code: it holds a sign that cannot stand there."
        ),
        ("builder_code", "check"): _("“%(text)s” is no unified social credit code: its check sign is wrong."),
    }[name, reason]
    return said % {"text": text.strip()[:40]}


def columns_of(place: Place) -> dict[str, Any]:
    """The columns of a point on the map. Coordinate systems are kept apart, never mixed up silently."""
    if place.datum not in Datum.values:
        raise Invalid(_("Say in which coordinate system the place is given."))
    if not (-WHOLE_TURN <= place.lon <= WHOLE_TURN and -QUARTER <= place.lat <= QUARTER):
        raise Invalid(_("Longitude goes to 180 degrees and latitude to 90."))
    return {"lon": round(place.lon * DEGREE), "lat": round(place.lat * DEGREE), "datum": place.datum}
