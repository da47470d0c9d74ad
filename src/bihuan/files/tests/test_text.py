"""Reading plain text: its letters, talk copied from a chat, and pages of the web."""

from pathlib import Path

import pytest

from bihuan.files.parsing.chat import is_chat
from bihuan.files.parsing.markup import is_page
from bihuan.files.reading import Reading, read, read_pasted, refusal, warning_text
from bihuan.intake.rules.clean import Alignment, clean
from bihuan.kernel.errors import Invalid

PLAIN = "各县区要抓好防汛工作，市水利局要在六月底以前完成河道清淤。\n"
TRADITIONAL = "各縣區要抓好防汛工作，市水利局要在六月底以前完成河道清淤工作並報告。\n"


def found(tmp_path: Path, content: bytes) -> Reading:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    return read(path, "txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_the_encodings_of_chinese_offices_are_told_apart(tmp_path: Path, encoding: str) -> None:
    assert found(tmp_path, PLAIN.encode(encoding)) == Reading(PLAIN)


def test_big5_is_read_where_it_clearly_is_that_and_told(tmp_path: Path) -> None:
    assert found(tmp_path, TRADITIONAL.encode("big5")) == Reading(TRADITIONAL, ("big5",))
    assert found(tmp_path, TRADITIONAL.encode("gb18030")) == Reading(TRADITIONAL)
    assert warning_text("big5") != "big5"


def test_a_text_that_breaks_off_inside_a_letter_is_read_up_to_there(tmp_path: Path) -> None:
    assert found(tmp_path, PLAIN.strip().encode()[:-1]).text == PLAIN.strip()[:-1]


@pytest.mark.parametrize("content", [PLAIN.encode() + b"\xff" + PLAIN.encode(), bytes(range(256)) * 9])
def test_letters_of_no_encoding_are_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        found(tmp_path, content)
    assert str(refused.value) == refusal("letters")


WORDS = ["市水利局要在6月底前完成清淤。", "好的，收到。", "泵站也要试机。"]


@pytest.mark.parametrize(
    "heads",
    [
        ["程市长 2026-03-02 10:15:22", "周宁 2026-03-02 10:16:01", "程市长 2026-03-02 10:20:44"],
        ["程市长 3/2 10:15:22", "周宁 3/2 10:16:01", "程市长 3/2 10:20:44"],
        ["2026年3月2日 10:15:22 程市长(12345678)", "10:16:01 周宁(87654321)", "10:20:44 程市长(12345678)"],
        ["程市长 昨天 10:15", "周宁 昨天 10:16", "程市长 昨天 10:20"],
        ["程市长 10:15", "周宁 10:16", "程市长 10:20"],
    ],
)
def test_senders_and_times_of_a_chat_are_left_out_and_told(heads: list[str]) -> None:
    talk = [line for head, words in zip(heads, WORDS, strict=True) for line in (head, words, "")]
    pasted = "\n".join(["————— 2026-03-02 —————", *talk, "[图片]"])
    reading = read_pasted(pasted)
    assert reading.text.split() == WORDS
    assert reading.warnings == ("chat",)
    assert warning_text("chat") != "chat"


def test_senders_before_their_words_on_one_line_are_left_out() -> None:
    pasted = "\n".join(f"[10:1{n}] 程市长: {words}" for n, words in enumerate(WORDS))
    assert read_pasted(pasted) == Reading("\n".join(WORDS), ("chat",))


@pytest.mark.parametrize(
    "text",
    [
        "会议时间 2026年3月2日 10:00\n会议地点 市政府\n一、清淤。",
        "日程\n签到 8:30\n开幕 9:00\n讨论 10:00\n闭幕 11:30",
        "3月2日 9:00 开幕式\n3月2日 10:00 分组讨论\n3月3日 9:00 闭幕式",
        "2026年3月2日 10:00\n一、清淤。\n2026年3月3日 10:00\n二、筑堤。",
        "市水利局牵头。\n2026年3月2日",
        "",
    ],
)
def test_times_of_a_document_are_no_chat(text: str) -> None:
    assert not is_chat(text)
    assert read_pasted(text) == Reading(text)


PAGE = """<!DOCTYPE html><html><head><title>标题</title><script>var a = "<p>不见</p>";</script></head><body>
<nav><a href="/">首页</a><a>政务公开</a></nav><div class="main-nav">新闻</div>
<div id="content"><h1>关于清淤的通知</h1><p>各县区：<br>市水利局要在6月底前&nbsp;完成清淤。<p>请抓紧办理。
<table><tr><th>序号<th>任务<th>牵头单位<tr><td>1<td>清淤<td rowspan=2>市水利局<tr><td>2<td>筑堤
<tr><td colspan=2>合计<td>2项</table>
<p style="display: none">看不见</p><p hidden>也看不见</p><button>打印本页</button></div>
<div class="share">分享到</div><footer>版权所有</footer><script>x</script></body></html>"""
READ = ["关于清淤的通知", "各县区：", "市水利局要在6月底前 完成清淤。", "请抓紧办理。",
        "序号\t任务\t牵头单位", "1\t清淤\t市水利局", "2\t筑堤", "合计\t\t2项"]  # fmt: skip


def test_a_page_of_the_web_gives_its_words_and_the_rows_of_its_tables(tmp_path: Path) -> None:
    reading = found(tmp_path, PAGE.encode())
    assert reading.text.replace("\xa0", " ").split("\n") == READ
    assert reading.warnings == ("page",)
    assert read_pasted(PAGE) == reading
    assert warning_text("page") != "page"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<html><body><table><tr><td><p>一段</p></td></tr></table></body></html>", "一段"),
        ("<html><table><tr><td>左<td><table><tr><td>清淤<td>市水利局</table></table>", "左\n清淤\t市水利局"),
        ("<html><body><div class=nav>全文都在导航里面</div></body></html>", "全文都在导航里面"),
        (
            '<html><div id=js_content style="visibility: hidden">一段</div>' + "<p>末段" * 20,
            "一段" + "\n末段" * 20,
        ),
        ("<html><ul><li>一<li>二</ul><pre>三  四\n五</pre>", "一\n二\n三  四\n五"),
        ("<html><body>" + "<div>" * 3000 + "深处" + "</div>" * 3000, "深处"),
        ("<html><td colspan=99999999 rowspan=x>清淤<script>没有关上", "清淤"),
    ],
)
def test_pages_are_read_however_they_are_written(source: str, text: str) -> None:
    assert read_pasted(source).text == text


@pytest.mark.parametrize(
    "text",
    ["<!---->" * 280 + "字",
     "<!-- " * 200_000,
     "昨天" + " " * 500_000 + "x",
     "程市长" + "\u3000" * 500_000 + "10:15:22x",
     "-" * 500_000, "[10:15]" + " " * 500_000 + "x", "<p " * 300_000],
    ids=["comments", "open comments", "blanks", "wide blanks", "dashes", "bracket", "tags"],
)  # fmt: skip
def test_no_text_makes_looking_at_it_endless(text: str) -> None:
    assert not is_page(text) or text.startswith("<p")
    assert not is_chat(text)


def test_a_sign_that_looks_like_a_tag_is_no_page() -> None:
    text = "增速要<5%，且>3%。参见<附件>。"
    assert not is_page(text)
    assert read_pasted(text) == Reading(text)


@pytest.mark.parametrize("pasted", [PAGE, "程市长 2026-03-02 10:15:22\n市水利局要在6月底前\n完成清淤。"])
def test_places_in_the_clean_text_lead_back_to_what_was_read(pasted: str) -> None:
    raw = read_pasted(pasted).text
    cleaned = clean(raw)
    start = cleaned.index("市水利局要在")
    first, last = Alignment(raw, cleaned).raw(start, cleaned.index("清淤。", start) + 3)
    assert "".join(raw[first:last].split()) == "市水利局要在6月底前完成清淤。"
    assert clean(cleaned) == cleaned
