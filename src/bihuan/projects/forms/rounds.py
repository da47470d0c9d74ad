"""What rounds of the dispatch sheet ask for: a month and a day, a filled-in workbook, a pasted table."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy as _

from bihuan.projects.forms.base import ActForm
from bihuan.projects.forms.fields import day, text
from bihuan.projects.rules.needs import FIELDS

LONGEST_PASTE = 500_000
PASTED = "pasted.txt"


class MonthInput(forms.TextInput):
    """The browser's own field for a month."""

    input_type = "month"

    def format_value(self, value: Any) -> Any:
        return f"{value:%Y-%m}" if isinstance(value, date) else value


class OpenForm(ActForm):
    """Which month is collected, and by when."""

    month = forms.DateField(label=_("Month"), input_formats=["%Y-%m", "%Y-%m-%d"], widget=MonthInput())
    due = day(_("To be filled in by"))


class FreezeForm(ActForm):
    """Nothing is asked."""


class HandInForm(forms.Form):
    """One filled-in workbook, or the same table pasted."""

    file = forms.FileField(
        label=_("The workbook, filled in"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )
    pasted = forms.CharField(
        label=_("Or its rows, pasted"),
        required=False,
        max_length=LONGEST_PASTE,
        strip=False,
        help_text=_("Copy whole rows from the workbook, with the last column, the key."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not said.get("file") and not said.get("pasted", "").strip():
            raise forms.ValidationError(_("Choose the workbook, or paste its rows."))
        return said

    def upload(self) -> "File[bytes]":
        """What was handed in, as a file."""
        said = self.cleaned_data
        found: File[bytes] = said["file"] or SimpleUploadedFile(PASTED, said["pasted"].encode())
        return found


class EnrolForm(ActForm):
    """Under which code a project is in the statistics, and since when."""

    stat_code = text(FIELDS["stat_code"], 40)
    stat_date = day(FIELDS["stat_date"])
