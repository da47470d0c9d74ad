"""Work that goes from one person to another in the same unit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.people.models import Person, Role, Unit


def units_of(person: Person) -> Any:
    """The units whose work a person may hand over."""
    units = Unit.objects.visible_to(person).active().exclude(kind="city").order_by("kind", "sort_key")
    if person.access.has(Role.SUPERVISOR, Role.SYSTEM_ADMIN):
        return units
    return units.filter(pk__in=person.access.headed)


class OneOf(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice whose rows are known only when the form is made."""

    def __init__(self, **more: Any) -> None:
        super().__init__(queryset=Person.objects.none(), **more)


class UnitChoice(forms.Form):
    unit = OneOf(label=_("Unit"))

    def __init__(self, said: Any, units: Any) -> None:
        super().__init__(said)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class PersonChoice(forms.Form):
    person = OneOf(label=_("Who hands over"))

    def __init__(self, said: Any, people: Any) -> None:
        super().__init__(said)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    successor = OneOf(label=_("Who takes over"), help_text=_("Somebody of the same unit or of one above it."))

    def __init__(self, said: Any, staff: Any) -> None:
        super().__init__(said)
        self.fields["successor"].queryset = staff  # type: ignore[attr-defined]
