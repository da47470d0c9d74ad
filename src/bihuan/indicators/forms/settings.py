"""Indicators, their targets, and whose numbers are read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.indicators.actions.defining import LONGEST_AREA, NUMBERS, TEXTS
from bihuan.indicators.actions.step import FIRST_YEAR, LAST_YEAR
from bihuan.indicators.actions.targets import LONGEST_SAID, LONGEST_SOURCE
from bihuan.indicators.models import (
    Area,
    AreaKind,
    Direction,
    Indicator,
    Measure,
    Origin,
    Rhythm,
    Span,
    Target,
    TargetRule,
)
from bihuan.indicators.rules.numbers import NoNumber, exactly, read_number
from bihuan.people.models import Unit, UnitKind

LONGEST_NODES = 400


class NumberField(forms.CharField):
    """A number as publications print it; cleaned to ten-thousandths."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more)

    def prepare_value(self, value: Any) -> Any:
        return exactly(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return _read(text) if text else None


def _read(text: str) -> int:
    try:
        return read_number(text)
    except NoNumber as error:
        said = _("“%(text)s” is no number. Write it with at most four decimals, like 6.5.")
        raise forms.ValidationError(said, params={"text": text}) from error


class NodesField(forms.CharField):
    """One month and one number in each line; cleaned to ten-thousandths by month."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=LONGEST_NODES, widget=forms.Textarea(attrs={"rows": 4}), **more)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return "\n".join(f"{month} {exactly(number)}" for month, number in sorted(value.items()))
        return value

    def clean(self, value: Any) -> dict[int, int]:
        found: dict[int, int] = {}
        for line in super().clean(value).splitlines():
            month, _space, number = line.strip().partition(" ")
            if not line.strip():
                continue
            if not (month.isascii() and month.isdigit() and number.strip()):
                said = _("“%(line)s” names no month with its number. Write lines like “6 6.3”.")
                raise forms.ValidationError(said, params={"line": line})
            found[int(month[:3])] = _read(number)
        return found


def _units(kinds: tuple[str, ...] = ()) -> Any:
    rows = Unit.objects.filter(is_active=True)
    return (rows.filter(kind__in=kinds) if kinds else rows).order_by("sort_key")


class IndicatorForm(forms.Form):
    """What an indicator says of itself. The code of one that exists stays."""

    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("Small Latin letters and digits."))
    name = forms.CharField(label=_("Name of the indicator"), max_length=TEXTS["name"])
    origin = forms.ChoiceField(label=_("Whose figure"), choices=Origin.choices)
    owner = forms.ModelChoiceField(label=_("Unit that answers for it"), queryset=Unit.objects.none())
    unit_name = forms.CharField(
        label=_("Unit of the number"),
        required=False,
        max_length=TEXTS["unit_name"],
        help_text=_("Like 亿元, 户 or %."),
    )
    rhythm = forms.ChoiceField(label=_("How often it appears"), choices=Rhythm.choices)
    measure = forms.ChoiceField(label=_("Judged by"), choices=Measure.choices, initial=Measure.GROWTH)
    span = forms.ChoiceField(label=_("Over which time"), choices=Span.choices, initial=Span.YTD)
    direction = forms.ChoiceField(label=_("Which way is better"), choices=Direction.choices)
    places = forms.IntegerField(
        label=_("Decimals of the value"), min_value=0, max_value=NUMBERS["places"], initial=1
    )
    lag = forms.IntegerField(
        label=_("Days from the end of its time to its publication"),
        min_value=0,
        max_value=NUMBERS["lag"],
        initial=20,
    )
    source = forms.CharField(label=_("Source"), max_length=TEXTS["source"])
    publisher = forms.CharField(label=_("Publisher"), max_length=TEXTS["publisher"])
    sector = forms.CharField(label=_("Field of work"), required=False, max_length=TEXTS["sector"])
    definition = forms.CharField(
        label=_("Definition"),
        required=False,
        max_length=TEXTS["definition"],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    place = forms.IntegerField(
        label=_("Place in the list"), min_value=0, max_value=NUMBERS["place"], initial=0
    )

    def __init__(self, said: Any = None, *, row: Indicator | None, units: Any = None) -> None:
        names = self.base_fields
        super().__init__(said, initial={name: getattr(row, name) for name in names} if row else None)
        self.fields["owner"].queryset = _units() if units is None else units  # type: ignore[attr-defined]
        if units is not None:
            self.fields["origin"].choices = [  # type: ignore[attr-defined]
                (Origin.DEPARTMENT.value, Origin.DEPARTMENT.label)
            ]

    def arguments(self) -> dict[str, Any]:
        return {"facts": dict(self.cleaned_data)}


class TargetForm(forms.Form):
    """A target in words, and in numbers as far as it has any."""

    area = forms.ModelChoiceField(label=_("Area"), queryset=Area.objects.none(), empty_label=None)
    year = forms.IntegerField(label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    said = forms.CharField(
        label=_("Target as the document words it"), max_length=LONGEST_SAID, help_text=_("Like 6.5%以上.")
    )
    rule = forms.ChoiceField(label=_("Divided over the year"), choices=TargetRule.choices)
    number = NumberField(
        label=_("As a number"),
        required=False,
        help_text=_("Above the province: by how much. A place: which. Empty: words alone."),
    )
    nodes = NodesField(
        label=_("Named months"), required=False, help_text=_("One line for each month, like “6 6.3”.")
    )
    source = forms.CharField(
        label=_("Document"), required=False, max_length=LONGEST_SOURCE, help_text=_("Where it is written.")
    )

    def __init__(self, said: Any = None, *, row: Target | None, first: dict[str, Any]) -> None:
        if row:
            first = {
                name: getattr(row, name) for name in ("area", "year", "said", "rule", "number", "source")
            }
            first["nodes"] = {node.month: node.number for node in row.nodes.all()}
        super().__init__(said, initial=first)
        ours = Area.objects.filter(kind__in=(AreaKind.CITY, AreaKind.COUNTY)).order_by("place")
        self.fields["area"].queryset = ours  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class AreaForm(forms.Form):
    """Somebody whose numbers are read."""

    name = forms.CharField(label=_("Name as publications print it"), max_length=LONGEST_AREA)
    kind = forms.ChoiceField(label=pgettext_lazy("area", "Kind"), choices=AreaKind.choices)
    unit = forms.ModelChoiceField(
        label=_("Its unit"),
        required=False,
        queryset=Unit.objects.none(),
        empty_label="—",
        help_text=_("For the city, its counties and parks."),
    )
    place = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=1000, initial=0)

    def __init__(self, said: Any = None, *, row: Area | None) -> None:
        names = self.base_fields
        super().__init__(said, initial={name: getattr(row, name) for name in names} if row else None)
        kinds = (UnitKind.CITY, UnitKind.COUNTY, UnitKind.PARK)
        self.fields["unit"].queryset = _units(kinds)  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
