"""Fields that read money, amounts by year, days and files as people write them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bihuan.files.models import FileKind
from bihuan.fiscal.rules.amounts import FIRST_YEAR, LAST_YEAR, Unreadable, read_amounts, write_amounts
from bihuan.kernel.canonical import LARGEST
from bihuan.kernel.money import WAN, NoMoney, in_unit, parse
from bihuan.projects.models import Project

LONGEST_TEXT = 4000
ACCEPTED = ",".join(f".{kind}" for kind in FileKind.values)


class MoneyField(forms.CharField):
    """An amount in 万元, or with its unit behind it; cleaned to 分."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more)

    def prepare_value(self, value: Any) -> Any:
        return in_unit(value, WAN) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            amount = parse(text)
        except NoMoney:
            amount = -1
        if not 0 <= amount <= LARGEST:
            said = _("“%(text)s” is no amount. Write a number of wan yuan, like 1,200 or 0.56.")
            raise forms.ValidationError(said, params={"text": text})
        return amount


class AmountsField(forms.CharField):
    """One year and one amount in each line; cleaned to 分 by year."""

    def __init__(self, **more: Any) -> None:
        more.setdefault(
            "help_text", _("One line for each year, like “2027 3,000”: wan yuan where no unit is given.")
        )
        super().__init__(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5}), **more)

    def prepare_value(self, value: Any) -> Any:
        return write_amounts(value) if isinstance(value, dict) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_amounts(text)
        except Unreadable as error:
            said = _("“%(line)s” names no year with its amount. Write lines like “2027 3,000”.")
            raise forms.ValidationError(said, params={"line": error.line}) from error


class DayInput(forms.DateInput):
    """The browser's own date field, which wants the day in one form in every language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def a_day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, also typed as 2026-10-31."""
    formats = ["%Y-%m-%d", "%Y/%m/%d"]
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=DayInput(), input_formats=formats
    )


def a_year(label: Any, **more: Any) -> forms.IntegerField:
    """A year that can be meant."""
    return forms.IntegerField(label=label, min_value=FIRST_YEAR, max_value=LAST_YEAR, **more)


def a_text(label: Any, *, required: bool = True, help_text: Any = "", rows: int = 3) -> forms.CharField:
    """A text of some lines."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class LongSelect(forms.Select):
    """A choice among thousands, written at once: Django draws each option by a template of its own."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen, said = str(value or ""), self.build_attrs(self.attrs, {"name": name, **(attrs or {})})
        rows = ((key, flatatt({"selected": str(key) == chosen}), label) for key, label in self.choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        return format_html("<select{}>{}</select>", flatatt(said), options)


class ProjectField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of some projects, by name; the rows come from the page."""

    def __init__(self, **more: Any) -> None:
        super().__init__(Project.objects.none(), empty_label="—", widget=LongSelect, **more)

    def offer(self, projects: Any) -> None:
        """Offer these projects, which have been read already."""
        self.queryset = Project.objects.filter(pk__in=[each.pk for each in projects])
        self.choices = [("", "—"), *((each.pk, label) for each, label in labelled(projects))]


def labelled(projects: Iterable[Project]) -> list[tuple[Project, str]]:
    """Projects by name; those of one name are told apart by their code, or their number."""
    rows = list(projects)
    names = Counter(row.name for row in rows)
    return [
        (row, row.name if names[row.name] == 1 else f"{row.name}（{row.code or row.pk}）") for row in rows
    ]
