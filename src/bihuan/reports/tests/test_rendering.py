"""Papers as files: the measures of the standard, hostile words, and what happens without fonts."""

import re
from datetime import date
from io import BytesIO

import docx
import pypdfium2
import pytest

from bihuan.files.parsing.layout import page_of
from bihuan.kernel.errors import Conflict
from bihuan.reports.rendering import measure
from bihuan.reports.rendering.typeset import Fonts, lacking, pdf
from bihuan.reports.rendering.word import word
from bihuan.reports.rules.paper import (
    Annex,
    Annexes,
    Block,
    Colophon,
    Field,
    Form,
    Head,
    Note,
    Paper,
    Para,
    Sign,
    Table,
    Title,
    To,
    from_plain,
    in_words,
)

needs_fonts = pytest.mark.skipif(bool(lacking()), reason="there are no Chinese fonts here")
HOSTILE = (
    '#read("/etc/passwd") #sys.inputs $x^2$ \\ [a](b) *c* _d_ `e` @f <g> // h /* i */ 督查\x00\ud800\u202e'
)
DAY = date(2026, 11, 5)
WHOLE: list[Block] = [
    Title("关于督办事项的通知", number="督单〔2026〕3号", colour="orange"),
    To("市住建局："),
    Para("一、办理情况", 1),
    Para("（一）进展", 2),
    Para("1.小区改造", 3),
    Para("十二个小区已完工。\n其余在建。"),
    Table(["单位", "办结"], [["市住建局", "12"], ["市财政局", "3"]], [3, 1], "情况表", [1]),
    Form([[Field("事项", "改造小区", 3)], [Field("编号", "督〔2026〕12号"), Field("时限", "年底")]]),
    Annexes(["情况表", "明细表"]),
    Sign("云岭市人民政府督查室", "2026年11月5日"),
    Annex("附件1", "情况表"),
    Note("数据截至2026年10月31日。"),
]
HEAD = Head("云岭市人民政府督查室", number="督〔2026〕12号", urgency="特急")
FOOT = Colophon("云岭市人民政府督查室", "2026年11月5日印发", "抄送：市委办公室。")


def pages(content: bytes) -> list[list[str]]:
    """The lines of each page, without its number, as our own reader finds them."""
    found = []
    for page in pypdfium2.PdfDocument(content):
        lines = sorted(page_of(page).lines, key=lambda line: -line.middle)
        found.append([text for line in lines if not re.match(r"^—\s*\d+\s*—$", text := line.text)])
    return found


def text_of(content: bytes) -> str:
    return "".join("".join("".join(lines) for lines in pages(content)).split())


@needs_fonts
def test_a_page_has_22_lines_of_28_characters() -> None:
    first, second, *_rest, last = pages(pdf(Paper("长文", [Para("督查要件件有着落" * 400)])))
    assert [len(line.strip()) for line in first] == [26, *[28] * 21]
    assert [len(line) for line in second] == [28] * 22
    assert sum(map(len, last)) > 0


def test_word_is_told_the_same_measures() -> None:
    document = docx.Document(BytesIO(word(Paper("长文", [Para("督查" * 1400)]))))
    section, paragraph = document.sections[0], document.paragraphs[0]
    margins = (section.top_margin, section.left_margin, section.bottom_margin, section.right_margin)
    assert [round(each.mm) for each in margins if each] == [37, 28, 35, 26]
    assert paragraph.paragraph_format.line_spacing.pt == pytest.approx(measure.LINE, abs=0.05)  # type: ignore[union-attr]
    assert paragraph.paragraph_format.widow_control is False
    xml = document.element.xml
    assert "docGrid" not in xml
    assert 'w:eastAsia="仿宋_GB2312"' in xml
    assert '<w:spacing w:val="-5"/>' in xml


@needs_fonts
def test_both_files_say_all_that_the_paper_says() -> None:
    paper = Paper("通知", WHOLE, HEAD, FOOT, DAY)
    said = text_of(pdf(paper))
    document = docx.Document(BytesIO(word(paper)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    written = "".join("".join([*(p.text for p in document.paragraphs), *cells]).split())
    wanted = "督〔2026〕12号 特急 督单〔2026〕3号 市住建局： 其余在建。 情况表 明细表 改造小区 年底"
    for words in f"{wanted} 抄送：市委办公室。 2026年11月5日印发".split():
        assert words in said
        assert words in written


@needs_fonts
@pytest.mark.parametrize("make", [Title, Para, To, Note])
def test_what_people_write_is_never_read_as_code(make: type[Title]) -> None:
    paper = Paper(HOSTILE, [make(HOSTILE)])
    said = text_of(pdf(paper))
    assert '#read("/etc/passwd")#sys.inputs$x^2$\\[a](b)*c*_d_`e`@f<g>//h/*i*/督查' in said
    assert word(paper)


@needs_fonts
def test_hostile_words_stand_in_every_place_of_a_paper() -> None:
    words = iter([f'#{"abcdefghijklmnopqr"[n]}"$[{n}' for n in range(18)])
    said: list[str] = []

    def some() -> str:
        said.append(next(words))
        return said[-1]

    blocks: list[Block] = [
        Title("a", number=some()),
        Table([some()], [[some()]], [1], some()),
        Form([[Field(some(), some(), 2)]]),
        Annexes([some()]),
        Sign(some(), some()),
        Annex(some(), some()),
    ]
    paper = Paper("a", blocks, Head(some(), some(), some()), Colophon(some(), some(), some()))
    found = text_of(pdf(paper))
    assert len(said) == 17
    assert [each for each in said if each not in found] == []
    assert word(paper)


@needs_fonts
def test_a_title_of_a_hundred_thousand_characters_is_set() -> None:
    paper = Paper("长", [Title("督" * 100_000), Para("x" * 100_000)])
    assert text_of(pdf(paper)).count("督") == 100_000
    assert word(paper)


def test_equal_papers_are_equal_files() -> None:
    paper = Paper("通知", WHOLE, HEAD, FOOT, DAY)
    again = from_plain(paper.plain)
    assert again.plain == paper.plain
    assert word(again) == word(paper)


@needs_fonts
def test_equal_papers_are_equal_pdfs() -> None:
    paper = Paper("通知", WHOLE, HEAD, FOOT, DAY)
    assert pdf(paper) == pdf(from_plain(paper.plain))


def test_without_chinese_fonts_a_sentence_says_so_and_word_is_still_made(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    bare = Fonts(folders=(str(tmp_path_factory.mktemp("fonts")),), only_folders=True)
    paper = Paper("通知", WHOLE)
    with pytest.raises(Conflict, match=r"Word|字体"):
        pdf(paper, bare)
    assert word(paper)


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (9, "九"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九")]
)
def test_headings_are_numbered_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


def test_the_length_of_a_paper_counts_its_text_and_not_its_annexes() -> None:
    assert Paper("a", [Title("通报"), Para("办 结\n三件"), Table(["单位"], [["市住建局"]], [1])]).length == 6
