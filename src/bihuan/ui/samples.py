"""Invented things for the style page: one of each component, in the states it can have."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms

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
    kind: str = ""
    places: int = 1


@dataclass(frozen=True)
class Pager:
    total: int
    before: str
    after: str


class SampleForm(forms.Form):
    """Each kind of field once."""

    title = forms.CharField(label="事项", help_text="不超过40个字。", max_length=40)
    due = forms.DateField(label="到期", widget=forms.DateInput(attrs={"type": "date"}))
    unit = forms.ChoiceField(label="牵头单位", choices=[("a", "市水利局"), ("b", "望湖区")])
    kind = forms.ChoiceField(
        label="反馈周期",
        widget=forms.RadioSelect,
        choices=[("once", "办结时一次"), ("monthly", "每月一次")],
        help_text="决定何时应报进展。",
    )
    units = forms.MultipleChoiceField(
        label="协办单位",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("a", "市财政局"), ("b", "市住建局")],
    )
    text = forms.CharField(label="办理要求", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    proof = forms.FileField(
        label="证据",
        required=False,
        help_text="pdf、jpg或png，不超过20MB。",
    )
    agreed = forms.BooleanField(label="需要现场核查", required=False)


def _rows() -> list[dict[str, Any]]:
    words = ["逾期8天", "还剩2天", "达标", "在办", "已办结"]
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
            Number("在办", 1286, "件"),
            Number("逾期", 14, "件"),
            Number("按期率", 83.4, "%"),
            Number("比上月", -2, "个百分点", url=""),
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
                Mark(date(2026, 8, 22), "8-22 进展30%"),
                Mark(date(2026, 9, 8), "9-08 迟报", bad=True),
                Mark(date(2026, 9, 30), "9-30 核查不符", bad=True),
            ],
        },
    }
