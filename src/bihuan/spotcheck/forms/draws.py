"""The plan of a draw, its commitment, public chance, and reasons."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.spotcheck.actions import Beacon, Guest, Plan
from bihuan.spotcheck.forms.fields import AccountField, a_day, a_file
from bihuan.spotcheck.models import Attending, Chance, Part, Population
from bihuan.spotcheck.queries.guests import chosen_guest
from bihuan.spotcheck.rules.plans import LEAST_FLOOR


class PlanForm(forms.Form):
    """What is drawn from, and how many."""

    title = forms.CharField(label=_("Name of the draw"), max_length=120)
    kind = forms.ChoiceField(label=_("What is drawn from"), choices=Population.choices)
    first_day = a_day(_("Completed from"))
    last_day = a_day(_("Completed to"))
    file = a_file(
        _("List (only for permits and survey contacts)"),
        required=False,
        help_text=_("A workbook or a text with three columns: number, unit, what it is."),
    )
    base_n = forms.IntegerField(
        label=_("Base sample"),
        min_value=1,
        help_text=_("Simple random over all. The published rate rests on it alone."),
    )
    risk_n = forms.IntegerField(
        label=_("Risk sample"),
        min_value=0,
        help_text=_("By unit, more where checks failed before. Reported apart."),
    )
    floor = forms.IntegerField(
        label=_("At least from each unit (%)"), min_value=LEAST_FLOOR, max_value=100, initial=LEAST_FLOOR
    )
    accept = forms.IntegerField(label=_("Acceptance number"), min_value=0, initial=0)
    more_n = forms.IntegerField(
        label=_("Second step of the base sample"),
        min_value=0,
        required=False,
        initial=0,
        help_text=_("So many more are looked at when more fail than are accepted. None: leave it at 0."),
    )
    accept_2 = forms.IntegerField(
        label=_("Acceptance number of both steps together"), min_value=0, required=False, initial=0
    )

    def plan(self) -> Plan:
        """The plan that was filled in."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        return Plan(**said | {name: said[name] or 0 for name in ("more_n", "accept_2")})


class SizeForm(forms.Form):
    """How many must be drawn to prove a rate."""

    whole = forms.IntegerField(label=_("How many there are"), min_value=1, max_value=100_000)
    rate = forms.DecimalField(
        label=_("Rate to be proven (%)"), min_value=0.1, max_value=50, decimal_places=1, initial=5
    )
    found = forms.IntegerField(label=_("Failures allowed"), min_value=0, max_value=50, initial=0)


class CommitForm(forms.Form):
    """The lotteries that give chance, and who attends."""

    kind = forms.ChoiceField(label=_("Lottery"), choices=Chance.choices)
    issue = forms.CharField(label=_("Issue"), max_length=7, help_text=_("Seven digits, as it is announced."))
    day = a_day(_("Day of its draw"))
    kind_2 = forms.ChoiceField(label=_("Lottery in reserve"), choices=Chance.choices)
    issue_2 = forms.CharField(label=_("Issue of the lottery in reserve"), max_length=7)
    day_2 = a_day(_("Day of the draw in reserve"))

    def __init__(self, said: Any = None, files: Any = None, **more: Any) -> None:
        super().__init__(said, files, **more)
        for part, label in Attending.choices:
            name = _("%(part)s: name") % {"part": label}
            account = _("%(part)s: sign-in name, if any") % {"part": label}
            self.fields[f"{part}_name"] = forms.CharField(label=name, max_length=60, required=False)
            self.fields[f"{part}_account"] = AccountField(label=account, required=False)
        if (chosen := chosen_guest()).code:
            field = self.fields[f"{Attending.CITIZEN}_name"]
            field.initial = chosen.name
            field.help_text = _("Chosen by lot in draw %(number)s.") % {"number": chosen.of}

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        guests = [
            Guest(part, said[f"{part}_name"], said[f"{part}_account"])
            for part in Attending.values
            if said[f"{part}_name"]
        ]
        return {
            "beacon": Beacon(said["kind"], said["issue"], said["day"]),
            "fallback": Beacon(said["kind_2"], said["issue_2"], said["day_2"]),
            "guests": guests,
        }


class ChanceForm(forms.Form):
    """What was rolled and drawn, as one person saw it."""

    dice = forms.CharField(
        label=_("Twenty digits of the dice"),
        max_length=60,
        help_text=_("In the order in which they were rolled; blanks do not matter."),
    )
    lottery = forms.CharField(
        label=_("Numbers of the lottery"), max_length=60, help_text=_("All numbers, blanks between them.")
    )
    present = forms.MultipleChoiceField(
        label=_("Who was there"), choices=Attending.choices, widget=forms.CheckboxSelectMultiple
    )

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=300)

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class PlainForm(forms.Form):
    """Nothing has to be said."""

    def arguments(self) -> dict[str, Any]:
        return {}


class VolunteerForm(forms.Form):
    """Who would attend a draw."""

    name = forms.CharField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(label=_("Attends as"), choices=Part.choices)

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class InspectorForm(forms.Form):
    """Who may be drawn to look."""

    person = AccountField(label=_("Sign-in name"))

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
