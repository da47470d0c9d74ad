"""A version of the rules as the office makes it: the numbers and the order of a preset's rules."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.lights import Rule, RuleSet
from bihuan.kernel.periods import month_of
from bihuan.supervision.forms.moves import long_text
from bihuan.supervision.models import RuleUse
from bihuan.supervision.rules.presets import Preset
from bihuan.supervision.rules.versions import HIGHEST, LOWEST, is_number, shape
from bihuan.supervision.rules.wording import colour_mark, colour_name, condition_name, condition_value
from bihuan.ui.templatetags.parts import fullmonth

MONTHS_AHEAD = 3
MONTH = "%Y-%m"


@dataclass(frozen=True)
class Part:
    """One condition: its words, and the field of its number or the value that stays."""

    words: str
    field: Any
    value: str


@dataclass(frozen=True)
class Line:
    """One rule of the table."""

    position: Any
    mark: str
    name: str
    parts: list[Part]


class RulesForm(forms.Form):
    """The rules of one preset, numbered as the preset has them, whatever order they are in now."""

    first_month = forms.ChoiceField(label=_("In force from"), help_text=_("Past months keep their rules."))
    note = long_text(_("Why"), required=False)

    def __init__(self, said: Any, *, preset: Preset, now: RuleSet, today: date) -> None:
        super().__init__(said)
        self.preset = preset
        month = self.fields["first_month"]
        assert isinstance(month, forms.ChoiceField)  # noqa: S101 - for the type checker
        month.choices = [(f"{day:{MONTH}}", fullmonth(day)) for day in _months(today)]
        placed = _placed(preset.rules, now)
        for at, rule in enumerate(preset.rules.rules):
            place, rule_now = placed[at]
            self.fields[f"place_{at}"] = _whole(1, len(preset.rules.rules), place)
            for number, condition in enumerate(rule.when):
                if is_number(condition):
                    value = int(rule_now.when[number].value)
                    self.fields[f"value_{at}_{number}"] = _whole(LOWEST, HIGHEST, value)

    @property
    def lines(self) -> list[Line]:
        """The rules for the table, in the order that is asked for."""
        is_slip = self.preset.use == RuleUse.SLIP
        found = [
            Line(
                position=self[f"place_{at}"],
                mark=colour_mark(rule.light, is_slip),
                name=colour_name(rule.light, is_slip),
                parts=list(self._parts(at, rule)),
            )
            for at, rule in enumerate(self.preset.rules.rules)
        ]
        return sorted(found, key=lambda line: _position(line.position.value()))

    def _parts(self, at: int, rule: Rule) -> Iterator[Part]:
        for number, condition in enumerate(rule.when):
            name = f"value_{at}_{number}"
            field = self[name] if name in self.fields else None
            yield Part(condition_name(condition), field, condition_value(condition))

    def rules(self) -> RuleSet:
        """The rules as the form says them; as they are now when nothing has been sent."""
        said = self.cleaned_data if self.is_bound else self._untouched()
        found = []
        for at, rule in enumerate(self.preset.rules.rules):
            when = tuple(
                replace(condition, value=said.get(f"value_{at}_{number}", condition.value))
                for number, condition in enumerate(rule.when)
            )
            found.append((said[f"place_{at}"], at, replace(rule, when=when)))
        return replace(
            self.preset.rules, rules=tuple(rule for _place, _at, rule in sorted(found, key=_order))
        )

    def _untouched(self) -> dict[str, Any]:
        return {name: field.initial for name, field in self.fields.items()}

    def month(self) -> date:
        """The first day of the month that was chosen."""
        year, month = self.cleaned_data["first_month"].split("-")
        return date(int(year), int(month), 1)


def _order(entry: tuple[int, int, Rule]) -> tuple[int, int]:
    return entry[:2]


def _position(value: Any) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() else 0


def _whole(lowest: int, highest: int, initial: int) -> forms.IntegerField:
    return forms.IntegerField(min_value=lowest, max_value=highest, initial=initial)


def _months(today: date) -> Iterator[date]:
    day = today.replace(day=1)
    for _n in range(MONTHS_AHEAD + 1):
        yield day
        day = month_of(day).last + timedelta(1)


def _placed(preset: RuleSet, now: RuleSet) -> dict[int, tuple[int, Rule]]:
    """Where each rule of the preset stands now and with which numbers; its own places if it is not in use."""
    if now.name != preset.name:
        return {at: (at + 1, rule) for at, rule in enumerate(preset.rules)}
    left = list(enumerate(now.rules, start=1))
    found = {}
    for at, rule in enumerate(preset.rules):
        entry = next(entry for entry in left if shape(entry[1]) == shape(rule))
        left.remove(entry)
        found[at] = entry
    return found
