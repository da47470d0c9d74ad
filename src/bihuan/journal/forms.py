"""What is asked of the record, and of whoever keeps it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.journal import sealed_state
from bihuan.journal.models import Law
from bihuan.journal.personal import model_of
from bihuan.journal.personal_state import personal_kinds
from bihuan.journal.rules import named, named_verbs
from bihuan.kernel.personal import columns_of

# So many requests without an answer can be chosen from: a stamp covers all that was sealed before it.
MOST_REQUESTS = 60


class FilterForm(forms.Form):
    """Which events to show. Whatever cannot be understood is left out."""

    verb = forms.ChoiceField(label=_("Act"), required=False)
    person = forms.CharField(label=_("Person"), required=False, max_length=60)
    since = forms.DateField(
        label=_("From the day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", _("All")), *named_verbs()]  # type: ignore[attr-defined]


class WitnessForm(forms.Form):
    """Who signs checkpoints from outside."""

    holder = forms.CharField(label=_("Who keeps the key"), max_length=60)
    name = forms.CharField(label=_("Name of the key"), max_length=59)
    public = forms.CharField(label=_("Public key"), max_length=44)


class ThingForm(forms.Form):
    """Of which thing personal data are kept."""

    kind = forms.ChoiceField(label=_("Kind"))
    number = forms.IntegerField(label=_("Number"), min_value=1, max_value=2**62)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind, named(kind).label) for kind in personal_kinds()]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]


class GroundForm(forms.Form):
    """Under which law, and in which case."""

    law = forms.ChoiceField(label=_("Law"), choices=Law.choices)
    ground = forms.CharField(
        label=_("In which case"),
        max_length=500,
        help_text=_("Who asked, under which number, who decided. These words are kept."),
    )


class ColumnsForm(GroundForm):
    """Which personal data of a thing are erased."""

    kind = forms.CharField(widget=forms.HiddenInput)
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    columns = forms.MultipleChoiceField(
        label=_("What is erased"), widget=forms.CheckboxSelectMultiple, required=False
    )
    with_words = forms.BooleanField(label=_("Also the words of all its events"), required=False)
    field_order = ("columns", "with_words", "law", "ground", "kind", "number")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = columns_of(model_of(kind)).values()
        choices = [(column.name, column.label) for column in columns]
        self.fields["columns"].choices = choices  # type: ignore[attr-defined]


class WordsForm(GroundForm):
    """The words of which event are erased."""

    event = forms.IntegerField(label=_("Number of the event"), min_value=1, max_value=2**62)
    field_order = ("event", "law", "ground")


class CosignatureForm(forms.Form):
    """What witness.py printed: the checkpoint with the witness's line."""

    note = forms.CharField(
        label=_("Signed checkpoint"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6})
    )


class ReplyForm(forms.Form):
    """What an authority answered to which day's request."""

    stamp = forms.TypedChoiceField(label=_("Request of the day"), coerce=int)
    reply = forms.FileField(
        label=_("Answer of the authority (.tsr)"),
        widget=forms.FileInput(attrs={"accept": ".tsr,application/timestamp-reply"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = sealed_state.unstamped(MOST_REQUESTS).values_list("pk", "day")
        self.fields["stamp"].choices = [(pk, day.isoformat()) for pk, day in days]  # type: ignore[attr-defined]
