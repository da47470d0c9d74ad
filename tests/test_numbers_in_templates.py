"""No number is typed into a page or counted there: it is a Figure, or comes from a row's column."""

import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "bihuan"
PAGES = sorted(SOURCE.glob("*/templates/**/*.html"))
# Counted or numbered on the spot, and not through the filter that writes numbers as the house does.
BARE = re.compile(r"\{\{[^}]*?(?:\|length|\.count\b|forloop\.\w*counter0?)(?![^}]*\|figures)[^}]*\}\}")
CODE = re.compile(r"\{%.*?%\}|\{#.*?#\}", re.S)
DRAWN = re.compile(r"<(svg|script)\b.*?</\1>", re.S)
MARKUP = re.compile(r"<[^>]*>", re.S)
DIGIT = re.compile(r"[^\W\d_]*[ ]?\d[\d.,%]*")
# What may stand there all the same, and why.
ALLOWED = {
    "home/_compared.html": ("the scale of the drawing, and the intervals that the method names", r"[\d.]+%?"),
    "supervision/_unit_shares.html": (
        "the scale of the drawing, and the intervals that the method names",
        r"[\d.]+%?",
    ),
    "standings/_method.html": ("the intervals that the method names", r"[\d.]+%?"),
    "home/_ground.html": ("the lines by which its states are told", r"from 10|beyond 30\."),
    "home/_wall_units.html": ("the time and the interval that the method names", r"in 12|99\.8%"),
    "spotcheck/_method.html": ("the interval that the method names", r"95%"),
    "trace/_conduct.html": ("the interval that the method names", r"95%"),
    "notices/line_list.html": ("the minutes of a full hour", r"00"),
    "supervision/task_list.html": ("how many rows are ticked, before a script counts them", r"0"),
    "projects/month_grid.html": ("the month of a column, which is its place", r"forloop\.counter"),
}
SAMPLES = "ui/templates/ui/style"


def name_of(page: Path) -> str:
    return str(page.relative_to(page.parents[[each.name for each in page.parents].index("templates")]))


def bare(text: str) -> list[str]:
    """What a template counts on the spot and prints, outside the attributes of its elements."""
    return [found[0] for found in BARE.finditer(MARKUP.sub("", CODE.sub("", text)))]


def typed(text: str) -> list[str]:
    """The digits that a template says as text."""
    said = re.sub(r"\{\{.*?\}\}", "", CODE.sub("", text), flags=re.S)
    return [found[0] for found in DIGIT.finditer(MARKUP.sub(" ", DRAWN.sub(" ", said)))]


@pytest.mark.parametrize("page", [each for each in PAGES if SAMPLES not in str(each)], ids=name_of)
def test_a_template_neither_types_nor_counts_a_number(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    found = bare(text) + typed(text)
    _reason, allowed = ALLOWED.get(name_of(page), ("", "(?!)"))
    assert [each for each in found if not re.search(allowed, each)] == []


def test_what_is_allowed_still_stands_there() -> None:
    found = {name_of(page): page.read_text(encoding="utf-8") for page in PAGES}
    for name, (_reason, allowed) in ALLOWED.items():
        said = bare(found[name]) + typed(found[name])
        assert any(re.search(allowed, each) for each in said), name


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<b>{{ rows|length }}</b>", ["{{ rows|length }}"]),
        ("<b>{{ rows|length|figures }}</b>", []),
        ("<td>{{ items.count }}</td>", ["{{ items.count }}"]),
        ('<td id="r{{ forloop.counter }}">{{ forloop.counter }}</td>', ["{{ forloop.counter }}"]),
        ("{% if rows|length > 3 %}many{% endif %}", []),
        ("<p>There are 14 of them.</p>", ["are 14"]),
        ('<svg viewBox="0 0 12 12"><text>3</text></svg><a href="/x/3/">x</a>', []),
    ],
)
def test_the_check_finds_what_it_is_for(text: str, found: list[str]) -> None:
    assert bare(text) + typed(text) == found
