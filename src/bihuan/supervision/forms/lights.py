"""What the office fills in about schedules and slips."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.kernel.periods import month_of
from bihuan.supervision.forms.moves import MoveForm, a_day, long_text
from bihuan.supervision.models import RuleUse, ScheduleRule, SlipColour
from bihuan.supervision.queries.lights import rules_on
from bihuan.supervision.rules.facts import Facts
from bihuan.supervision.rules.schedule import WHOLE, Wanted

ROWS = 4
QUARTER_ENDS = (3, 6, 9, 12)
# A slip sets a new limit so many days ahead, unless somebody says otherwise.
LIMIT_DAYS = 7


class ScheduleForm(MoveForm):
    """The rule, its first day, and up to four nodes: the ends of the quarters unless others are named."""

    rule = forms.ChoiceField(
        label=_("Progress is judged"),
        choices=ScheduleRule,
        widget=forms.RadioSelect,
        help_text=_("What cannot be known is shown as not judged."),
    )
    start_date = a_day(
        _("Counted from"), required=False, help_text=_("Without a day: from the day of dispatch.")
    )

    def prepare(self) -> None:
        kept = list(self.item.nodes.filter(is_current=True).order_by("due")) if self.item.pk else []
        for number in range(1, ROWS + 1):
            self.fields[f"day_{number}"] = a_day(
                _("Node %(number)s, by") % {"number": number}, required=False
            )
            self.fields[f"percent_{number}"] = forms.IntegerField(
                label=_("Share done in per cent"), required=False, min_value=1, max_value=WHOLE
            )
            self.fields[f"text_{number}"] = forms.CharField(
                label=_("What is reached"), required=False, max_length=300
            )
        self.initial = {
            "rule": self.item.schedule_rule,
            "start_date": self.item.schedule_start,
            **self._offered(kept),
            **self.initial,
        }

    def _offered(self, kept: list[Any]) -> dict[str, Any]:
        """The nodes that are set, or the ends of the quarters that are still to come."""
        nodes = [(node.due, node.percent, node.text) for node in kept] or [
            (day, WHOLE * number // ROWS, "") for number, day in enumerate(self._quarters(), start=1)
        ]
        found: dict[str, Any] = {}
        for number, (due, percent, text) in enumerate(nodes[:ROWS], start=1):
            found |= {f"day_{number}": due, f"percent_{number}": percent, f"text_{number}": text}
        return found

    def _quarters(self) -> Iterator[date]:
        for month in QUARTER_ENDS:
            last = month_of(self.today.replace(month=month, day=1)).last
            yield min(last, self.item.finish_due or last)

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        nodes = []
        if said["rule"] == ScheduleRule.NODES:
            nodes = [
                Wanted(said[f"day_{number}"], said[f"percent_{number}"] or 0, said[f"text_{number}"])
                for number in range(1, ROWS + 1)
                if said[f"day_{number}"]
            ]
        return {"rule": said["rule"], "start_date": said["start_date"], "nodes": nodes}


class SlipForm(MoveForm):
    """A slip as the rules in force propose it; whoever issues it decides."""

    colour = forms.ChoiceField(label=_("Colour"), widget=forms.RadioSelect)
    ground = long_text(_("What was late or poor"))
    due = a_day(_("New limit"))

    def prepare(self) -> None:
        rules = rules_on(self.today, RuleUse.SLIP)
        colours = {rule.light for rule in rules.rules}
        self.choose("colour", [(each.value, each.label) for each in SlipColour if each in colours])
        proposed = rules.first(Facts(self.item, self.today))
        self.fields["colour"].help_text = (
            _("Proposed by the rules: %(colour)s.") % {"colour": SlipColour(proposed).label}
            if proposed
            else _("The rules in force propose no slip for this matter today.")
        )
        self.initial = {
            "colour": proposed,
            "due": self.today + timedelta(LIMIT_DAYS),
            **self.initial,
        }
