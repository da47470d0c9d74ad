"""A figure in one paragraph that can be copied into a notice: every noun in it leads on."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bihuan.trace.queries.figures import Opened
from bihuan.trace.queries.groups import Told, worth
from bihuan.ui.scopes import way_to
from bihuan.ui.templatetags.parts import fullday

MOST_NAMED = 3


def told(found: Opened) -> SafeString:
    """What a figure says: how much of what, on which day, and who has most of it."""
    figure = found.figure
    text, unit = worth(figure.value, figure.unit)
    within = pgettext("between names", ", ").join(name for _word, _label, name in found.narrowed)
    said = {
        "day": fullday(figure.as_of),
        "label": found.kind.label,
        "way": way_to(figure),
        "value": f"{text}{unit}" if unit == "%" else f"{text} {unit}".strip(),
        "within": within,
    }
    if within:
        whole = format_html(_('On {day}, {within}: <a href="{way}">{label}</a> <b>{value}</b>.'), **said)
    else:
        whole = format_html(_('On {day}: <a href="{way}">{label}</a> <b>{value}</b>.'), **said)
    named = [each for each in found.groups if each.amount and each.key not in (None, "")][:MOST_NAMED]
    if not named or len(found.groups) == 1 or found.kind.is_average:
        return whole
    between = pgettext("between groups", "; ")
    groups = format_html_join(between, "{}", ((_group(found, each),) for each in named))
    most = format_html(_("Most of it by {way}: {groups}."), way=str(found.way).lower(), groups=groups)
    return format_html("{} {}", whole, most)


def _group(found: Opened, each: Told) -> SafeString:
    name = format_html('<a href="{}">{}</a>', each.url or each.way, each.name)
    if found.kind.counts is not None:
        return format_html(_("{name} {part} of {whole}"), name=name, part=each.counted, whole=each.rows)
    text, unit = worth(each.amount, found.figure.unit)
    return format_html(_("{name} {value} ({share}%)"), name=name, value=f"{text} {unit}", share=each.share)
