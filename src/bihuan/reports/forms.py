"""What the office fills in for a bulletin."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.periods import Period, named

MONTH = forms.TextInput(attrs={"type": "month", "pattern": r"\d{4}-\d{2}", "placeholder": "2026-10"})


class PeriodForm(forms.Form):
    """The whole months that a bulletin is about."""

    first = forms.CharField(label=_("First month"), max_length=7, widget=MONTH)
    last = forms.CharField(label=_("Last month"), max_length=7, widget=MONTH)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "first" in said and "last" in said:
            try:
                said["period"] = named(f"{said['first']}.{said['last']}")
            except ValueError as error:
                raise forms.ValidationError(
                    _("Name two months like 2026-10, the first one not after the last."), code="months"
                ) from error
        return said

    def period(self) -> Period:
        found: Period = self.cleaned_data["period"]
        return found


class BulletinForm(forms.Form):
    """Title and text of a draft."""

    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        help_text=_("Numbers stand in braces, such as {received}; their names are listed beside."),
        widget=forms.Textarea(attrs={"rows": 24}),
    )
