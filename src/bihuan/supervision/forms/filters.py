"""The filters of the register, read from the address. What cannot be understood is left out and said."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.intake.models import Document, SourceType
from bihuan.kernel.lights import Light
from bihuan.kernel.periods import Period, named
from bihuan.people.models import Person, Unit
from bihuan.supervision.models import Status, Urgency
from bihuan.supervision.queries.filters import Filters
from bihuan.ui.templatetags.parts import fullmonth

ALL = ("all", _("All"))
# The views that stand above the list, and those that only figures lead to.
TABS = [
    ("open", _("In hand")),
    ("mine", _("Mine")),
    ("overdue", _("Overdue")),
    ("report_overdue", _("Report overdue")),
    ("unsigned", _("Waiting for signature")),
    ("reviewing", _("Submitted")),
    ("waiting", _("To dispatch")),
    ALL,
]
OTHERS = [
    ("asking", _("Extension or objection")),
    ("unassigned", _("Not dispatched in time")),
    ("unchanged", _("Reported as unchanged")),
    ("due_soon", _("Due within 48 hours")),
    ("to_sign", _("To be signed by my unit")),
    ("to_contribute", _("Input owed by my unit")),
    ("to_conclude", _("Results that wait for me")),
    ("instructed", _("My instructions")),
    ("instructed_done", _("My instructions, concluded")),
    ("long_term", _("Long-term")),
    ("done", _("Concluded or closed")),
    ("on_time", _("Concluded on time")),
]
LIGHTS = [
    (Light.RED, _("Red")),
    (Light.AMBER, _("Yellow")),
    (Light.GREEN, _("Green")),
    (Light.GREY, _("Normal")),
    (Light.DONE, _("Concluded")),
]
# Filters that only links set.
UNSEEN = ("light", "leader", "lead", "year", "document", "sent", "ended")
SHORTEST_PHRASE = 2
LONGEST_PHRASE = 100
LONGEST_ID = 18
MOST_TICKED = 200


class Months(forms.CharField):
    """Whole months as an address names them: 2026-03, or 2025-12.2026-11."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if text:
            try:
                named(text)
            except ValueError as error:
                raise forms.ValidationError(_("Name months like 2026-03.")) from error
        return text


@dataclass(frozen=True)
class Chip:
    """One filter that is set."""

    name: str
    label: Any
    words: Any


def in_words(period: Period) -> str:
    """Whole months in words, both ends included."""
    first, last = fullmonth(period.first), fullmonth(period.last)
    return first if first == last else gettext("%(first)s to %(last)s") % {"first": first, "last": last}


_CHIPS: dict[str, Any] = {
    "group": _("View"),
    "q": _("Words"),
    "unit": _("Unit"),
    "lead": _("Lead unit"),
    "leader": _("Responsible leader"),
    "document": _("Source document"),
    "status": _("State"),
    "source": _("Source"),
    "urgency": _("Urgency"),
    "light": _("Light"),
    "year": _("Year"),
    "sent": _("Dispatched"),
    "ended": _("Result handed in"),
}
_NAMED: dict[str, Any] = {"lead": Unit, "leader": Person, "document": Document}


class FilterForm(forms.Form):
    """Everything optional; the address holds the state."""

    group = forms.ChoiceField(choices=[*TABS, *OTHERS], required=False, widget=forms.HiddenInput)
    q = forms.CharField(
        label=_("Words"),
        min_length=SHORTEST_PHRASE,
        max_length=LONGEST_PHRASE,
        required=False,
        error_messages={"min_length": _("Type at least two characters to search.")},
    )
    unit = forms.TypedChoiceField(label=_("Unit"), required=False, coerce=int, empty_value=None)
    status = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *Status.choices])
    source = forms.ChoiceField(
        label=_("Source"), required=False, choices=[("", _("All")), *SourceType.choices]
    )
    urgency = forms.ChoiceField(
        label=_("Urgency"), required=False, choices=[("", _("All")), *Urgency.choices]
    )
    light = forms.ChoiceField(choices=LIGHTS, required=False, widget=forms.HiddenInput)
    leader = forms.IntegerField(min_value=1, max_value=2**31, required=False, widget=forms.HiddenInput)
    lead = forms.IntegerField(min_value=1, max_value=2**31, required=False, widget=forms.HiddenInput)
    document = forms.IntegerField(min_value=1, max_value=2**31, required=False, widget=forms.HiddenInput)
    year = forms.IntegerField(min_value=2000, max_value=2999, required=False, widget=forms.HiddenInput)

    sent = Months(required=False, widget=forms.HiddenInput)
    ended = Months(required=False, widget=forms.HiddenInput)

    def __init__(self, address: Any, person: Person) -> None:
        super().__init__(address)
        self.person = person
        units = Unit.objects.visible_to(person).active().order_by("kind", "sort_key")
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the type checker
        field.choices = [("", _("All")), *units.values_list("pk", "short_name")]

    def filters(self) -> Filters:
        """What the address asks for, without what it says wrongly."""
        self.is_valid()
        said = self.cleaned_data
        # A search or a state asked for by name looks everywhere, not only among what is in hand.
        usual = "all" if said.get("q") or said.get("status") or said.get("light") else "open"
        return Filters(
            group=said.get("group") or usual,
            status=said.get("status") or "",
            unit=said.get("unit"),
            leader=said.get("leader"),
            source_type=said.get("source") or "",
            urgency=said.get("urgency") or "",
            light=said.get("light") or "",
            phrase=said.get("q") or "",
            lead=said.get("lead"),
            year=said.get("year"),
            document=said.get("document"),
            sent=said.get("sent") or "",
            ended=said.get("ended") or "",
        )

    def primary(self) -> list[Any]:
        """The filters that always stand above the list."""
        return [self["q"], self["unit"]]

    def more(self) -> list[Any]:
        """The filters behind “more”."""
        return [self["status"], self["source"], self["urgency"]]

    @property
    def is_more(self) -> bool:
        """Whether one of those behind “more” is set."""
        return any(self.cleaned_data.get(field.name) for field in self.more())

    def chips(self) -> list[Chip]:
        """Every filter that is set, in words; each can be taken away by itself."""
        return [
            Chip(name, _CHIPS[name], self._in_words(name))
            for name in _CHIPS
            if self.cleaned_data.get(name) and (name != "group" or self.cleaned_data[name] in dict(OTHERS))
        ]

    def _in_words(self, name: str) -> Any:
        value = self.cleaned_data[name]
        if name in ("sent", "ended"):
            return in_words(named(value))
        if name in _NAMED:
            row = _NAMED[name].objects.visible_to(self.person).filter(pk=value).first()
            return row.short_name if isinstance(row, Unit) else str(row or value)
        choices = getattr(self.fields[name], "choices", ())
        return {str(code): label for code, label in choices}.get(str(value), value)

    def kept(self) -> list[Any]:
        """What a new choice of filters carries along unseen."""
        self.initial = {}
        return [self[name] for name in UNSEEN if self.cleaned_data.get(name)]


def ticked(said: Any) -> list[int]:
    """The numbers of the rows that are ticked in a list; what is no number is left out."""
    numbers = [text for text in said.getlist("item") if text.isascii() and text.isdigit()]
    return [int(text) for text in numbers if len(text) <= LONGEST_ID][:MOST_TICKED]
