"""What needs a look and why; names that mean many; what nearly repeats."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.files.tests.makers import NOON
from bihuan.intake import queries
from bihuan.intake.models import Asking, Party, Proposal
from bihuan.intake.rules.cues import LEAST, cue_of, learned
from bihuan.intake.rules.doubt import doubts, unreal_day
from bihuan.intake.rules.same import ALIKE, likeness, twins
from bihuan.intake.tests.makers import MINUTES, make_document, make_proposal
from bihuan.kernel.bigrams import grams
from bihuan.people.models import Unit


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def lead(**more: Any) -> Party:
    return Party(role="lead", position=0, written="市住建局", **{"unit_id": 1, **more})


def co(**more: Any) -> Party:
    return Party(**{"role": "co", "position": 0, "written": "市财政局", "unit_id": 2, **more})


def said(**more: Any) -> Proposal:
    return Proposal(**{"requirement": "抓紧办理。", "confidence": 96, **more})


CASES: list[tuple[str, Proposal, list[Party], int, list[str]]] = [
    ("nothing", said(), [lead(), co()], 0, []),
    ("unknown unit", said(), [lead(), co(unit_id=None)], 0, ["unknown"]),
    ("several units", said(), [lead(), co(unit_id=None, written="各县区")], 0, ["collective"]),
    ("nobody", said(), [], 0, ["unled"]),
    ("co units without a lead", said(), [co()], 0, ["co-only"]),
    ("past", said(finish_due=NOON.date().replace(year=2020)), [lead()], 0, ["late"]),
    ("impossible", said(requirement="2月30日前办结。", confidence=60), [lead()], 0, ["unreal"]),
    ("impossible, answered", said(requirement="2月30日前。", finish_due=NOON.date()), [lead()], 0, []),
    (
        "assumed year, which is asked for once",
        said(finish_due=NOON.date(), reasons='[["received", "", []]]'),
        [lead()],
        0,
        [],
    ),
    ("double", said(), [lead()], 3, ["double"]),
    ("recurring", said(deadline_code="monthly", deadline_text="每月5日前"), [lead()], 0, ["recurring"]),
    ("unsure", said(confidence=60), [lead()], 0, ["unsure"]),
    ("from the model", said(asking_id=1), [lead()], 0, ["suggested"]),
    ("several", said(confidence=60, asking_id=1), [co()], 2, ["co-only", "unsure", "double", "suggested"]),
]


@pytest.mark.parametrize(
    ("proposal", "parties", "twin", "codes"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_each_doubt_is_named_and_the_heaviest_comes_first(
    proposal: Proposal, parties: list[Party], twin: int, codes: list[str]
) -> None:
    assert [each.code for each in doubts(proposal, parties, NOON.date(), twin)] == codes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2月30日前", "2月30日"),
        ("4月31日", "4月31日"),
        ("13月1日", "13月1日"),
        ("2月29日前", ""),
        ("12月31日", ""),
        ("9月0日", "9月0日"),
        ("112月30日", ""),
        ("没有日期", ""),
    ],
)
def test_a_day_that_no_calendar_has_is_seen(text: str, found: str) -> None:
    assert unreal_day(text) == found


def test_a_reworded_order_is_a_twin_and_another_is_not() -> None:
    texts = [
        "市教育局要于12月底前完成校舍安全排查，形成报告报市政府。",
        "市水利局要于12月底前完成河道清淤。",
        "市教育局要在12月底前完成校舍安全排查，形成报告报送市政府。",
    ]
    assert twins(texts) == {2: 0}


@settings(deadline=None)
@given(st.lists(st.text(alphabet="一二三四五六", max_size=12), max_size=8))
def test_the_short_way_to_twins_finds_what_comparing_all_finds(texts: list[str]) -> None:
    sets = [grams(text) for text in texts]
    expected = {}
    for place, each in enumerate(sets):
        for earlier in range(place):
            if likeness(each, sets[earlier]) >= ALIKE:
                expected[place] = earlier
                break
    assert twins(texts) == expected


@pytest.mark.parametrize(
    ("passage", "cue"),
    [
        ("市住建局要加快推进改造。", "要"),
        ("推进老旧小区改造，年底前完成。", "推进"),
        ("2026年共有3个项目。", ""),
    ],
)
def test_a_passage_is_filed_under_its_cue(passage: str, cue: str) -> None:
    assert cue_of(passage) == cue


@pytest.mark.parametrize(
    ("right", "count", "expected"),
    [(0, LEAST - 1, 80), (0, 8, 48), (8, 8, 88), (4, 8, 68), (200, 200, 99), (0, 200, 5)],
)
def test_experience_moves_confidence_by_its_share_and_number(right: int, count: int, expected: int) -> None:
    assert learned(80, right, count) == expected


@pytest.mark.django_db
def test_the_view_of_what_needs_a_look_begins_with_the_most_doubtful() -> None:
    line = "、市财政局要于6月30日前完成城北片区资金清算。"
    text = f"{MINUTES}\n四{line}\n五{line}"
    document = make_document(text=text)
    document.proposals.update(confidence=96)
    cards = queries.review(document, NOON.date()).shown("look")
    assert [card.doubt for card in cards] == sorted((card.doubt for card in cards), reverse=True)
    assert cards[0].doubts[0].code == "unknown"
    assert {each.code for card in cards for each in card.doubts} >= {"unknown", "double"}
    make = queries.review(document, NOON.replace(year=2030).date()).shown("look")
    assert all("late" in {each.code for each in card.doubts} for card in make)


@pytest.mark.django_db
def test_coverage_looks_both_ways_and_never_says_all() -> None:
    document = make_document(text=MINUTES + "\n四、2026年共有3个项目。")
    start = document.text.index("2026年共有")
    bare = Proposal.objects.create(
        document=document, start=start, end=len(document.text), title="项目", requirement="项目"
    )
    coverage = queries.review(document, NOON.date()).coverage
    assert [card.proposal for card in coverage.bare] == [bare]
    assert 0 < coverage.outside < coverage.characters == len(document.text)


@pytest.mark.django_db
def test_every_decision_says_why() -> None:
    proposal = make_proposal()
    card = next(
        card
        for card in queries.review(proposal.document, NOON.date()).cards
        if card.proposal.pk == proposal.pk
    )
    assert [bool(reasons) for _name, reasons in card.why.lines] == [True] * 5
    assert any("市住建局" in reason for reason in card.why.who)
    assert any("2026" in reason for reason in card.why.when)
    Party.objects.filter(proposal=proposal, role="co").update(unit=Unit.objects.get(short_name="望湖区"))
    again = queries.review(proposal.document, NOON.date()).cards[card.number - 1]
    assert again.why.who != card.why.who


@pytest.mark.django_db
def test_what_the_model_suggested_is_never_sure() -> None:
    proposal = make_proposal()
    asking = Asking.objects.create(
        document=proposal.document, model="m", input_hash="0" * 64, by=proposal.document.by, asked_at=NOON
    )
    Proposal.objects.filter(pk=proposal.pk).update(asking=asking, confidence=99)
    cards = queries.review(proposal.document, NOON.date()).cards
    assert not next(card for card in cards if card.proposal.pk == proposal.pk).is_sure
