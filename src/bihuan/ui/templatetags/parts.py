"""The house's template tags, built into every template: state, figures, dates, time rail, form fields."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField, Form
from django.template import Context
from django.utils import timezone
from django.utils.dateformat import format as dateformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from bihuan.kernel.money import WAN, YI, in_unit
from bihuan.ui import charts, trajectories
from bihuan.ui.amounts import amount
from bihuan.ui.scopes import way_to

register = template.Library()

GLYPHS = ("red", "amb", "grn", "gry", "done")
# Pages are reached by the key at which they begin, so that an address has to carry the way back.
CURSORS = ("after", "before", "trail")
BETWEEN_KEYS, FIRST_PAGE, MOST_PASSED = "~", "-", 40
WIDTHS = {"wide": 660, "narrow": 330}
PATHS = {"wide": (700, 268), "narrow": (340, 250)}
RAILS = {"long": 760, "middle": 520, "brief": 330}


@register.simple_tag
def glyph(state: Any, css_class: str = "g") -> SafeString:
    """The shape of a state. Always put its word beside it."""
    return _shape(str(state), css_class)


@cache
def _shape(name: str, css_class: str) -> SafeString:
    if name not in GLYPHS:
        raise template.TemplateSyntaxError(f"There is no glyph {name}.")
    return format_html(
        '<svg class="{}" viewBox="0 0 12 12" aria-hidden="true"><use href="#g-{}"/></svg>', css_class, name
    )


@register.simple_tag
def st(state: Any, text: Any, tag: bool = False) -> SafeString:
    """Shape, word and colour of a state; `tag=True` for the one tinted pill beside a page's title."""
    return format_html('<span class="st {}{}">{}{}</span>', state, " tag" if tag else "", glyph(state), text)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line drawing from the page's symbols, such as "i-file"; says nothing to a screen reader."""
    size = "0 0 16 16" if name in ("i-file", "i-find") else "0 0 24 24"
    return format_html('<svg class="ico" viewBox="{}" aria-hidden="true"><use href="#{}"/></svg>', size, name)


def local(moment: date | datetime) -> date | datetime:
    """The moment on the city's clock; a day stays a day."""
    return (
        timezone.localtime(moment) if isinstance(moment, datetime) and timezone.is_aware(moment) else moment
    )


def year_of(moment: date | datetime, today: Any) -> bool:
    """Whether the year must be said: it is not the year of `today`."""
    return isinstance(today, date) and local(moment).year != today.year


@register.filter
def day(moment: date | datetime | None, today: Any = None) -> str:
    """A day in a sentence: 10月20日, 20 Oct. With `day:today` another year is said."""
    if moment is None or moment == "":
        return ""
    if year_of(moment, today):
        return fullday(moment)
    return dateformat(local(moment), pgettext("date format: day and month", "j M"))


@register.filter
def fullday(moment: date | datetime | None) -> str:
    """A day with its year: 2026年10月20日, 20 Oct 2026."""
    if moment is None or moment == "":
        return ""
    return dateformat(local(moment), pgettext("date format: day, month and year", "j M Y"))


@register.filter
def month(moment: date) -> str:
    """A month in a chart: 10月, Oct."""
    return dateformat(moment, pgettext("date format: month", "M"))


@register.filter
def fullmonth(moment: date) -> str:
    """A month with its year: 2026年10月, Oct 2026."""
    return dateformat(moment, pgettext("date format: month and year", "M Y"))


@register.filter
def stamp(moment: date | datetime | None, today: Any = None) -> str:
    """A moment in a table: 10-20 15:20; a day: 10-20. With `stamp:today` another year is said."""
    if moment is None or moment == "":
        return ""
    pattern = "m-d H:i" if isinstance(moment, datetime) else "m-d"
    return dateformat(local(moment), f"Y-{pattern}" if year_of(moment, today) else pattern)


@register.filter
def clock_time(moment: datetime) -> str:
    """The time of a day: 14:20."""
    return dateformat(local(moment), "H:i")


@register.simple_tag
def time(moment: date | datetime | None, today: Any = None, form: str = "stamp") -> SafeString:
    """A time element with the full moment in its attribute; `form` is stamp, day or fullday."""
    if not moment:
        return SafeString("")
    shown = fullday(moment) if form == "fullday" else {"day": day, "stamp": stamp}[form](moment, today)
    here = local(moment)
    whole = here.isoformat(sep=" ", timespec="seconds") if isinstance(here, datetime) else here.isoformat()
    return format_html('<time datetime="{}">{}</time>', whole.replace(" ", "T", 1), shown)


@register.filter
def is_image(name: str) -> bool:
    """Whether a file is shown as a picture, by its name; where that lies the browser writes it instead."""
    return name.lower().endswith((".jpg", ".jpeg", ".png"))


@register.filter
def figures(value: Any, places: int = 1) -> str:
    """A number as this house writes it: thousands set apart, a true minus, a dash for nothing."""
    if value is None or value == "":
        return "—"
    if isinstance(value, (float, Decimal)):
        text = f"{value:,.{places}f}"
    elif isinstance(value, int) and not isinstance(value, bool):
        text = f"{value:,}"
    else:
        return str(value)
    return text.replace("-", "−")


@register.filter
def wan(fen: int | None) -> str:
    """An amount in 万元 as tables show it: two decimals where it has any."""
    if fen is None:
        return ""
    shown = in_unit(fen, WAN, 2)
    return shown.removesuffix(".00").replace("-", "\u2212")


@register.filter
def in_wan(fen: int | None) -> str:
    """The same with its unit behind it, as the reader's language says it."""
    return "" if fen is None else joined(*amount(fen, WAN, 2))


@register.filter
def in_yi(fen: int | None) -> str:
    """Much money with its unit behind it, in 亿元 to one decimal: for a line that is read from afar."""
    return "" if fen is None else joined(*amount(fen, YI, 1))


def joined(text: str, unit: str) -> str:
    """An amount with its unit, without noughts at the end that say nothing."""
    said = text.rstrip("0").rstrip(".") if "." in text else text
    return _("%(amount)s %(unit)s") % {"amount": said, "unit": unit}


@register.filter
def money(fen: int | None) -> str:
    """An amount in full, in 万元 to the last 分: what a form shows and takes back."""
    return "" if fen is None else in_unit(fen, WAN)


@register.simple_tag
def figure(number: Any, unit: bool = True) -> SafeString:
    """A kernel Figure: value, unit, and the way to the rows that it counts."""
    inside = format_html("<b>{}</b>", figures(number.value, number.places))
    if unit and number.unit:
        inside = format_html("{}<i>{}</i>", inside, number.unit)
    name = "fig" if number.value else "fig nil"
    way = way_to(number)
    if not way:
        return format_html('<span class="{}">{}</span>', name, inside)
    return format_html('<a class="{}" href="{}" title="{}">{}</a>', name, way, number.formula, inside)


@register.filter
def way(number: Any) -> str:
    """The address under which a Figure opens, where a table has no room for more than the bare number."""
    return way_to(number)


@register.simple_tag
def spark(values: Iterable[float]) -> SafeString:
    """A small line; write its last number beside it."""
    return charts.spark(list(values))


@register.simple_tag
def cells(texts: Iterable[str]) -> SafeString:
    """Texts as the cells of a row: a table of thousands is written at once, not cell by cell."""
    return format_html_join("", "<td>{}</td>", ((text,) for text in texts))


@register.simple_tag
def bar(value: float, whole: float) -> SafeString:
    """A share as a bar; write the number beside it."""
    return charts.bar(value, whole)


@register.simple_tag
def bullet(value: float, target: float, low: float, high: float) -> SafeString:
    """An actual value against its target; write both beside it."""
    return charts.bullet(value, target, low, high)


LEANINGS: dict[str, tuple[str, Any]] = {
    "below": ("red", gettext_lazy("clearly below")),
    "above": ("grn", gettext_lazy("clearly above")),
    "low": ("gry", gettext_lazy("rather low")),
    "high": ("gry", gettext_lazy("rather high")),
    "near": ("gry", gettext_lazy("near")),
    "few": ("gry", gettext_lazy("too few")),
}


@register.simple_tag
def band(judged: Any) -> SafeString:
    """A share against the average in a word: judged by the strict interval, leaning by the usual one."""
    return st(*LEANINGS[judged.leans or judged.band])


@register.simple_tag
def interval(judged: Any) -> SafeString:
    """A share with its interval beside the average; write the share and its word beside it."""
    css_class = {"below": "lo", "above": "hi", "few": "na"}.get(judged.band, "")
    said = _("from %(low)s to %(high)s%%") % {"low": round(judged.low), "high": round(judged.high)}
    drawn = charts.interval(judged.share, judged.low, judged.high, judged.average, css_class)
    return format_html('{}<span class="vh">{}</span>', drawn, said)


@register.simple_tag
def columns(drawn: Iterable[charts.Column], whole: str, part: str, described: str) -> SafeString:
    """Columns by month for two widths; a table with the same numbers stands under it."""
    rows = list(drawn)
    wide, narrow = (charts.Columns(rows, (whole, part), width, name) for name, width in WIDTHS.items())
    return format_html("{}{}", wide.draw(described), narrow.draw(described))


@register.simple_tag
def trajectory(course: trajectories.Course) -> SafeString:
    """The path of a number through a year for two widths; a table with the same numbers stands under it."""
    wide, narrow = (trajectories.Trajectory(course, *size, name) for name, size in PATHS.items())
    return format_html("{}{}", wide.draw(), narrow.draw())


def late_words(days: int) -> str:
    """How late, in words."""
    return ngettext("%(days)d day late", "%(days)d days late", days) % {"days": days}


def left_words(days: int) -> str:
    """How much time is left, in words."""
    return ngettext("%(days)d day left", "%(days)d days left", days) % {"days": days}


@register.filter
def due_words(days: int | None) -> str:
    """Days to the deadline in words: 还剩3天, 今天到期, 逾期8天."""
    if days is None:
        return ""
    if days == 0:
        return _("Due today")
    return left_words(days) if days > 0 else late_words(-days)


@register.simple_tag
def rail(
    sent: date,
    due: date | None,
    today: date,
    ended: date | None = None,
    first_due: date | None = None,
    marks: Iterable[Any] = (),
) -> SafeString:
    """The time rail of a task, drawn for three widths. `marks` have day, label and bad, oldest first."""
    end = ended or today
    due_label = _("%(day)s due") % {"day": stamp(due, end)} if due else ""
    end_label = _("Ended %(day)s") % {"day": stamp(ended, end)} if ended else _("Today")
    if due and not ended:
        end_label = f"{end_label} {due_words((due - today).days)}"
    elif due and ended and ended > due:
        end_label = f"{end_label} {late_words((ended - due).days)}"
    sent_label = _("%(day)s sent") % {"day": stamp(sent, end)}
    described = (
        "，".join([sent_label, due_label, end_label]) if due_label else "，".join([sent_label, end_label])
    )
    span = charts.Span(sent, due, max(end, sent), first_due, sent_label, due_label, end_label, described)
    dots = [charts.Mark(each.day, str(each.label), bool(each.bad)) for each in marks]
    drawn = ((charts.Rail(span, dots, width, name).draw(),) for name, width in RAILS.items())
    return format_html('<div class="railbox">{}</div>', format_html_join("", "{}", drawn))


@register.inclusion_tag("ui/_field.html")
def field(bound: BoundField, rows: int | None = None, hint: bool = True) -> dict[str, Any]:
    """One form field: label above, hint under it, the control, errors under that."""
    widget = bound.field.widget
    if not hint:
        bound.help_text = ""
    if widget.attrs.get("placeholder") == bound.label:
        del widget.attrs["placeholder"]
    kind = getattr(widget, "input_type", "")
    if rows:
        widget.attrs["rows"] = rows
    return {
        "field": bound,
        "is_hidden": bound.is_hidden,
        "is_single": kind == "checkbox" and not getattr(widget, "allow_multiple_selected", False),
        "is_group": bool(widget.use_fieldset),
        "is_choices": kind == "radio"
        or (kind == "checkbox" and getattr(widget, "allow_multiple_selected", False)),
    }


@register.inclusion_tag("ui/_errors.html")
def errors(form: Form, title: str = "") -> dict[str, Any]:
    """What keeps the form from being saved, with a link to each field; it takes the focus."""
    lines = [(bound, message) for bound in form for message in bound.errors]
    return {
        "title": title,
        "general": form.non_field_errors(),
        "lines": lines,
        "count": len(lines) + len(form.non_field_errors()),
    }


@register.simple_tag(takes_context=True)
def qs(context: Context, **changes: Any) -> str:
    """The present query string with some parameters changed; None takes one out. A cursor never survives."""
    query = context["request"].GET.copy()
    for cursor in CURSORS:
        query.pop(cursor, None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


@register.simple_tag(takes_context=True)
def without(context: Context, name: str) -> str:
    """The query without one of its parameters."""
    return qs(context, **{name: None})


@register.simple_tag(takes_context=True)
def next_page(context: Context, after: str) -> str:
    """The way to the page that begins after a key. It remembers the keys of the pages before."""
    asked = context["request"].GET
    passed = [key for key in asked.get("trail", "").split(BETWEEN_KEYS) if key]
    passed.append(asked.get("after") or FIRST_PAGE)
    return qs(context, after=after, trail=BETWEEN_KEYS.join(passed[-MOST_PASSED:]))


@register.simple_tag(takes_context=True)
def earlier_page(context: Context) -> str:
    """The way back by one page, as far as it is remembered, then to the first; empty on the first."""
    asked = context["request"].GET
    if not asked.get("after"):
        return ""
    *passed, last = asked.get("trail", "").split(BETWEEN_KEYS)
    return qs(context, after="" if last == FIRST_PAGE else last, trail=BETWEEN_KEYS.join(passed))


@register.simple_tag
def dotted(*facts: Any) -> SafeString:
    """Facts in one line, a dot between them, empty ones left out."""
    return format_html_join(SafeString('<i class="d">·</i>'), "{}", ((fact,) for fact in facts if fact))
