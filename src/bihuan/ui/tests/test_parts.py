"""The template tags: what they print, in both languages."""

import html
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import override

from bihuan.kernel.intervals import judge
from bihuan.ui import charts
from bihuan.ui.charts import Mark
from bihuan.ui.templatetags.parts import GLYPHS

SYMBOLS = set(re.findall(r'<symbol id="([^"]+)"', render_to_string("ui/_symbols.html")))
DUE, TODAY = date(2026, 10, 12), date(2026, 10, 20)


def say(source: str, language: str = "zh-hans", **context: Any) -> str:
    with override(language):
        return Template(source).render(Context(context))


@pytest.mark.parametrize("state", GLYPHS)
def test_every_state_has_a_shape_a_word_and_a_colour(state: str) -> None:
    shown = say("{% st state '逾期8天' %}", state=state)
    assert f"g-{state}" in SYMBOLS
    assert f'href="#g-{state}"' in shown
    assert f'class="st {state}"' in shown
    assert "逾期8天" in shown


def test_an_unknown_state_is_not_drawn() -> None:
    with pytest.raises(TemplateSyntaxError, match="no glyph purple"):
        say("{% st 'purple' 'x' %}")


MOMENT = datetime(2026, 10, 19, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("source", "chinese", "english"),
    [
        ("{{ day|day }}", "10月20日", "20 Oct"),
        ("{{ day|day:other }}", "2026年10月20日", "20 Oct 2026"),
        ("{{ day|fullday }}", "2026年10月20日", "20 Oct 2026"),
        ("{{ day|stamp }}", "10-20", "10-20"),
        ("{{ moment|stamp }}", "10-20 00:30", "10-20 00:30"),
        ("{{ moment|stamp:other }}", "2026-10-20 00:30", "2026-10-20 00:30"),
        ("{{ none|day }}{{ none|stamp }}{% time none %}", "", ""),
        (
            "{% time day %}",
            '<time datetime="2026-10-20">10-20</time>',
            '<time datetime="2026-10-20">10-20</time>',
        ),
        (
            "{% time moment form='day' %}",
            '<time datetime="2026-10-20T00:30:00+08:00">10月20日</time>',
            '<time datetime="2026-10-20T00:30:00+08:00">20 Oct</time>',
        ),
        ("{{ late|due_words }}", "逾期8天", "8 days late"),
        ("{{ zero|due_words }}", "今天到期", "Due today"),
        ("{{ one|due_words }}", "还剩1天", "1 day left"),
    ],
)
def test_dates_are_said_as_the_guide_says(source: str, chinese: str, english: str) -> None:
    context = {
        "day": TODAY,
        "moment": MOMENT,
        "other": date(2027, 1, 1),
        "none": None,
        "late": -8,
        "zero": 0,
        "one": 1,
    }
    assert say(source, **context) == chinese
    assert say(source, "en", **context) == english


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (1286, "1,286"),
        (-3, "−3"),
        (83.44, "83.4"),
        (Decimal("1234.56"), "1,234.6"),
        (None, "—"),
        ("31/42", "31/42"),
    ],
)
def test_numbers_have_one_form(value: Any, shown: str) -> None:
    assert say("{{ value|figures }}", value=value) == shown


@dataclass(frozen=True)
class Number:
    value: int
    unit: str
    url: str
    formula: str
    kind: str = ""
    places: int = 1


def test_a_figure_leads_to_its_rows() -> None:
    linked = say("{% figure f %}", f=Number(14, "件", "/tasks/?light=red", "逾期未办结的任务"))
    assert linked == '<a class="fig" href="/tasks/?light=red" title="逾期未办结的任务"><b>14</b><i>件</i></a>'
    assert 'class="fig nil"' in say("{% figure f %}", f=Number(0, "件", "/tasks/", ""))
    assert say("{% figure f %}", f=Number(14, "", "", "")) == '<span class="fig"><b>14</b></span>'


RAIL = "{% rail sent due today ended=ended first_due=first marks=marks %}"


def rail(**changes: Any) -> str:
    context = {
        "sent": date(2026, 8, 12),
        "due": DUE,
        "today": TODAY,
        "ended": None,
        "first": None,
        "marks": [],
    }
    return say(RAIL, **context | changes)


def test_the_rail_is_red_only_after_the_due_day() -> None:
    assert rail().count('class="o"') == 3
    assert "今天 逾期8天" in rail()
    assert 'class="o"' not in rail(due=date(2026, 10, 31))
    assert "今天 还剩11天" in rail(due=date(2026, 10, 31))


def test_the_rail_stands_still_when_the_task_has_ended() -> None:
    assert "10-09 办结" in rail(ended=date(2026, 10, 9))
    assert 'class="o"' not in rail(ended=date(2026, 10, 9))
    assert "逾期2天" in rail(ended=date(2026, 10, 14))


def test_the_rail_says_itself_to_who_cannot_see_it() -> None:
    assert 'role="img" aria-label="08-12 交办，10-12 到期，今天 逾期8天"' in rail()


def test_the_rail_needs_no_due_day_and_no_length() -> None:
    assert "到期" not in rail(due=None)
    assert rail(sent=TODAY, due=None).count("<svg") == 3


def test_words_on_the_rail_never_cover_each_other() -> None:
    near = [Mark(date(2026, 9, day), f"9-{day:02} 迟报", bad=True) for day in (8, 9, 10)]
    drawn = rail(marks=near)
    assert drawn.count("9-08 迟报") == 3
    assert "9-09 迟报" not in drawn


def test_what_people_wrote_is_escaped_on_the_rail() -> None:
    assert "<b>" not in rail(marks=[Mark(date(2026, 9, 8), "<b>x</b>")])


class Form(forms.Form):
    title = forms.CharField(label="事项", help_text="不超过40个字。", max_length=4)
    kind = forms.ChoiceField(label="周期", choices=[("a", "每月"), ("b", "每季")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="需要核查", required=False)


def test_a_field_is_tied_to_its_label_hint_and_error() -> None:
    shown = say("{% field form.title %}", form=Form({"title": "一二三四五"}))
    assert '<label for="id_title">' in shown
    assert 'id="id_title_helptext"' in shown
    assert 'id="id_title_error"' in shown
    assert 'aria-describedby="id_title_helptext id_title_error"' in shown
    assert 'aria-invalid="true"' in shown


def test_choices_are_a_fieldset_with_a_legend() -> None:
    shown = say("{% field form.kind %}", form=Form())
    assert "<fieldset" in shown
    assert "<legend>周期" in shown


def test_the_error_summary_links_to_each_field() -> None:
    shown = say("{% errors form %}", form=Form({"title": "一二三四五"}))
    assert 'role="alert" tabindex="-1"' in shown
    assert 'href="#id_title"' in shown
    assert "有2处要改" in shown
    assert say("{% errors form %}", form=Form()).strip() == ""


@pytest.mark.parametrize(
    ("source", "query"),
    [
        ("{% qs state='open' %}", "?unit=3&amp;state=open"),
        ("{% qs unit=None %}", "?"),
        ("{% qs after='x' %}", "?unit=3&amp;after=x"),
    ],
)
def test_one_parameter_changes_and_a_cursor_never_survives(source: str, query: str) -> None:
    request = RequestFactory().get("/tasks/?unit=3&after=old")
    assert say(source, request=request) == query


def test_every_icon_that_a_template_uses_exists() -> None:
    from bihuan.ui.catalogues import ROOMS

    used = {
        name
        for file in ROOMS.rglob("templates/**/*.html")
        for name in re.findall(r'(?:href="#|icon ")((?:i|g)-[a-z]+)', file.read_text("utf-8"))
    }
    assert used <= SYMBOLS


def test_pages_are_walked_forward_and_all_the_way_back() -> None:
    address = "/tasks/?unit=3"
    seen = [address]
    for key in ("2026-01-02.5", "2026-02-03.9", ".12"):
        address = "/tasks/" + turned("{% next_page key %}", address, key)
        seen.append(address)
    assert "unit=3" in address
    while back := turned("{% earlier_page %}", address):
        seen.pop()
        address = "/tasks/" + back
        assert parse_qs(urlsplit(address).query) == parse_qs(urlsplit(seen[-1]).query)
    assert len(seen) == 1


def test_a_page_without_a_remembered_way_leads_to_the_first() -> None:
    assert turned("{% earlier_page %}", "/tasks/?unit=3&after=x") == "?unit=3"


def turned(source: str, address: str, key: str = "") -> str:
    context = Context({"request": RequestFactory().get(address), "key": key})
    return html.unescape(Template(source).render(context))


def test_columns_are_drawn_to_scale_with_numbers_that_do_not_touch() -> None:
    drawn = charts.Columns(
        [charts.Column("1月", 40, 20), charts.Column("2月", 20, 20)], ("办结", "按期"), 330, "x"
    )
    svg = str(drawn.draw("两个月"))
    tops = [float(y) for y in re.findall(r'class="p" d="M[\d.]+ ([\d.]+)h', svg)]
    assert tops == [113.0, 113.0]
    assert svg.count(">20<") == 2
    assert 'aria-label="两个月"' in svg
    words = [float(y) for y in re.findall(r'<text class="p?" x="[\d.]+" y="([\d.]+)">', svg)]
    assert words[1] - words[0] >= charts.Columns.LINE


@pytest.mark.parametrize(
    ("part", "whole", "word", "state"),
    [
        (14, 40, "明显低于", "red"),
        (39, 41, "明显高", "grn"),
        (23, 42, "偏低", "gry"),
        (0, 5, "太少", "gry"),
    ],
)
def test_a_share_is_judged_in_a_word_and_drawn_with_its_interval(
    part: int, whole: int, word: str, state: str
) -> None:
    judged = judge(part, whole, 0.734)
    with override("zh-hans"):
        drawn = Template("{% band judged %}{% interval judged %}").render(Context({"judged": judged}))
    assert f'<span class="st {state}">' in drawn
    assert word in drawn
    assert 'x1="73.4" x2="73.4"' in drawn
    assert f"区间{round(judged.low)}—{round(judged.high)}%" in drawn
