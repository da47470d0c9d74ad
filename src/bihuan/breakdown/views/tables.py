"""A table: the list, handing one in, the page on which it is checked, its columns, its end."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan.breakdown import actions
from bihuan.breakdown.actions.confirming import undo_until
from bihuan.breakdown.actions.draft import need_office
from bihuan.breakdown.forms import ColumnsForm, ConfirmForm, NameForm, SameForm, SureForm, TakeForm
from bihuan.breakdown.models import BreakdownStatus, TaskBreakdown
from bihuan.breakdown.queries import pages
from bihuan.breakdown.queries.kinds import numbers
from bihuan.files.reading import warning_text
from bihuan.intake.queries import Directory
from bihuan.journal import clock
from bihuan.kernel.errors import Conflict, DomainError, Invalid
from bihuan.people.models import Role, Unit
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import place

UNPROCESSABLE = 422
MOST_ROWS = 1_000_000
# Matters that are named in one message.
TOLD = 20
BETWEEN = re.compile(r"[、，,;；\s]+")


@require_safe
@login_required
def breakdown_list(request: SignedInRequest) -> HttpResponse:
    """The tables that have come in, the newest first."""
    start = _start(request)
    found = list(pages.listed(request.user)[start : start + pages.PAGE + 1])
    today, some = clock.today(), found[: pages.PAGE]
    told = pages.counts_of(some)
    context = {
        "breakdowns": [(each, numbers(told[each.pk], each.pk, request.user, today)) for each in some],
        "pager": _pager(start, len(found) > pages.PAGE),
        "may_take": request.user.access.has(Role.SUPERVISOR),
        "today": today,
    }
    return render(request, "breakdown/breakdown_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def breakdown_new(request: SignedInRequest) -> HttpResponse:
    """Hand a table in."""
    need_office(request.user)
    if request.method != "POST":
        end = clock.today().replace(month=12, day=31)
        form = TakeForm(initial={"finish_due": end, "issued_date": clock.today()})
        return render(request, "breakdown/breakdown_new.html", {"form": form})
    form = TakeForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            breakdown = actions.take(by=request.user, at=clock.now(), **form.cleaned_data)
        except Invalid as refusal:
            form.add_error(None, str(refusal))
        else:
            for code in breakdown.reading_warnings:
                messages.warning(request, warning_text(code))
            return redirect("breakdown:breakdown_detail", breakdown.pk)
    return render(request, "breakdown/breakdown_new.html", {"form": form}, status=UNPROCESSABLE)


@require_safe
@login_required
def breakdown_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The check of a draft, or what a confirmed table has become."""
    breakdown = visible(request, pk)
    today, counts = clock.today(), pages.counts(breakdown)
    is_draft = breakdown.status == BreakdownStatus.DRAFT
    shown = request.GET.get("show", pages.FAULTY if is_draft and counts.faulty else pages.ALL)
    shown = shown if shown in pages.SHOWN else pages.ALL
    start = _start(request)
    found = list(pages.rows(breakdown, shown)[start : start + pages.PAGE + 1])
    register, some = Directory(), found[: pages.PAGE]
    context = {
        "breakdown": breakdown,
        "counts": counts,
        "numbers": numbers(counts, breakdown.pk, request.user, today),
        "shown": shown,
        "tabs": _tabs(counts, is_draft=is_draft),
        "lines": pages.lines(breakdown, some, today, register) if is_draft else some,
        "pager": _pager(start, len(found) > pages.PAGE),
        "names": pages.open_names(breakdown, today, register),
        "units": sorted(register.units.values(), key=lambda unit: unit.sort_key) if is_draft else (),
        "may_change": request.user.access.has(Role.SUPERVISOR),
        "undo_until": undo_until(breakdown),
        "now": clock.now(),
        "today": today,
    }
    return render(request, f"breakdown/breakdown_{'check' if is_draft else 'result'}.html", context)


def _tabs(counts: pages.Counts, *, is_draft: bool) -> list[tuple[str, str, int]]:
    known = [
        (pages.FAULTY, _("To be mended"), counts.faulty if is_draft else 0),
        (pages.ALL, _("All rows"), counts.total),
        (pages.CHANGES, _("Matters that are there"), counts.changes),
        (pages.LEFT_OUT, _("Left out"), counts.left_out),
    ]
    return [tab for tab in known if tab[2] or tab[0] == pages.ALL]


def _start(request: SignedInRequest) -> int:
    """How many rows stand before the page that is asked for."""
    asked = request.GET.get("after") or request.GET.get("before") or ""
    return min(place(asked) or 0, MOST_ROWS)


def _pager(start: int, has_more: bool) -> dict[str, Any]:
    return {
        "total": None,
        "before": str(max(0, start - pages.PAGE)) if start else "",
        "after": str(start + pages.PAGE) if has_more else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def breakdown_columns(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what the columns mean."""
    breakdown = visible(request, pk)
    need_office(request.user)
    said = request.POST if request.method == "POST" else None
    form = ColumnsForm(said, heads=breakdown.heads, columns=breakdown.columns)
    if said is not None and form.is_valid():
        try:
            actions.set_columns(breakdown=breakdown, columns=form.columns(), by=request.user, at=clock.now())
        except Invalid as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("breakdown:breakdown_detail", pk)
    first = breakdown.rows.order_by("line", "piece").first()
    samples = dict(zip(form.fields, first.texts if first else [], strict=False))
    context = {"breakdown": breakdown, "form": form, "samples": [(f, samples.get(f.name, "")) for f in form]}
    status = UNPROCESSABLE if said is not None else 200
    return render(request, "breakdown/breakdown_columns.html", context, status=status)


@login_required
@require_POST
def breakdown_name(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say which units a name means."""
    breakdown = visible(request, pk)
    form = NameForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Say which units are meant."))
    said = form.cleaned_data
    actions.match_name(
        breakdown=breakdown,
        written=said["written"],
        units=[] if said["is_none"] else _units(said),
        keep=said["keep"],
        by=request.user,
        at=clock.now(),
    )
    return redirect("breakdown:breakdown_detail", pk)


def _units(said: dict[str, Any]) -> list[Unit]:
    """The units that were chosen by a button, or written."""
    if said["unit"]:
        return list(Unit.objects.active().filter(pk=said["unit"]))
    directory = Directory()
    if said["is_all"]:
        return pages.members_of(said["written"], directory)
    names = [name for name in BETWEEN.split(said["names"]) if name]
    found = {name: directory.unit(name) for name in names}
    strange = [name for name, unit in found.items() if unit is None]
    if strange or not names:
        raise Invalid(
            _("Not in the register of units: %(names)s") % {"names": "、".join(strange)}
            if strange
            else _("Say which units are meant.")
        )
    return [unit for unit in found.values() if unit is not None]


@login_required
@require_POST
def breakdown_twins(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say of all rows that equal a matter whether they are it."""
    breakdown = visible(request, pk)
    form = SameForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Say whether it is the same matter."))
    is_same = form.cleaned_data["same"]
    actions.choose_twins(breakdown=breakdown, is_same=is_same, by=request.user, at=clock.now())
    return redirect("breakdown:breakdown_detail", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def breakdown_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what will come of the table, then let it come."""
    breakdown = visible(request, pk)
    need_office(request.user)
    counts = pages.counts(breakdown)
    said = request.POST if request.method == "POST" else None
    form = ConfirmForm(said, count=counts.counted)
    if said is not None and form.is_valid():
        dispatch = form.cleaned_data["then"] == "dispatch"
        try:
            outcome = actions.confirm(breakdown=breakdown, by=request.user, at=clock.now(), dispatch=dispatch)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _outcome_words(outcome))
            return redirect("breakdown:breakdown_detail", pk)
    if breakdown.status != BreakdownStatus.DRAFT:
        raise Conflict(_("This table is no longer being checked."))
    context = {
        "breakdown": breakdown,
        "numbers": numbers(counts, breakdown.pk, request.user, clock.today()),
        "counts": counts,
        "form": form,
        "first": pages.first_lines(breakdown, clock.today()),
    }
    status = UNPROCESSABLE if said is not None else 200
    return render(request, "breakdown/breakdown_confirm.html", context, status=status)


def _outcome_words(outcome: actions.Outcome) -> str:
    made, changed = len(outcome.made), len(outcome.changed)
    words = [ngettext("%(count)s matter made", "%(count)s matters made", made) % {"count": made}]
    if changed:
        words.append(
            ngettext("%(count)s matter changed", "%(count)s matters changed", changed) % {"count": changed}
        )
    return _(", ").join(words)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def breakdown_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what will be taken back, then take it back."""
    breakdown = visible(request, pk)
    need_office(request.user)
    count = breakdown.rows.filter(item__isnull=False, is_new=True).count()
    said = request.POST if request.method == "POST" else None
    form = SureForm(said, count=count)
    if said is not None and form.is_valid():
        undone = actions.undo(breakdown=breakdown, by=request.user, at=clock.now())
        words = _("%(count)s matters were taken back.") % {"count": len(undone.withdrawn)}
        messages.success(request, words)
        if undone.kept:
            names = "、".join(str(item.number) for item in undone.kept[:TOLD])
            kept = _("%(count)s matters stay because somebody has acted on them: %(names)s")
            messages.warning(request, kept % {"count": len(undone.kept), "names": names})
        return redirect("breakdown:breakdown_detail", pk)
    if undo_until(breakdown) is None:
        raise Conflict(_("Only a confirmed table can be taken back."))
    context = {"breakdown": breakdown, "count": count, "form": form, "until": undo_until(breakdown)}
    status = UNPROCESSABLE if said is not None else 200
    return render(request, "breakdown/breakdown_undo.html", context, status=status)


@login_required
@require_POST
def breakdown_drop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Put a table aside."""
    actions.drop(breakdown=visible(request, pk), by=request.user, at=clock.now())
    return redirect("breakdown:breakdown_list")


def visible(request: SignedInRequest, pk: int) -> TaskBreakdown:
    """The table, if this person may see it."""
    return get_object_or_404(
        TaskBreakdown.objects.visible_to(request.user).select_related("by", "file"), pk=pk
    )
