"""A version of the clocks as the office makes it: from which day, and the days of every source."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.intake.models import SourceType
from bihuan.supervision.forms.moves import a_day, long_text
from bihuan.supervision.models import Level
from bihuan.supervision.rules.ladders import LONGEST_WAIT, Ladder, with_waits
from bihuan.supervision.rules.terms import LONGEST_FINISH, LONGEST_WORKDAYS, Term, Terms


@dataclass(frozen=True)
class Line:
    """The fields of one source."""

    source: Any
    finish: Any
    urgent: Any
    first: Any


class VersionForm(forms.Form):
    """What every version says: from which day, and why."""

    first_day = a_day(_("First day in force"), help_text=_("What was dispatched before keeps its days."))
    note = long_text(_("Why"), required=False)

    def __init__(self, said: Any, *, today: date) -> None:
        super().__init__(said)
        self.initial["first_day"] = today


class TermsForm(VersionForm):
    """The clocks of one preset, with its numbers to be changed."""

    def __init__(self, said: Any, *, preset: Terms, today: date) -> None:
        super().__init__(said, today=today)
        self.preset = preset
        self.fields["assign"] = _whole(_("Working days until the office dispatches"), preset.assign)
        self.fields["sign"] = _whole(_("Working days until a unit signs"), preset.sign)
        for source, term in preset.of.items():
            self.fields[f"finish_{source}"] = _whole(_("Days to finish"), term.finish, LONGEST_FINISH)
            self.fields[f"urgent_{source}"] = _whole(_("Days if urgent"), term.urgent, LONGEST_FINISH)
            self.fields[f"first_{source}"] = _whole(_("Working days to the first report"), term.first)

    @property
    def lines(self) -> Iterator[Line]:
        for source in SourceType:
            yield Line(
                source.label, self[f"finish_{source}"], self[f"urgent_{source}"], self[f"first_{source}"]
            )

    def rules(self) -> Terms:
        """The clocks as they are filled in; the preset's own before anything is."""
        if not self.is_bound:
            return self.preset
        said = self.cleaned_data
        of = {
            str(each): Term(said[f"finish_{each}"], said[f"first_{each}"], said[f"urgent_{each}"])
            for each in SourceType
        }
        return replace(self.preset, assign=said["assign"], sign=said["sign"], of=of)


class LadderForm(VersionForm):
    """The waits of one ladder."""

    def __init__(self, said: Any, *, preset: Ladder, today: date) -> None:
        super().__init__(said, today=today)
        self.preset = preset
        for at, step in enumerate(preset.steps):
            self.fields[f"wait_{at}"] = _whole(Level(step.level).label, step.wait, LONGEST_WAIT)

    @property
    def waits(self) -> list[Any]:
        return [self[f"wait_{at}"] for at in range(len(self.preset.steps))]

    def rules(self) -> Ladder:
        if not self.is_bound:
            return self.preset
        return with_waits(
            self.preset, [self.cleaned_data[f"wait_{at}"] for at in range(len(self.preset.steps))]
        )


def _whole(label: Any, value: int, most: int = LONGEST_WORKDAYS) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        initial=value,
        min_value=0,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "short", "inputmode": "numeric"}),
    )
