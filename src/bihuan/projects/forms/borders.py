"""What the keeper says of the borders that he hands in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.projects.forms.fields import choice, text
from bihuan.projects.models import Datum


class BordersForm(forms.Form):
    file = forms.FileField(
        label=_("GeoJSON file"),
        help_text=_("Areas as Polygon or MultiPolygon, up to 8 MB."),
        widget=forms.FileInput(attrs={"accept": ".geojson,.json,application/geo+json"}),
    )
    label = text(
        _("Property that names the areas"),
        40,
        hint=_("Its values have to be the names in the table of regions."),
    )
    datum = choice(_("Coordinate system of the file"), Datum)
    number = text(_("Map approval number"), 60)
    source = text(_("Where the borders come from"), 200)

    def arguments(self) -> dict[str, object]:
        """What the action is called with."""
        return dict(self.cleaned_data)
