"""What is asked for about a publication."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.files.models import StoredFile
from bihuan.indicators.actions.bringing import LONGEST_NOTE, LONGEST_NUMBER, LONGEST_PUBLISHER
from bihuan.indicators.models import Vintage
from bihuan.indicators.rules.orders import Publication
from bihuan.indicators.rules.rights import is_statistician
from bihuan.people.models import Person, Unit


class BackForm(forms.Form):
    """Why a publication is taken back."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=LONGEST_NOTE,
        help_text=_("All its numbers stop counting; what they had replaced counts again."),
    )

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class HandInForm(forms.Form):
    """The file of a publication: by whom, when, under which number."""

    file = forms.FileField(
        label=_("File with the numbers"),
        help_text=_("xlsx, csv or SDMX-CSV: each number a line, or indicators down and areas across."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    unit = forms.ModelChoiceField(
        label=_("Whose figure"),
        required=False,
        queryset=Unit.objects.none(),
        empty_label=_("Official statistics"),
        help_text=_("A department's own figures never come in together with official statistics."),
    )
    publisher = forms.CharField(label=_("Publisher"), max_length=LONGEST_PUBLISHER)
    number = forms.CharField(
        label=_("Number of the document"),
        required=False,
        max_length=LONGEST_NUMBER,
        help_text=_("Official statistics have one."),
    )
    published = forms.DateField(
        label=_("Published on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
    )
    vintage = forms.ChoiceField(
        label=_("How final"),
        choices=Vintage.choices,
        initial=Vintage.PRELIMINARY,
        help_text=_("Where the file does not say so itself."),
    )
    note = forms.CharField(label=_("Title or note"), required=False, max_length=LONGEST_NOTE)

    def __init__(self, said: Any = None, files: Any = None, *, person: Person) -> None:
        super().__init__(said, files)
        units = Unit.objects.filter(is_active=True).order_by("sort_key")
        whose: Any = self.fields["unit"]
        if not is_statistician(person):
            units = units.filter(pk__in=person.access.units)
            whose.required, whose.empty_label = True, None
        whose.queryset = units

    def publication(self, file: StoredFile | None) -> Publication:
        """What is handed in."""
        said = self.cleaned_data
        published: date = said["published"]
        return Publication(said["publisher"], published, said["number"], file, said["note"], said["unit"])
