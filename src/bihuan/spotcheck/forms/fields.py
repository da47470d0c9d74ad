"""Fields that several forms of this room share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.files.models import FileKind
from bihuan.people.models import Person

ACCEPTED = ",".join(f".{kind}" for kind in FileKind.values)


class DayInput(forms.DateInput):
    """The browser's own date field, which wants the day in one form in every language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def a_day(label: Any, **more: Any) -> forms.DateField:
    """A day, also typed as 2026-10-31."""
    return forms.DateField(label=label, widget=DayInput(), input_formats=["%Y-%m-%d", "%Y/%m/%d"], **more)


def a_text(label: Any, **more: Any) -> forms.CharField:
    """A text of some lines."""
    return forms.CharField(
        label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": more.pop("rows", 4)}), **more
    )


def a_file(label: Any, **more: Any) -> forms.FileField:
    """Evidence."""
    return forms.FileField(label=label, widget=forms.FileInput(attrs={"accept": ACCEPTED}), **more)


class AccountField(forms.CharField):
    """A person by his sign-in name: a city has too many people for a list."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=60, **more)

    def clean(self, value: Any) -> Any:
        name = super().clean(value)
        if not name:
            return None
        found = Person.objects.active().filter(username=name).first()
        if found is None:
            raise forms.ValidationError(_("Nobody has the sign-in name “%(name)s”."), params={"name": name})
        return found
