"""How a holiday notice is entered."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOST_LINES = 100


class NoticeForm(forms.Form):
    """A holiday notice: its number, the days off by name, and the weekend days that are worked."""

    basis = forms.CharField(
        label=gettext_lazy("Notice"), help_text=gettext_lazy("Its title or number."), max_length=200
    )
    days_off = forms.CharField(
        label=gettext_lazy("Days off"),
        help_text=gettext_lazy("One day per line, with the holiday's name: 2027-02-06 春节"),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        max_length=4000,
    )
    days_worked = forms.CharField(
        label=gettext_lazy("Weekend days that are worked"),
        help_text=gettext_lazy("One day per line: 2027-02-13"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=2000,
    )

    def clean_days_off(self) -> list[tuple[date, str]]:
        return _days(self.cleaned_data["days_off"])

    def clean_days_worked(self) -> list[tuple[date, str]]:
        return _days(self.cleaned_data["days_worked"])

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        off = {day for day, _name in said.get("days_off", [])}
        if off & {day for day, _name in said.get("days_worked", [])}:
            raise forms.ValidationError(_("A day is named both as off and as worked."))
        return said

    def changes(self) -> dict[date, tuple[bool, str]]:
        """Whether each named day is worked, and the name of its holiday."""
        off = {day: (False, name) for day, name in self.cleaned_data["days_off"]}
        return off | {day: (True, name) for day, name in self.cleaned_data["days_worked"]}


class YearForm(forms.Form):
    """A further year."""

    year = forms.IntegerField(label=gettext_lazy("Year"))


def _days(text: str) -> list[tuple[date, str]]:
    found = []
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_LINES:
        raise forms.ValidationError(_("These are too many lines."))
    for line in lines:
        said, _space, name = line.partition(" ")
        try:
            found.append((date.fromisoformat(said), name.strip()[:40]))
        except ValueError as error:
            raise forms.ValidationError(
                _("“%(line)s” does not begin with a day like 2027-02-06.") % {"line": line[:40]}
            ) from error
    return found
