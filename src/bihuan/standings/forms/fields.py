"""Fields that read numbers, points and months as people write them."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.indicators.models import SCALE
from bihuan.journal.texts import LONGEST_TEXT
from bihuan.kernel.canonical import LARGEST
from bihuan.kernel.errors import Invalid
from bihuan.kernel.periods import Period
from bihuan.people.models import Unit
from bihuan.ui.scopes import months_in

LONGEST_NUMBER = 30


class NumberField(forms.CharField):
    """A number with at most four decimals; cleaned to ten-thousandths."""

    def __init__(self, **more: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(max_length=LONGEST_NUMBER, widget=widget, **more)

    def prepare_value(self, value: Any) -> Any:
        return f"{Decimal(value) / SCALE:f}" if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = Decimal(text.replace(",", "").replace("，", "").replace("−", "-")) * SCALE
            is_kept = number == number.to_integral_value() and abs(number) <= LARGEST
        except InvalidOperation:
            is_kept = False
        if not is_kept:
            said = _("“%(text)s” is no number with at most four decimals.")
            raise forms.ValidationError(said, params={"text": text})
        return int(number)


class MonthsField(forms.CharField):
    """One month or several, as addresses name them; cleaned to a period."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("help_text", _("A month like 2026-03, or several like 2026-01.2026-03."))
        super().__init__(max_length=LONGEST_NUMBER, **more)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return months_in({"month": text}, Period(date.min, date.min))
        except Invalid as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class DayInput(forms.DateInput):
    """The browser's own date field, which wants the day in one form in every language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def a_day(label: Any, **more: Any) -> forms.DateField:
    """A day, also typed as 2026-10-31."""
    return forms.DateField(label=label, widget=DayInput(), input_formats=["%Y-%m-%d", "%Y/%m/%d"], **more)


def a_text(label: Any, *, required: bool = True, help_text: Any = "", rows: int = 3) -> forms.CharField:
    """A text of some lines."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of some units, by name; the rows come from the page."""

    def __init__(self, **more: Any) -> None:
        super().__init__(Unit.objects.none(), empty_label="—", **more)

    def offer(self, units: Any) -> None:
        """Offer these units, which have been read already."""
        self.queryset = Unit.objects.filter(pk__in=[each.pk for each in units])
        self.choices = [("", "—"), *((each.pk, each.short_name) for each in units)]
