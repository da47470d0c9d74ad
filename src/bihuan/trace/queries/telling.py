"""The whole path in one paragraph with every noun a link, and what a new matter takes over from it."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from bihuan.indicators.queries.contribution import Contribution
from bihuan.indicators.rules.numbers import write_number
from bihuan.supervision.queries.conduct import Conduct
from bihuan.trace.queries.groups import worth
from bihuan.trace.queries.path import Trace, signed
from bihuan.ui.templatetags.parts import day, fullmonth

LONGEST_BASIS, LONGEST_TITLE = 300, 200


def unit_of(gap: Contribution) -> str:
    """What the gap is measured in."""
    return str(_("percentage points")) if gap.is_growth else gap.indicator.unit_name


def title(gap: Contribution) -> str:
    """The question that the page answers."""
    said = {"name": gap.indicator.name, "gap": write_number(abs(gap.gap), 2), "unit": unit_of(gap)}
    if gap.gap < 0:
        return _("%(name)s: where the missing %(gap)s %(unit)s are") % said
    return _("%(name)s: where the %(gap)s %(unit)s beyond the line come from") % said


def told(found: Trace) -> SafeString:
    """The path as one paragraph."""
    gap = found.gap
    if gap is None or gap.why:
        return SafeString("")
    parts = [part for part in (_number(found, gap), _project(found), _conduct(found)) if part]
    return format_html_join(_space(), "{}", ((part,) for part in parts))


def _number(found: Trace, gap: Contribution) -> SafeString:
    places = gap.indicator.places
    said = {
        "way": f"?{urlencode({'indicator': gap.indicator.code})}",
        "name": gap.indicator.name,
        "month": fullmonth(gap.month),
        "number": write_number(gap.number, places),
        "line": write_number(gap.line, places),
        "gap": write_number(abs(gap.gap), 2),
        "unit": unit_of(gap),
    }
    if gap.gap < 0:
        whole = format_html(
            _('<a href="{way}">{name}</a>, {month}: <b>{number}</b>, {gap} {unit} below the line of {line}.'),
            **said,
        )
    else:
        whole = format_html(
            _('<a href="{way}">{name}</a>, {month}: <b>{number}</b>, {gap} {unit} above the line of {line}.'),
            **said,
        )
    if found.area is None:
        return whole
    area = format_html(
        _('<a href="{way}">{area}</a> adds {part}.'),
        way=found.way(area=found.area.pk),
        area=found.area.name,
        part=signed(found.area.contribution),
    )
    return format_html("{}{}", whole, _spaced(area))


def _spaced(sentence: Any) -> Any:
    """A sentence behind another one, with the space that the language puts between them."""
    return format_html("{}{}", _space(), sentence)


def _space() -> str:
    return "" if (get_language() or "").startswith("zh") else " "


def _project(found: Trace) -> SafeString | str:
    project, area = found.project, found.area
    if project is None or area is None:
        return ""
    said = {
        "count": len(area.projects),
        "way": reverse("projects:project_detail", args=[project.pk]),
        "name": project.name,
        "total": _space().join(worth(project.total, "分")),
        "part": signed(project.contribution),
    }
    whole = format_html(
        ngettext(
            '{count} project stands behind it: <a href="{way}">{name}</a> ({total}), {part}.',
            '{count} projects stand behind it, most <a href="{way}">{name}</a> ({total}), {part}.',
            len(area.projects),
        ),
        **said,
    )
    held = project.stuck
    if held is None:
        return whole
    url = reverse("projects:problem_detail", args=[held.pk]) if held.is_problem else said["way"]
    stuck = format_html(
        _('It has been stuck for <b>{days} days</b>: <a href="{url}">{what}</a>, which lies with {unit}.'),
        days=held.days,
        url=url,
        what=held.name,
        # What nobody else has to grant is the lead unit's own to reach.
        unit=held.unit or project.lead,
    )
    return format_html("{}{}", whole, _spaced(stuck))


def _conduct(found: Trace) -> SafeString | str:
    facts, party = found.conduct, found.party
    if facts is None or party is None or party.unit is None:
        return ""
    way = reverse("supervision:unit_marks", args=[party.unit.pk])
    if not facts.matters:
        return format_html(
            _('No matter of this project has been put to <a href="{way}">{unit}</a> yet.'),
            way=way,
            unit=party.unit.short_name,
        )
    said = {
        "way": way,
        "unit": party.unit.short_name,
        "signed": signed_word(found.today, facts),
        "reports": facts.reports,
        "late": facts.late_reports,
        "urged": _urged(facts),
        "extended": _counted("extension", facts.extensions),
        "found": _counted("found", facts.found_otherwise),
    }
    return format_html(
        _(
            'On record of <a href="{way}">{unit}</a> in it: {signed}; {reports} reports owed, {late} late; '
            "{urged}; {extended}; {found}."
        ),
        **said,
    )


def _urged(facts: Conduct) -> str:
    """How often the unit was urged, and how often only that moved it."""
    said = (_counted("urged", facts.urges), _counted("moved", facts.after_urges))
    return pgettext("between names", ", ").join(said)


def _counted(word: str, count: int) -> str:
    """A count of what is on record, in words."""
    said = {
        "urged": ngettext("urged %(count)s time", "urged %(count)s times", count),
        "moved": ngettext("%(count)s time moved only then", "%(count)s times moved only then", count),
        "extension": ngettext("%(count)s extension asked for", "%(count)s extensions asked for", count),
        "found": ngettext("%(count)s result found otherwise", "%(count)s results found otherwise", count),
    }
    return said[word] % {"count": count}


def signed_word(today: date, facts: Conduct) -> SafeString:
    """When the unit signed for the matter; of several the first that it did not sign for in time."""
    shown = facts.late_signature or facts.signatures[0]
    if shown.days is None and shown.is_late:
        word = _("not signed for, due by %(day)s") % {"day": day(shown.due, today)}
    elif shown.days is None:
        word = _("not signed for yet")
    else:
        said = ngettext(
            "signed for %(days)s day after dispatch", "signed for %(days)s days after dispatch", shown.days
        )
        word = said % {"days": shown.days}
        if shown.is_late:
            word = _("%(signed)s, due by %(day)s") % {"signed": word, "day": day(shown.due, today)}
    return format_html('<a href="{}">{}</a>', reverse("supervision:task_detail", args=[shown.item_id]), word)


def filing(found: Trace, source: str) -> str:
    """The form of a new matter, with the whole path as its source."""
    gap, area, project, party = found.gap, found.area, found.project, found.party
    if not (gap and area):
        return reverse("supervision:task_new")
    path = [gap.indicator.name, fullmonth(gap.month), f"{area.name} {signed(area.contribution)}"]
    subject = area.name
    if project:
        path.append(f"{project.name} {signed(project.contribution)}")
        subject = project.name
    held = project.stuck if project else None
    name = _("%(project)s: solve “%(what)s”") if held else _("%(project)s: make up what is missing")
    said = {
        "title": (name % {"project": subject, "what": held.name if held else ""})[:LONGEST_TITLE],
        "basis": _("Followed down: %(path)s") % {"path": " → ".join(path)},
        "requirement": strip_tags(told(found)),
        "source_type": source,
    }
    if party and party.unit:
        said["basis"] += f" → {party.unit.short_name}"
        said["leads"] = party.unit.short_name
    said["basis"] = said["basis"][:LONGEST_BASIS]
    return f"{reverse('supervision:task_new')}?{urlencode(said)}"
