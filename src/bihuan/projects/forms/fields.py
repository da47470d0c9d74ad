"""Fields that several forms have: money in 万元, units, days, one file."""

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bihuan.files.models import FileKind
from bihuan.files.rules import what_is_taken
from bihuan.kernel.money import WAN, NoMoney, in_unit, parse
from bihuan.people.models import Post, Role, Unit

ACCEPTED = "image/jpeg,image/png," + ",".join(f".{kind}" for kind in FileKind.values)
LONGEST = 600


class MoneyField(forms.CharField):
    """An amount in 万元, or with its unit behind it; cleaned to 分."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("help_text", _("In wan yuan; 3.5亿 and 80元 are understood too."))
        super().__init__(max_length=40, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more)

    def prepare_value(self, value: Any) -> Any:
        return in_unit(value, WAN) if isinstance(value, int) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse(text)
        except NoMoney as error:
            said = _("“%(text)s” is no amount. Write a number of wan yuan, like 1,200 or 0.56.")
            raise forms.ValidationError(said, params={"text": text}) from error


class DayInput(forms.DateInput):
    """The browser's own date field, which wants the day in one form in every language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day(label: Any, *, required: bool = True, initial: date | None = None) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=DayInput(), initial=initial)


def text(
    label: Any, most: int = LONGEST, *, required: bool = True, rows: int = 0, hint: Any = ""
) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=hint)


def choice(label: Any, of: Any, *, required: bool = True) -> forms.ChoiceField:
    options = list(of.choices) if required else [("", "—"), *of.choices]
    return forms.ChoiceField(label=label, choices=options, required=required)


def one_file(label: Any, *, required: bool = True) -> forms.FileField:
    widget = forms.FileInput(attrs={"accept": ACCEPTED})
    return forms.FileField(
        label=label, required=required, help_text=lazy(what_is_taken, str)(), widget=widget
    )


class CodeInput(forms.TextInput):
    """A code, typed or chosen by its name from a table."""

    def __init__(self, name: str, rows: Any) -> None:
        super().__init__(attrs={"list": f"codes-{name}", "autocomplete": "off"})
        self.rows = rows

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        options = format_html_join(
            "", '<option value="{}">{}</option>', self.rows.values_list("code", "name").order_by("code")
        )
        typed = super().render(name, value, attrs, renderer)
        return format_html('{}<datalist id="{}">{}</datalist>', typed, self.attrs["list"], options)


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A unit that still exists, by its short name."""

    def __init__(self, label: Any, *, required: bool = True) -> None:
        rows = Unit.objects.active().exclude(kind="city").order_by("kind", "sort_key")
        super().__init__(rows, label=label, required=required, empty_label="—")

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.short_name)


class PostField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An office that a city leader holds now."""

    def __init__(self, label: Any) -> None:
        leaders = Post.objects.open().filter(
            person__role_grants__role=Role.LEADER, person__role_grants__ended_at=None
        )
        rows = leaders.select_related("person").distinct().order_by("pk")
        super().__init__(rows, label=label, required=False, empty_label="—")

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person.name}（{obj.title}）"
