"""Invented documents of many kinds: what the rules find in them, and that their dress makes no difference."""

import re
from collections.abc import Callable

import pytest

from bihuan.intake.rules.clean import clean
from bihuan.intake.rules.coverage import uncovered
from bihuan.intake.rules.propose import propose
from bihuan.intake.rules.structure import fold
from bihuan.intake.rules.words import traditional
from bihuan.intake.tests.labelled import Labelled, documents, found, plain, scored

DOCUMENTS = documents()
# A little below what is reached.
FLOORS = {
    "task_F1": 0.96,
    "lead_F1": 0.92,
    "co_F1": 0.95,
    "targets_F1": 0.93,
    "deadline_R": 0.95,
    "deadline_P": 0.93,
    "category": 0.94,
}
LABEL = re.compile(r"（((?:[^（）]|（[^（）]*）)*(?:负责|牵头|单位|配合)(?:[^（）]|（[^（）]*）)*)）")
SIMPLIFIED = {simple: letter for letter, simple in traditional().items()}
RENAMED = {
    "望湖区": "临泽区",
    "鹤浦区": "金沙区",
    "丰寿县": "长垣县",
    "潘桥区": "松阳区",
    "清澜": "汾川",
    "财政局": "审计局",
}
WIDTH = 26


def test_the_tasks_of_the_documents_are_found() -> None:
    reached = scored((document.tasks, found(document)) for document in DOCUMENTS)
    assert {name: reached[name] for name, floor in FLOORS.items() if reached[name] < floor} == {}


def test_nine_of_ten_tasks_shown_as_sure_are_right() -> None:
    sure = [
        (document.tasks, [task for task in found(document) if task.confidence >= 90])
        for document in DOCUMENTS
    ]
    right = sum(any(g.start < t.end and t.start < g.end for g in gold) for gold, seen in sure for t in seen)
    assert right >= 0.9 * sum(len(seen) for _, seen in sure)


def said(
    document: Labelled, dress: Callable[[str], str] = str, name: Callable[[str], str] = str
) -> list[object]:
    """What the rules say of a document in some dress, place by place, in one width."""
    text = clean(dress(document.text))
    return [
        (
            plain(name(text[draft.start : draft.end])),
            [plain(name(unit.text)) for unit in (*draft.leads, *draft.co_units, *draft.leaders)],
            len(draft.leads),
            draft.deadline and draft.deadline.code,
            [(target.value, target.unit) for target in draft.targets],
            draft.category,
        )
        for draft in propose(text, issued=document.issued)
    ]


@pytest.mark.parametrize(
    "dress",
    [
        pytest.param(
            lambda text: text.translate({i: i + 0xFEE0 for i in range(0x30, 0x3A)}), id="wide figures"
        ),
        pytest.param(
            lambda text: text.translate(str.maketrans("，；：（）！？", ",;:()!?")), id="narrow marks"
        ),
        pytest.param(lambda text: LABEL.sub(r"【\1】", text), id="square brackets"),
        pytest.param(lambda text: re.sub(r"(?m)^(\d{1,2})[.、]", r"\1．", text), id="numbers with a dot"),
        pytest.param(lambda text: re.sub(r"(?m)^(\d{1,2})[.、]", r"\1、", text), id="numbers with a comma"),
        pytest.param(lambda text: text.translate(SIMPLIFIED), id="traditional letters"),
        pytest.param(lambda text: text.replace("\n", "\n\n\u3000\u3000"), id="blank lines"),
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="line ends of another system"),
    ],
)
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_the_dress_of_a_document_makes_no_difference(document: Labelled, dress: Callable[[str], str]) -> None:
    assert said(document, dress) == said(document)


def renamed(text: str) -> str:
    for name, other in RENAMED.items():
        text = text.replace(name, other)
    return text


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_other_names_make_no_difference(document: Labelled) -> None:
    assert said(document, renamed) == said(document, name=renamed)


@pytest.mark.parametrize(
    "document",
    [d for d in DOCUMENTS if "\t" not in d.text and d.name != "110"],
    ids=lambda document: document.name,
)
def test_hard_wraps_make_no_difference(document: Labelled) -> None:
    def wrapped(text: str) -> str:
        lines = (line[i : i + WIDTH] for line in text.split("\n") for i in range(0, len(line), WIDTH))
        return "\n".join(lines)

    kept = [task for task in said(document, wrapped) if task in said(document)]
    assert len(kept) >= 0.8 * len(said(document))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_decision_has_its_reason(document: Labelled) -> None:
    for draft in propose(clean(document.text), issued=document.issued):
        codes = {reason.code for reason in draft.reasons}
        assert "sure" in codes
        assert any(code.startswith(("unit-", "lead-")) for code in codes)
        assert any(code.startswith("due-") for code in codes) == (draft.deadline is not None)
        assert ("targets" in codes) == bool(draft.targets)
        assert len(codes) > 2
        assert all("%(" not in reason.text for reason in draft.reasons)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_a_task_that_was_left_out_is_shown_as_left_over(document: Labelled) -> None:
    text = clean(document.text)
    drafts = propose(text, issued=document.issued)
    sure = [draft for draft in drafts if draft.confidence >= 90 and not draft.explicit]
    for left_out in sure:
        spans = uncovered(text, [draft for draft in drafts if draft is not left_out])
        words = fold(text[left_out.start : left_out.end])
        assert any(s.start < left_out.end and left_out.start < s.end for s in spans), words
