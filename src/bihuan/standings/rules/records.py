"""A scheme as plain words and numbers, so that a version of it can be kept, and read back."""

from collections.abc import Mapping
from dataclasses import fields
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext

from bihuan.kernel.errors import Invalid
from bihuan.standings.rules.methods import (
    ByFormula,
    Cause,
    Completion,
    Efficacy,
    GrowthAndTotal,
    Input,
    Method,
    Place,
    Tally,
    Way,
)
from bihuan.standings.rules.schemes import Lacking, Part, Scheme, checked

Record = dict[str, Any]
METHODS: dict[str, type] = {
    "efficacy": Efficacy,
    "completion": Completion,
    "place": Place,
    "growth": GrowthAndTotal,
    "tally": Tally,
    "formula": ByFormula,
}


def write_scheme(scheme: Scheme) -> Record:
    """A scheme as a record that JSON can hold; numbers as text, so that they stay exact."""
    return {
        "name": scheme.name,
        "lacking": str(scheme.lacking),
        "places": scheme.places,
        "most_bonus": _said(scheme.most_bonus),
        "parts": [_write_part(part) for part in scheme.parts],
    }


def name_of(method: Method) -> str:
    """By which name a method is kept."""
    return next(name for name, kind in METHODS.items() if type(method) is kind)


def _write_part(part: Part) -> Record:
    settings = {key: _plain(value) for key, value in vars(part.method).items()}
    return {
        "code": part.code,
        "name": part.name,
        "weight": _said(part.weight),
        "unit": part.unit,
        "is_bonus": part.is_bonus,
        "method": name_of(part.method),
        "settings": settings,
    }


def _plain(value: object) -> Any:
    if isinstance(value, tuple):
        return [{key: _plain(each) for key, each in vars(inner).items()} for inner in value]
    return (
        _said(value)
        if isinstance(value, Fraction)
        else value
        if isinstance(value, int | None)
        else str(value)
    )


def _said(value: Fraction | None) -> str | None:
    return None if value is None else str(value)


def read_scheme(record: Mapping[str, Any]) -> Scheme:
    """The scheme of a record. Raises Invalid where it is no scheme or cannot be scored by."""
    try:
        most = record["most_bonus"]
        scheme = Scheme(
            name=record["name"],
            parts=tuple(_read_part(part) for part in record["parts"]),
            lacking=Lacking(record["lacking"]),
            places=int(record["places"]),
            most_bonus=None if most is None else Fraction(most),
        )
    except (KeyError, TypeError, ValueError, ZeroDivisionError) as error:
        said = gettext("This is no scheme: “%(what)s” is missing or makes no sense.")
        raise Invalid(said % {"what": error}) from error
    return checked(scheme)


def _read_part(record: Mapping[str, Any]) -> Part:
    kind, settings = METHODS[record["method"]], dict(record["settings"])
    known = {each.name for each in fields(kind)}
    for name, reader in _READERS.items():
        if settings.get(name) is not None and name in known:
            settings[name] = reader(settings[name])
    return Part(
        code=record["code"],
        name=record["name"],
        weight=Fraction(record["weight"]),
        method=kind(**settings),
        unit=record["unit"],
        is_bonus=bool(record["is_bonus"]),
    )


def _causes(records: list[Record]) -> tuple[Cause, ...]:
    return tuple(
        Cause(
            each["code"],
            each["name"],
            Fraction(each["points"]),
            None if each["most"] is None else Fraction(each["most"]),
        )
        for each in records
    )


def _takes(records: list[Record]) -> tuple[Input, ...]:
    return tuple(Input(**each) for each in records)


_READERS: dict[str, Any] = {
    "way": Way,
    "cap": Fraction,
    "step": Fraction,
    "least": Fraction,
    "share": Fraction,
    "base": Fraction,
    "causes": _causes,
    "takes": _takes,
}
