"""What people type about people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.people.models import Person, Role, Unit, UnitKind
from bihuan.people.rules import TOKEN_LASTS_DAYS


def day_field(label: Any) -> forms.DateField:
    """A day, typed or chosen."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def units() -> Any:
    """Units to choose from."""
    return Unit.objects.active().order_by("kind", "sort_key")


class PersonField(forms.CharField):
    """A person, named by the sign-in name."""

    def clean(self, value: Any) -> Any:
        username = super().clean(value)
        person = Person.objects.active().filter(username__iexact=username).first()
        if person is None:
            raise forms.ValidationError(_("There is no open account with this sign-in name."))
        return person


class PasswordForm(forms.Form):
    """The first password, typed twice."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least twelve characters, not only digits, and not one that others use."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )
    again = forms.CharField(
        label=_("The same password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password"):
            raise forms.ValidationError(_("The two passwords differ."))
        return again


class UnitForm(forms.Form):
    """A unit."""

    name = forms.CharField(label=_("Full name"), max_length=100)
    short_name = forms.CharField(label=_("Short name"), max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind.choices)
    parent = forms.ModelChoiceField(label=_("Belongs to"), queryset=Unit.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = units()  # type: ignore[attr-defined]


class AliasForm(forms.Form):
    """Another name of a unit."""

    name = forms.CharField(label=_("Another name"), max_length=100)


class PersonForm(forms.Form):
    """A new account."""

    username = forms.CharField(label=_("Sign-in name"), max_length=60)
    name = forms.CharField(label=_("Name"), max_length=60)
    phone = forms.CharField(label=_("Telephone"), max_length=20, required=False)


class PostForm(forms.Form):
    """An office in a unit, from a day on."""

    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())
    title = forms.CharField(label=_("Office"), max_length=40)
    from_date = day_field(_("From the day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The last day of an office."""

    to_date = day_field(_("Last day"))


class GrantForm(forms.Form):
    """A role for a person."""

    person = PersonField(label=_("Sign-in name"), max_length=60)
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    unit = forms.ModelChoiceField(
        label=_("For the unit"),
        queryset=Unit.objects.none(),
        required=False,
        help_text=_("Heads and contacts hold their role for one unit; a leader with the city sees all."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]


class ChargeForm(forms.Form):
    """A unit in the charge of a leader."""

    leader = PersonField(label=_("Sign-in name of the leader"), max_length=60)
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units()  # type: ignore[attr-defined]


class TokenForm(forms.Form):
    """A token for a program."""

    name = forms.CharField(label=_("What for"), max_length=60)
    days = forms.IntegerField(
        label=_("Days it lasts"), min_value=1, max_value=TOKEN_LASTS_DAYS, initial=TOKEN_LASTS_DAYS
    )
