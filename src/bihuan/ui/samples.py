"""Invented things for the style page: one of each component, in the states it can have."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.ui.charts import Mark
from bihuan.ui.templatetags.parts import GLYPHS

TODAY = date(2026, 10, 20)


@dataclass(frozen=True)
class Number:
    """What a kernel Figure shows of itself."""

    name: str
    value: Any
    unit: str
    url: str = "#tables"
    formula: str = ""


@dataclass(frozen=True)
class Pager:
    total: int
    before: str
    after: str


class SampleForm(forms.Form):
    """Each kind of field once."""

    title = forms.CharField(
        label=gettext_lazy("Matter"), help_text=gettext_lazy("At most forty characters."), max_length=40
    )
    due = forms.DateField(label=gettext_lazy("Due"), widget=forms.DateInput(attrs={"type": "date"}))
    unit = forms.ChoiceField(label=gettext_lazy("Lead unit"), choices=[("a", "市水利局"), ("b", "望湖区")])
    kind = forms.ChoiceField(
        label=gettext_lazy("Clock"),
        widget=forms.RadioSelect,
        choices=[("once", gettext_lazy("Once, at the end")), ("monthly", gettext_lazy("Every month"))],
        help_text=gettext_lazy("Sets when progress is owed."),
    )
    units = forms.MultipleChoiceField(
        label=gettext_lazy("Assisting units"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("a", "市财政局"), ("b", "市住建局")],
    )
    text = forms.CharField(
        label=gettext_lazy("Requirement"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    proof = forms.FileField(
        label=gettext_lazy("Evidence"),
        required=False,
        help_text=gettext_lazy("pdf, jpg or png, up to 20 MB."),
    )
    agreed = forms.BooleanField(label=gettext_lazy("Needs an on-site check"), required=False)


def _rows() -> list[dict[str, Any]]:
    words = [_("8 days late"), _("2 days left"), _("On target"), _("In hand"), _("Closed")]
    titles = ["城北污水厂提标改造", "老旧小区雨污分流", "湖滨步道绿化", "引江工程临时用地", "惠企资金兑付"]
    units = ["市住建局", "望湖区", "市林业局", "谷阳区", "市财政局"]
    return [
        {"state": state, "word": word, "title": title, "unit": unit, "due": TODAY + timedelta(days=9 * place)}
        for place, (state, word, title, unit) in enumerate(zip(GLYPHS, words, titles, units, strict=True), -1)
    ]


def everything() -> dict[str, Any]:
    """The context of the style page."""
    sent = date(2026, 8, 12)
    return {
        "today": TODAY,
        "moment": datetime(2026, 10, 19, 9, 42, tzinfo=UTC),
        "rows": _rows(),
        "numbers": [
            Number(_("Open"), 1286, _("items")),
            Number(_("Late"), 14, _("items")),
            Number(_("On time"), 83.4, "%"),
            Number(_("Change"), -2, _("points"), url=""),
        ],
        "series": [84.1, 84.9, 85.8, 85.5, 86.0, 83.4],
        "pager": Pager(2431, "a", "b"),
        "form": SampleForm(initial={"title": "城北污水厂提标改造", "kind": "once"}),
        "wrong_form": SampleForm({"title": "字" * 41, "unit": "a", "kind": "once"}, prefix="wrong"),
        "rail": {
            "sent": sent,
            "due": date(2026, 10, 12),
            "first_due": date(2026, 9, 18),
            "early": date(2026, 10, 31),
            "ended": date(2026, 10, 9),
            "marks": [
                Mark(date(2026, 8, 15), "", bad=True),
                Mark(date(2026, 8, 22), _("08-22 30%")),
                Mark(date(2026, 9, 8), _("09-08 late report"), bad=True),
                Mark(date(2026, 9, 30), _("09-30 check failed"), bad=True),
            ],
        },
    }
