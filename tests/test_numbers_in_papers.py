"""No number is counted where a paper or a workbook is written: it is a Figure, or a row's own column."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "bihuan"
# Everything that writes docx, pdf or xlsx.
WRITERS = sorted(
    each
    for pattern in (
        "reports/rules/*.py",
        "reports/actions/*.py",
        "reports/queries/*.py",
        "reports/rendering/word.py",
        "*/queries/*books.py",
        "*/queries/*sheets.py",
        "*/queries/*tables.py",
        "*/queries/printing.py",
        "projects/queries/clearing.py",
        "projects/queries/dispatch.py",
    )
    for each in SOURCE.glob(pattern)
)
COUNTING = {"len", "sum", "count", "aggregate"}
# What writes a cell, and how many of its arguments say where.
PLACES = {"str": 0, "write": 2, "write_number": 2, "write_string": 2}
# What may be counted there all the same, and why.
ALLOWED = {
    "reports/rules/project.py": {
        "len(unmet)": "the conditions stand named behind it",
        "len(unclosed)": "the problems stand behind it, word by word",
        "len(found.funds)": "the grants of one project, each on its page",
    },
    "reports/rules/matter.py": {
        "before.count()": "how often more time was granted, as the matter's own record says"
    },
}


def name_of(writer: Path) -> str:
    return str(writer.relative_to(SOURCE))


def counted(tree: ast.AST) -> Iterator[str]:
    """What is counted inside a text, or handed to a cell."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue):
            yield from _calls(node.value)
        elif isinstance(node, ast.BinOp) and isinstance(node.right, ast.Dict | ast.Tuple):
            yield from _calls(node.right)
        elif isinstance(node, ast.Call) and _called(node) in PLACES:
            for each in node.args[PLACES[_called(node)] :]:
                yield from _calls(each)


def _calls(node: ast.AST) -> Iterator[str]:
    for each in ast.walk(node):
        if isinstance(each, ast.Call) and _called(each) in COUNTING:
            yield ast.unparse(each)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.mark.parametrize("writer", WRITERS, ids=name_of)
def test_a_writer_of_papers_counts_nothing_on_the_spot(writer: Path) -> None:
    found = set(counted(ast.parse(writer.read_text(encoding="utf-8"))))
    assert found == set(ALLOWED.get(name_of(writer), ()))


def test_the_writers_are_found() -> None:
    assert set(ALLOWED) <= {name_of(each) for each in WRITERS}
    assert len(WRITERS) > len(ALLOWED)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("f'{len(rows)}项'", ["len(rows)"]),
        ("'%s' % {'n': rows.count()}", ["rows.count()"]),
        ("sheet.write(0, 1, sum(each.done for each in rows))", ["sum((each.done for each in rows))"]),
        ("sheet.write(at, column, row.done)", []),
        ("width = len(heads)", []),
    ],
)
def test_the_check_finds_what_it_is_for(text: str, found: list[str]) -> None:
    assert list(counted(ast.parse(text))) == found
