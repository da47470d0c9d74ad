from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.breakdown.models import BreakdownRow, Column
from bihuan.intake.models import SourceType
from bihuan.supervision.models import ReportCycle

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
# From here on the count is typed.
LARGE = 20
LONGEST_PASTE = 10_000_000


class TakeForm(forms.Form):
    """A table, and what holds for all its rows."""

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
    source_type = forms.ChoiceField(
        label=_("Where the tasks come from"), choices=SourceType.choices, initial=SourceType.GOV_REPORT
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=200,
        help_text=_("Without a title, the line above the column names is taken."),
    )
    basis = forms.CharField(
        label=_("Basis"),
        required=False,
        max_length=200,
        help_text=_("Document and number. Stands on every matter; without it, the title does."),
    )
    issued_date = forms.DateField(
        label=_("Date of the table"),
        required=False,
        widget=DATE,
        help_text=_("Gives their year to dates such as “by the end of June”."),
    )
    finish_due = forms.DateField(label=_("Finish date of rows that name none"), required=False, widget=DATE)
    report_cycle = forms.ChoiceField(label=_("Report cycle"), choices=ReportCycle.choices)
    confirmed_unclassified = forms.BooleanField(
        label=_("I confirm that this table is not classified"),
        required=False,
        help_text=_("State secrets may not be entered into this system in any form."),
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
        for at, (head, column) in enumerate(zip(heads, columns, strict=True)):
            label = head or _("Column %(number)s, without a name") % {"number": at + 1}
            self.fields[f"c{at}"] = forms.ChoiceField(label=label, choices=Column.choices, initial=column)

    def columns(self) -> list[str]:
        """The choices in the order of the columns."""
        return [self.cleaned_data[name] for name in self.fields]


class RowForm(forms.Form):
    """All cells of one row."""

    def __init__(self, said: Any = None, *, heads: Sequence[str], row: BreakdownRow) -> None:
        super().__init__(said)
        seen = forms.CharField(required=False, initial=row.mark, max_length=64, widget=forms.HiddenInput)
        self.fields["seen"] = seen
        for at, (head, text) in enumerate(zip(heads, row.texts, strict=True)):
            self.fields[f"c{at}"] = forms.CharField(
                label=head or _("Column %(number)s, without a name") % {"number": at + 1},
                required=False,
                initial=text,
                max_length=20_000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def texts(self) -> list[str]:
        """The cells in the order of the columns."""
        return [self.cleaned_data[name] for name in self.fields if name != "seen"]


class SplitForm(forms.Form):
    tasks = forms.CharField(
        label=_("Tasks"),
        max_length=50_000,
        help_text=_("One to a line. Each becomes a matter with the units and dates of this row."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class CellForm(forms.Form):
    column = forms.IntegerField(min_value=0, max_value=1000)
    text = forms.CharField(required=False, max_length=20_000, strip=False)


class NameForm(forms.Form):
    """Which units a name means: by a button, or by their names."""

    written = forms.CharField(max_length=400)
    unit = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)
    names = forms.CharField(max_length=2000, required=False)
    is_none = forms.BooleanField(required=False)
    is_all = forms.BooleanField(required=False)
    keep = forms.BooleanField(required=False)


class PickForm(forms.Form):
    column = forms.IntegerField(min_value=0, max_value=1000)
    side = forms.CharField(max_length=8)


class SameForm(forms.Form):
    same = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda said: said == "yes")


class SureForm(forms.Form):
    """A step that concerns many matters: their number is typed to confirm it."""

    typed = forms.IntegerField(label=_("Number of rows"))

    def __init__(self, said: Any = None, *, count: int) -> None:
        super().__init__(said)
        self.count = count
        if count <= LARGE:
            del self.fields["typed"]
        else:
            self.fields["typed"].help_text = _("Type %(count)s to confirm.") % {"count": count}

    def clean_typed(self) -> int:
        typed: int = self.cleaned_data["typed"]
        if typed != self.count:
            raise forms.ValidationError(_("There are %(count)s rows.") % {"count": self.count})
        return typed


class ConfirmForm(SureForm):
    then = forms.ChoiceField(
        label=_("Afterwards"),
        widget=forms.RadioSelect,
        choices=[("dispatch", _("File and dispatch them")), ("approve", _("File them, dispatch later"))],
    )
