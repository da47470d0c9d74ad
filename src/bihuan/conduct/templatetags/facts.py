"""How the room's pages write and draw numbers that are kept in ten-thousandths."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bihuan.conduct.models import SCALE, Finding
from bihuan.ui.charts import short

register = template.Library()
PER_CENT = SCALE / 100


@register.filter
def percent(number: int | None) -> str:
    """A share in per cent with one decimal."""
    return "—" if number is None else f"{number / PER_CENT:.1f}%"


@register.filter
def plainly(number: int | None) -> str:
    """Days or a ratio with as many decimals as it has, at most two."""
    return "—" if number is None else f"{number / SCALE:.2f}".rstrip("0").rstrip(".")


@register.simple_tag
def against_chance(finding: Finding) -> SafeString:
    """A share with its interval on a scale from 0 to 100 per cent, over the band that chance alone explains.

    The numbers stand beside it in words, for whoever sees no drawing.
    """
    places: list[Any] = [
        None if number is None else short(number / PER_CENT)
        for number in (finding.band_low, finding.band_high, finding.low, finding.high, finding.value)
    ]
    low, high = places[0], places[1]
    band: SafeString | str = ""
    if low is not None and high is not None:
        width = short(float(high) - float(low))
        band = format_html('<rect class="ch" x="{}" width="{}" y="2" height="14"/>', low, width)
    mark = ""
    if places[4] is not None:
        mark = format_html(
            '<line class="ci" x1="{}" x2="{}" y1="9" y2="9"/><path class="pt" d="M{} 9h.01"/>', *places[2:]
        )
    said = _("%(value)s, interval from %(low)s to %(high)s; chance alone: %(least)s to %(most)s") % {
        "value": percent(finding.value),
        "low": percent(finding.low),
        "high": percent(finding.high),
        "least": percent(finding.band_low),
        "most": percent(finding.band_high),
    }
    return format_html(
        '<svg class="iv chance{}" viewBox="0 0 100 18" preserveAspectRatio="none" aria-hidden="true">'
        '<line class="ax" x1="0" x2="0" y1="0" y2="18"/><line class="ax" x1="50" x2="50" y1="0" y2="18"/>'
        '<line class="ax" x1="100" x2="100" y1="0" y2="18"/>{}{}</svg><span class="vh">{}</span>',
        " lo" if finding.is_marked else "",
        band,
        mark,
        said,
    )
