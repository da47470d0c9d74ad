"""Pages of the web: the words, without what surrounds them; the rows of their tables as lines with tabs."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

START = re.compile(r"<(?:!doctype\s{1,9}html|html|head|body)\b", re.I)
TAG = re.compile(r"</?(?:div|p|span|table|tr|td|br|li|ul|a|h[1-6]|script|section|article)\b[^<>]*>", re.I)
LONGEST_START = 2_000
SIGNS_PER_TAG = 200
FEW_TAGS = 6
LEFT_OUT = {
    "script", "style", "noscript", "template", "head", "nav", "footer", "aside", "button", "select",
    "textarea", "svg", "iframe", "object", "canvas", "audio", "video", "dialog", "map",
}  # fmt: skip
ROLES = {
    "navigation",
    "banner",
    "contentinfo",
    "search",
    "complementary",
    "menu",
    "menubar",
    "dialog",
    "toolbar",
}
# Names that sites of government give to what surrounds an article.
AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|crumbs?|breadcrumbs?|footer|foot|sidebar|share"
    r"|bdsharebuttonbox|pagination|pager|copyright|toolbar|topbar|qrcode|related)(?:$|[\s_-])",
    re.I,
)
UNSEEN = re.compile(r"display\s*:\s*none", re.I)
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
BLOCK = {
    "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li",
    "dl", "dt", "dd", "table", "tr", "blockquote", "pre", "form", "fieldset", "figure", "figcaption",
    "address", "hr", "caption", "center", "body",
}  # fmt: skip
CELLS = {"td", "th"}
# An end that authors leave out: the next of its kind, or of the kind that holds it, closes it.
CLOSES = {
    "p": {"p"}, "li": {"li", "p"}, "td": {"td", "th", "p", "li"}, "th": {"td", "th", "p", "li"},
    "tr": {"tr", "td", "th", "p", "li"}, "dt": {"dt", "dd", "p"}, "dd": {"dt", "dd", "p"},
}  # fmt: skip
HOLDS = {"table", "ul", "ol", "dl", "body", "div"}
DEEPEST = 200
MOST_CELLS = 100
ENOUGH = 40


@dataclass(slots=True)
class Node:
    """An element: its name, whether it is chrome, and what stands in it."""

    tag: str
    is_around: bool = False
    parts: list["Node | str"] = field(default_factory=list)
    # How many columns and rows a cell takes.
    columns: int = 1
    rows: int = 1


def is_page(text: str) -> bool:
    """Whether a text is the source of a page, or of a part of one."""
    start = text[:LONGEST_START].lstrip()
    while start.startswith(("<!--", "<?xml")):
        start = start.partition("-->" if start.startswith("<!--") else ">")[2].lstrip()
    if START.match(start):
        return True
    tags = len(TAG.findall(text))
    return tags >= FEW_TAGS and tags * SIGNS_PER_TAG >= len(text)


def page_text(source: str) -> str:
    """The words of a page; where next to nothing is left, all of it is read."""
    tree = Tree()
    tree.feed(source)
    tree.close()
    text = _text(tree.root, all_of_it=False)
    return text if len(text) >= ENOUGH else _text(tree.root, all_of_it=True)


class Tree(HTMLParser):
    """Builds the tree of a page, however carelessly its ends are set."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("body")
        self.open = [self.root]
        # How many elements are left out around the present place.
        self.skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element, after ending those that it closes."""
        ends = CLOSES.get(tag, set())
        while len(self.open) > 1 and self.open[-1].tag in ends and self.open[-1].tag not in HOLDS:
            self._end()
        given = dict(attrs)
        node = Node(tag, _is_around(given))
        if tag in CELLS:
            node.columns, node.rows = _number(given.get("colspan")), _number(given.get("rowspan"))
        if tag in VOID or len(self.open) >= DEEPEST:
            self.open[-1].parts.append(node)
            return
        self.open[-1].parts.append(node)
        self.open.append(node)
        self.skipping += tag in LEFT_OUT

    def handle_endtag(self, tag: str) -> None:
        """End the nearest element of this name, and all that is open inside it."""
        names = [node.tag for node in self.open[1:]]
        if tag in names:
            while len(self.open) > 1:
                if self._end() == tag:
                    break

    def _end(self) -> str:
        node = self.open.pop()
        self.skipping -= node.tag in LEFT_OUT
        return node.tag

    def handle_data(self, data: str) -> None:
        """Keep words, blanks in them as one."""
        if self.skipping:
            return
        keep = self.open[-1].tag == "pre"
        self.open[-1].parts.append(data if keep else re.sub(r"[ \t\r\n\f]+", " ", data))


def _is_around(given: dict[str, str | None]) -> bool:
    named = f"{given.get('class') or ''} {given.get('id') or ''}"
    return (
        (given.get("role") or "").lower() in ROLES
        or "hidden" in given
        or (given.get("aria-hidden") or "") == "true"
        or UNSEEN.search(given.get("style") or "") is not None
        or AROUND.search(named) is not None
    )


def _number(written: str | None) -> int:
    return min(max(int(written), 1), MOST_CELLS) if written and written.isascii() and written.isdigit() else 1


def _text(root: Node, *, all_of_it: bool) -> str:
    out: list[str] = []
    _write(root, out, all_of_it=all_of_it)
    lines = (line.strip(" \n\u3000\xa0") for line in "".join(out).split("\n"))
    return "\n".join(line for line in lines if line.strip())


def _write(node: Node, out: list[str], *, all_of_it: bool) -> None:
    for part in node.parts:
        if isinstance(part, str):
            out.append(part)
        elif part.tag in LEFT_OUT or (part.is_around and not all_of_it):
            continue
        elif part.tag == "br":
            out.append("\n")
        elif part.tag == "tr" and _is_of_data(part):
            out += ["\n", _row(part, all_of_it=all_of_it), "\n"]
        else:
            if part.tag == "table":
                _spread(part)
            edge = "\n" if part.tag in BLOCK or part.tag in CELLS else ""
            out.append(edge)
            _write(part, out, all_of_it=all_of_it)
            out.append(edge)


def _spread(table: Node) -> None:
    """Give merged cells their places: an empty cell wherever another one reaches."""
    held: Counter[int] = Counter()
    for row in _rows_of(table):
        waiting = [part for part in reversed(row.parts) if isinstance(part, Node) and part.tag in CELLS]
        placed: list[Node | str] = []
        while waiting or held[len(placed)] > 0:
            at = len(placed)
            if held[at] > 0:
                held[at] -= 1
                placed.append(Node("td"))
                continue
            cell = waiting.pop()
            held.update(dict.fromkeys(range(at, at + cell.columns), cell.rows - 1))
            placed += [cell, *(Node("td") for _column in range(cell.columns - 1))]
            cell.columns = cell.rows = 1
        row.parts = placed


def _rows_of(table: Node) -> Iterator[Node]:
    for part in table.parts:
        if isinstance(part, Node) and part.tag == "tr":
            yield part
        elif isinstance(part, Node) and part.tag in {"tbody", "thead", "tfoot"}:
            yield from _rows_of(part)


def _is_of_data(row: Node) -> bool:
    """A row of a table that arranges the page holds tables, or one cell alone."""
    cells = [part for part in row.parts if isinstance(part, Node) and part.tag in CELLS]
    return len(cells) > 1 and not any(_holds_table(cell) for cell in cells)


def _holds_table(node: Node) -> bool:
    return any(isinstance(p, Node) and (p.tag == "table" or _holds_table(p)) for p in node.parts)


def _row(row: Node, *, all_of_it: bool) -> str:
    cells = []
    for part in row.parts:
        if isinstance(part, Node) and part.tag in CELLS:
            words: list[str] = []
            _write(part, words, all_of_it=all_of_it)
            cells.append(" ".join("".join(words).split()))
    return "\t".join(cells).rstrip()
