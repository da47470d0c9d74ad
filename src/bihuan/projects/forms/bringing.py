"""The forms by which a workbook of projects comes in and is checked."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.people.models import Unit
from bihuan.projects.models import Source
from bihuan.projects.rules.needs import FIELDS
from bihuan.projects.rules.sheet_columns import COLUMNS

LONGEST_PASTE = 10_000_000
LABELS: dict[str, Any] = {
    **FIELDS,
    **dict(Source.choices),
    "number": _("Number in the table"),
    "stage": _("Stage"),
    "territory": _("Territorial unit"),
    "trade": _("Industry unit"),
    "plan": _("Plan of the year"),
    "start": pgettext_lazy("column", "Start"),
    "finish": pgettext_lazy("column", "Completion"),
    "period": _("Start and completion"),
    "sponsor": _("Sponsoring leader"),
    "keep": _("Not taken over"),
}


class TakeForm(forms.Form):
    """A workbook, or the cells themselves."""

    file = forms.FileField(
        label=_("File with the table"),
        required=False,
        help_text=_("xlsx or docx, up to 20 MB. Merged cells, titles and notes may stay as they are."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.docx,.txt,.csv"}),
    )
    text = forms.CharField(
        label=_("Or paste the cells"),
        required=False,
        strip=False,
        max_length=LONGEST_PASTE,
        help_text=_("Copy the cells in Excel, with the row of column names."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two ways in."""
        said = super().clean() or {}
        if bool(said.get("file")) == bool((said.get("text") or "").strip()) and not self.errors:
            raise forms.ValidationError(_("Choose a file or paste the cells: one of the two."))
        return said


class ColumnsForm(forms.Form):
    """What each column says, under its own name."""

    def __init__(self, said: Any = None, *, heads: Sequence[str], columns: Sequence[str]) -> None:
        super().__init__(said)
        choices = [(name, LABELS[name]) for name in COLUMNS]
        for at, (head, column) in enumerate(zip(heads, columns, strict=True)):
            label = head or _("Column %(number)s, without a name") % {"number": at + 1}
            self.fields[f"c{at}"] = forms.ChoiceField(label=label, choices=choices, initial=column)

    def columns(self) -> list[str]:
        """The choices in the order of the columns."""
        return [self.cleaned_data[name] for name in self.fields]


class NameForm(forms.Form):
    """Which unit a name means: by a button, or by its name; or none."""

    written = forms.CharField(max_length=400)
    unit = forms.ModelChoiceField(Unit.objects.active(), required=False)
    name = forms.CharField(max_length=200, required=False)
    is_none = forms.BooleanField(required=False)
    keep = forms.BooleanField(required=False)


class AlikeForm(forms.Form):
    choice = forms.ChoiceField(choices=[("update", ""), ("new", ""), ("out", "")])
