"""Counting a window from the sealed record: what the office freezes, and nobody writes by hand."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from bihuan.conduct.queries import engine
from bihuan.conduct.rules.counted import Counted, Fact, Found, kept
from bihuan.conduct.rules.measures import MEASURES, WINDOW, Measure

COLUMNS = ["unit", "case", "event", "day", "hit"]
NUMBERS = ("value", "low", "high", "band_low", "band_high")


def count(last: date) -> Counted:
    """Everything that is counted of the days that end with this one, from what is sealed now."""
    until = engine.brought_forward()
    found = [each for told in engine.told(last, until) for each in _found(told)]
    return Counted(last, WINDOW.days, str(until), printed(), tuple(found))


def printed() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """The measures as they are printed, in every language of the house."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = {each.key: _words(each) for each in MEASURES}
    return said


def _words(measure: Measure) -> dict[str, str]:
    texts = {name: str(getattr(measure, name)) for name in ("title", "rule", "sentence")}
    return {"word": str(measure.word.label), "kind": measure.kind.value, **texts}


def _found(told: engine.Told) -> Iterator[Found]:
    """What one measure says of each unit, with its facts. What was left out is told by its number alone."""
    facts: dict[int, list[Fact]] = {each.unit: [] for each in told.findings}
    for row in told.facts.select(COLUMNS).to_pylist():
        if row["hit"] is not None:
            facts[row["unit"]].append(Fact(row["case"], row["event"], row["day"], bool(row["hit"])))
    for each in told.findings:
        numbers = {name: getattr(each, name) for name in NUMBERS}
        ends: dict[str, Any] = {name: None if said is None else kept(said) for name, said in numbers.items()}
        yield Found(
            told.measure.key,
            each.unit,
            k=each.k,
            n=each.n,
            left_out=each.left_out,
            is_marked=each.marked,
            state=each.state.value,
            facts=tuple(facts[each.unit]),
            **ends,
        )
