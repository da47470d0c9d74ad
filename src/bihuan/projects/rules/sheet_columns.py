"""Where the table of a project workbook begins, what its columns say, and which of its rows are projects."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bihuan.breakdown.rules.layout import CHAPTER, NOTE, NUMBER, SECTION, SUBNUMBER, Sheet
from bihuan.kernel.money import WAN, YI
from bihuan.projects.models import Source

KEEP = "keep"
SOURCES = tuple(str(source) for source in Source)
MONEY = ("total", "opening", "plan", *SOURCES)
UNITS = ("lead", "territory", "trade")
COLUMNS = (
    *("number", "code", "name", "stage", "approval", "nature", *UNITS, "region", "field", "industry", "site"),
    *("content", "scale", *MONEY, "start", "finish", "period", "builder", "builder_code", "contact"),
    *("phone", "goal", "sponsor", KEEP),
)
HEADER_WITHIN, TALLEST, LONGEST_SUBHEAD, FEWEST = 40, 3, 14, 3
TOTAL = re.compile(r"^(?:[（(]?合计|总计|小计|共计|累计$|其中[:：]?$)")
PARTS = re.compile(r"^(?:[ \u3000]{2}|\u3000|其中[:：])")
# The first that fits the lower head counts, else the first that fits the whole one.
CUES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(cue))
    for name, cue in (
        ("number", r"^(?:序号|编号|号|项目序号)$"),
        ("code", r"项目代码|赋码|统一代码$|^代码$"),
        ("builder_code", r"信用代码|机构代码"),
        ("contact", r"联系人|联络人|联络员"),
        ("phone", r"电话|手机|联系方式"),
        ("sponsor", r"包保领导|包抓领导|分管领导|包联领导|责任领导|挂包领导"),
        ("stage", r"阶段|建设状态|项目状态|进展状态"),
        ("approval", r"审批类型|审批方式|立项类型|报建类型"),
        ("nature", r"投资性质|投资主体|资金性质|项目性质"),
        ("central", r"^中央|中央预算内|国家资金"),
        ("province", r"^省级?(?:资金|财政|预算内)?$|^省$|省预算内"),
        ("bond", r"债券|专项债|国债"),
        ("bank", r"银行|贷款|融资"),
        ("own", r"自筹|自有|企业资金|社会资本"),
        ("city", r"^市级?(?:资金|财政|县)?$|市县|地方财政"),
        ("opening", r"累计完成|已完成投资|开工至|以前年度|上年底"),
        ("plan", r"(?:年度?|年)计划(?:完成)?投资|年度投资|计划投资$|年度计划"),
        ("total", r"总投资|投资总额|投资规模|概算"),
        ("period", r"起止|建设年限|建设周期|建设工期"),
        ("start", r"开工(?:时间|日期|年月|情况)?|开始时间"),
        ("finish", r"(?:竣工|完工|建成|投产|完成)(?:时间|日期|年月)"),
        ("goal", r"年度目标|建设目标|形象进度|主要建设任务"),
        ("content", r"建设内容|主要内容|项目内容|建设内容及规模"),
        ("scale", r"建设规模|规模$"),
        ("name", r"项目名称|^名称$|^项目$|工程名称"),
        ("builder", r"建设单位|项目单位|项目业主|业主|项目法人|实施主体|法人单位"),
        ("territory", r"属地|所在(?:县|区|地)|县[（(]?市?、?区|^县区$|^区县$"),
        ("trade", r"行业(?:主管)?(?:部门|单位)|主管部门"),
        ("lead", r"责任单位|牵头单位|责任部门|牵头部门|申报单位|填报单位"),
        ("region", r"区划代码|行政区划"),
        ("industry", r"行业代码|国标行业"),
        ("field", r"领域|行业|类别|产业类"),
        ("site", r"地点|地址|选址|位置"),
    )
)
_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True)
class Header:
    """The rows that name the columns: the first, the one after the last, and the names."""

    top: int
    end: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A row that is a project: its number in the file, its group, the line of its package, its cells."""

    number: int
    group: str
    parent: int | None
    cells: list[str]


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def column_of(head: str) -> str:
    """What one head says; of a head of two lines the lower one counts first."""
    for words in (head.rsplit("/", 1)[-1], head.replace("/", "")):
        bare = _YEAR.sub("", _BRACKETS.sub("", plain(words)))
        found = next((name for name, cue in CUES if cue.search(bare)), KEEP)
        if found != KEEP:
            return found
    return KEEP


def columns_of(heads: Sequence[str]) -> list[str]:
    """What each column says; each kind is given once, to its first column."""
    found = [column_of(head) for head in heads]
    return [KEEP if column in found[:at] else column for at, column in enumerate(found)]


def is_whole(columns: Sequence[str]) -> bool:
    """Whether a table names projects and says who answers for them or what they cost."""
    return "name" in columns and bool({"lead", "territory", "total"} & set(columns))


def signature_of(heads: Sequence[str]) -> str:
    """A header's mark, the same whatever its year and blanks."""
    words = [_YEAR.sub("", plain(head)) for head in heads]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def unit_of(text: str) -> int | None:
    """What a number counts in by the words of a head or a title: 分 in one 万元 or one 亿元."""
    bare = plain(text)
    return YI if "亿元" in bare else WAN if "万元" in bare else None


def header_of(sheet: Sheet) -> Header | None:
    """The header of a table of projects, of up to three rows."""
    for row in range(min(len(sheet.cells), HEADER_WITHIN)):
        if len(sheet.own_cells(row)) < FEWEST:
            continue
        end = row + 1
        while end < min(len(sheet.cells), row + TALLEST) and _is_subhead(sheet, row, end):
            end += 1
        names = tuple(_name(sheet, row, end, at) for at in range(sheet.width))
        if is_whole(columns_of(names)):
            return Header(row, end, names)
    return None


def _is_subhead(sheet: Sheet, top: int, row: int) -> bool:
    """Short words without numbers, each below a head that covers several columns."""
    own = sheet.own_cells(row)
    return bool(own) and all(
        len(text) <= LONGEST_SUBHEAD and not re.search(r"\d{2}", text) and _covered(sheet, top, row, at)
        for at, text in own.items()
    )


def _covered(sheet: Sheet, top: int, row: int, column: int) -> bool:
    above = sheet.origin(row - 1, column)
    beside = {sheet.origin(row - 1, at) for at in (column - 1, column + 1) if 0 <= at < sheet.width}
    if sheet.grid.knows_merges:
        return above[0] >= top and above in beside
    return not sheet.own(row - 1, column) or not all(
        sheet.own(row - 1, at) for at in (column + 1,) if at < sheet.width
    )


def _name(sheet: Sheet, top: int, end: int, column: int) -> str:
    words: list[str] = []
    for row in range(top, end):
        text = plain(sheet.text(row, column))
        if not text and not sheet.grid.knows_merges and row + 1 < end and sheet.own(row + 1, column):
            text = next((plain(x) for at in range(column, -1, -1) if (x := sheet.own(row, at))), "")
        if text and text not in words:
            words.append(text)
    return "/".join(words)[:60]


def lines_of(sheet: Sheet, header: Header, columns: Sequence[str]) -> list[Line]:
    """Every project of a table: groups remembered, sums and notes passed over, parts under their package."""
    name = columns.index("name")
    number = columns.index("number") if "number" in columns else -1
    lines: list[Line] = []
    group, package = "", None
    for row in range(header.end, len(sheet.cells)):
        own = sheet.own_cells(row)
        if not own or _is_passed_over(own, header):
            continue
        if title := _group(own, name):
            group, package = title, None
            continue
        cells = [sheet.text(row, at) if sheet.origin(row, at)[1] == at else "" for at in range(sheet.width)]
        line = sheet.grid.first + row
        is_part = package is not None and _is_part(sheet.grid.rows[row], name, number)
        lines.append(Line(line, group[:200], package if is_part else None, cells))
        if not is_part:
            package = line
    return lines


def _is_passed_over(own: dict[int, str], header: Header) -> bool:
    """Sums, notes, and a header that is printed again."""
    texts = [plain(text) for text in own.values()]
    is_sum = any(TOTAL.match(text) for text in texts[:3])
    is_again = all(
        plain(text) in header.names[at].split("/") for at, text in own.items() if at < len(header.names)
    )
    return is_sum or is_again or (len(own) <= 2 and bool(NOTE.match(texts[0])))  # noqa: PLR2004


def _group(own: dict[int, str], name: int) -> str:
    """The title of a group, in a row that says nothing else."""
    texts = [own[at] for at in sorted(own)]
    if len(own) == 1 and (min(own) < name or CHAPTER.match(texts[0]) or SECTION.match(texts[0])):
        return texts[0] if not NUMBER.match(texts[0]) else ""
    is_chapter = len(own) == 2 and re.fullmatch(r"[（(]?[一二三四五六七八九十]+[)）、]?", texts[0])  # noqa: PLR2004
    return " ".join(texts) if is_chapter else ""


def _is_part(raw: Sequence[str], name: int, number: int) -> bool:
    said = raw[number] if number >= 0 else ""
    return bool(SUBNUMBER.match(said)) or (not NUMBER.match(said) and bool(PARTS.match(raw[name])))
