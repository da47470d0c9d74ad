"""Counting a window from the sealed record: what the office freezes, and nobody writes by hand."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from bihuan.conduct.queries import engine
from bihuan.conduct.rules.counted import Counted, Fact, Found, kept
from bihuan.conduct.rules.measures import MEASURES, WINDOW, Measure

NUMBERS = ("value", "low", "high", "band_low", "band_high")


def count(last: date) -> Counted:
    """Everything that is counted of the days that end with this one, from what is sealed now."""
    until = engine.brought_forward()
    facts = engine.all_evidence(last, until)
    found = [_found(each, facts) for each in engine.findings(last, until)]
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


def _found(each: engine.Finding, facts: Mapping[tuple[str, int], Any]) -> Found:
    key = (each.measure.key, each.unit)
    numbers = {name: getattr(each, name) for name in NUMBERS}
    ends: dict[str, Any] = {name: None if said is None else kept(said) for name, said in numbers.items()}
    return Found(
        *key,
        k=each.k,
        n=each.n,
        left_out=each.left_out,
        is_marked=each.marked,
        state=each.state.value,
        # What was left out is told by its number alone.
        facts=tuple(Fact(one.case, one.event, one.day, one.hit) for one in facts[key] if one.hit is not None),
        **ends,
    )
