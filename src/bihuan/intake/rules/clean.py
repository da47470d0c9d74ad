"""Raw text to clean text: page chrome, hard wraps, page numbers, odd characters.

Everything later points into the clean text.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from itertools import pairwise

CONTROL = re.compile(
    "[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
LINE_END = re.compile("\r\n?|[\u000c\u0085\u2028\u2029]")
BLANKS = re.compile("[ \xa0\u2000-\u200a\u202f\u205f]+")
INDENT = re.compile(" *\u3000\u3000+ *| +\u3000 *")
LINE_EDGE = re.compile("[ \u3000]*\n[ \u3000\n]*")
# Letters that PDF fonts give instead of the ordinary ones: radicals and compatibility ideographs.
LOOKALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff\uff61-\uff64]")
RADICALS = str.maketrans(
    "⺠⻅⻓⻔⻚⻛⻜⻢⻥⻩⻬⻰⻳⺟⻄⻘⻝⻦⻨⻮⻋⻉", "民见长门页风飞马鱼黄齐龙龟母西青食鸟麦齿车贝"
)
FIGURES = re.compile(r"[0-9０-９.．]{2,}")
HALF_DIGIT = re.compile(r"[0-9]")
HALF = str.maketrans("０１２３４５６７８９．％", "0123456789.%")
PAGE = re.compile(
    r"^(?:[-—－–·]\s*\d{1,4}\s*[-—－–·]|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4}|[Pp]age\s*\d{1,4}(?:\s*of\s*\d{1,4})?)$"
)
NUMBER = re.compile(r"^\d{1,4}$")
CHROME_WORD = (
    r"(?:购物车|我的足迹|我的收藏|我的订单|立即下载|免费下载|加入[Vv][Ii][Pp](?:免费下载)?"
    r"|下载文档|下载|收藏|分享(?:到|至)?|打印(?:本页|此页)?|关闭(?:窗口)?|返回(?:首页"
    r"|顶部|列表)?|首页|上一[篇页]|下一[篇页]|"
    r"登录|注册|登陆|退出|会员中心|客服|在线客服|举报|点赞|评论|转发|复制链接"
    r"|全文阅读|展开全文|阅读全文|相关(?:阅读|文档|推荐|解读|链接)|猜你喜欢|热门推荐"
    r"|网站地图|无障碍(?:阅读|浏览)?|繁体版?|简体|English|手机版|"
    r"字体[:：]?|大|中|小|字号[:：]?|微信|微博|QQ空间|扫一扫|【?(?:大|中|小|打印"
    r"|关闭|收藏)】?|搜索|高级搜索|用户中心|消息|VIP|vip|免费|价格|积分|上传"
    r"|文库|目录|»|>|\||[·•]|扫一扫在手机打开当前页)"
)
CHROME = re.compile(rf"^{CHROME_WORD}(?:[\s>|·/]*{CHROME_WORD})*$")
GAP = re.compile("[ \u3000]{2,}")
TASKS = re.compile("任务|事项|内容|措施|项目")
UNITS = re.compile("单位|部门|主体")
COLUMNS, HEADING = 3, 14
SENTENCE_END = "。！？；：…"
PARAGRAPH_END = ("。", "！", "？", "：")
CJK = "\u3400-\u9fff\uff01-\uff5e\u3001-\u3011\u2014-\u2026"
INNER_BLANK = re.compile(rf"(?<=[{CJK}Xx]) (?=\S)|(?<=\S) (?=[{CJK}Xx])")
OPENS_ITEM = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十]{1,3}）|\([一二三四五六七八九十]{1,3"
    r"}\)|\d{1,2}[.．、](?!\d)|第[一二三四五六七八九十]{1,3}[章条节，,])"
)
NARROW, WIDE = 14, 60
SLACK = 3
ENOUGH = 6
MOST = 0.6
LEAST = 0.33
LONG_TITLE = 6


def clean(raw: str) -> str:
    """The text as its author meant it; cleaning clean text changes nothing."""
    text, before = raw, None
    while text != before:
        before, text = text, _once(text)
    return text


def _once(text: str) -> str:
    text = _characters(text)
    lines = [x for x in text.split("\n") if not _is_chrome(x)]
    lines = _without_page_numbers(lines)
    lines = _without_doubled_title(lines)
    return "\n".join(_unwrapped(lines))


def _characters(text: str) -> str:
    text = _tabbed(CONTROL.sub("", LINE_END.sub("\n", text)))
    text = LOOKALIKE.sub(lambda m: _plain_letter(m.group()), text.translate(RADICALS))
    text = BLANKS.sub(" ", text)
    text = LINE_EDGE.sub("\n", INDENT.sub("\n", text)).strip(" \n\u3000")
    return FIGURES.sub(lambda m: _one_width(m.group()), text)


def _tabbed(text: str) -> str:
    """Lines of a table whose cells are parted by several blanks get tabs; a header line begins it."""
    out, columns = [], 0
    for line in text.split("\n"):
        cells = GAP.split(line.strip())
        if (
            len(cells) >= COLUMNS
            and TASKS.search(line)
            and UNITS.search(line)
            and max(map(len, cells)) <= HEADING
        ):
            columns = len(cells)
        out.append("\t".join(cells) if columns and len(cells) == columns else line)
    return "\n".join(out)


def _one_width(figures: str) -> str:
    """Figures that mix both widths become half width; others stay as they are written."""
    return figures.translate(HALF) if HALF_DIGIT.search(figures) else figures


def _plain_letter(letter: str) -> str:
    plain = unicodedata.normalize("NFKC", letter)
    return plain if len(plain) == 1 else letter


def _is_chrome(line: str) -> bool:
    return CHROME.match(line) is not None or PAGE.match(line) is not None


def _without_page_numbers(lines: list[str]) -> list[str]:
    """Bare numbers that count up by one through the document are page numbers."""
    bare = [(i, int(x)) for i, x in enumerate(lines) if NUMBER.match(x)]
    drop = set()
    for (i, a), (j, b) in pairwise(bare):
        if b == a + 1 and j > i + 1:
            drop |= {i, j}
    return [x for i, x in enumerate(lines) if i not in drop]


def _without_doubled_title(lines: list[str]) -> list[str]:
    """Web pages repeat the title at the head of the body: it becomes one line of its own."""
    out: list[str] = []
    for line in lines:
        title = out[-1] if out else ""
        if len(title) >= LONG_TITLE and title[-1] not in SENTENCE_END and line.startswith(title + " "):
            line = line[len(title) + 1 :]
        elif len(title) >= LONG_TITLE and line == title:
            continue
        out.append(line)
    return out


def _unwrapped(lines: list[str]) -> list[str]:
    out: list[str] = []
    for line in lines:
        out += _rejoined(INNER_BLANK.split(line))[0] if _width(INNER_BLANK.split(line)) else [line]
    joined, width = _rejoined(out)
    return joined if width else out


def _width(pieces: list[str]) -> int:
    """The measure at which the text was wrapped, or 0: many pieces are equally long and broken off."""
    pieces = [p for p in pieces if "\t" not in p]
    lengths = [len(p) for p in pieces]
    fitting = [n for n in lengths if NARROW <= n <= WIDE]
    if len(fitting) < ENOUGH:
        return 0
    common = Counter(fitting).most_common(1)[0][0]
    width = max(n for n in fitting if n <= common + SLACK)
    full = [p for p in pieces if common - SLACK <= len(p) <= width]
    broken = [p for p in full if p[-1] not in SENTENCE_END]
    # Where nothing is longer, a third is enough: titles and last lines of paragraphs are short.
    share = MOST if max(lengths) > width else LEAST
    if len(full) < share * len(pieces) or len(broken) < MOST * len(full):
        return 0
    return width


def _rejoined(pieces: list[str]) -> tuple[list[str], int]:
    width = _width(pieces)
    out: list[str] = []
    opened = False
    for piece in pieces:
        if opened and width and not OPENS_ITEM.match(piece) and "\t" not in piece:
            out[-1] += _glue(out[-1][-1], piece[0]) + piece
        else:
            out.append(piece)
        ends = piece.endswith(PARAGRAPH_END) and len(piece) < width - 1
        opened = width - 2 * SLACK <= len(piece) and not ends and "\t" not in piece
    return out, width


def _glue(before: str, after: str) -> str:
    """A blank between two words in Latin letters; figures that were broken belong together."""
    is_latin = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
    return " " if is_latin and not (before.isdigit() and after.isdigit()) else ""


class Alignment:
    """Maps offsets of clean text back to the raw text it came from."""

    def __init__(self, raw: str, cleaned: str) -> None:
        self._points: list[int] = []
        self._raw: list[int] = []
        raw_folded, folded = _same_letters(raw), _same_letters(cleaned)
        at = 0
        for i, c in enumerate(folded):
            if c.isspace():
                continue
            found = raw_folded.find(c, at)
            if found < 0:
                break
            self._points.append(i)
            self._raw.append(found)
            at = found + 1

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """The raw span of a clean span."""
        if not self._points:
            return 0, 0
        first = min(bisect_right(self._points, start - 1), len(self._points) - 1)
        last = max(first, bisect_right(self._points, end - 1) - 1)
        return self._raw[first], self._raw[last] + 1


def _same_letters(text: str) -> str:
    """Same length, letters that cleaning changes made equal."""
    text = LOOKALIKE.sub(lambda m: _plain_letter(m.group()), text.translate(RADICALS))
    return text.translate(HALF)
