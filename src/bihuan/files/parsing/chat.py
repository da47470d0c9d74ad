"""Talk copied from a chat: who said it and when stand between the words, and are no part of them."""

import re
from collections import Counter
from itertools import pairwise

# Blanks are counted: a line of nothing but blanks must not be tried in every way.
GAP, SOME = r"[ \t\u3000\xa0]{0,6}", r"[ \t\u3000\xa0]{1,6}"
NAME = r"[^\s:：,，。；;!！?？\[\]【】（）()]{1,20}(?:[（(@][^\s]{1,20}[）)]?)?"
DAY = r"(?:(?:\d{2,4}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?|昨天|今天|前天|(?:星期|周)[一二三四五六日天])"
TIME = rf"(?:[上下中]午|早上|晚上|凌晨)?{GAP}\d{{1,2}}:\d{{2}}(?::\d{{2}})?(?:{GAP}[AaPp][Mm])?"
SECONDS = r"\d{1,2}:\d{2}:\d{2}"
# A day or seconds beside a name stand in no document; hours and minutes alone may be an agenda.
SENDER = re.compile(
    rf"^(?!\S{{0,20}}(?:时间|日期|时限|期限|截止)\s){NAME}{SOME}(?:{DAY}{GAP}{TIME}|{SECONDS})$"
    rf"|^(?:{DAY}{GAP})?{SECONDS}{SOME}{NAME}[:：]?$"
)
MOMENT = re.compile(rf"^[-—─= ]*(?:{DAY}(?:{GAP}{TIME})?|{SECONDS})[-—─= ]*$")
PREFIX = re.compile(
    rf"^\[(?:{DAY}{GAP})?{TIME}\]{GAP}{NAME}[:：]{GAP}|^(?:{DAY}{GAP})?{SECONDS}{SOME}{NAME}[:：]{GAP}(?=\S)"
)
BARE = re.compile(rf"^(?P<name>{NAME}){SOME}{TIME}$")
NO_WORDS = re.compile(
    r"^\[(?:图片|表情|动画表情|语音|视频|文件|链接|位置|聊天记录|Photo|Sticker|File)\].{0,80}$"
)
AT_ONCE = 3
WORDS_PER_SENDER = 40


def is_chat(text: str) -> bool:
    """Whether lines that name a sender and a moment part the text."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    heads = sum(1 for line in lines if SENDER.match(line) or PREFIX.match(line))
    if heads == 1:
        return len(lines) > 1 and bool(SENDER.match(lines[0]))
    return (heads > 1 and heads * WORDS_PER_SENDER >= len(lines)) or bool(_bare_names(lines))


def without_senders(text: str) -> str:
    """The words alone, each message on lines of its own."""
    lines = [line.strip() for line in text.splitlines()]
    bare = _bare_names([line for line in lines if line])
    out = []
    for line in lines:
        named = BARE.match(line)
        is_head = any(shape.match(line) for shape in (SENDER, MOMENT, NO_WORDS))
        if not is_head and not (named and named["name"] in bare):
            out.append(PREFIX.sub("", line))
    return "\n".join(out).strip("\n")


def _bare_names(lines: list[str]) -> set[str]:
    """Who is named with hours and minutes only: believed when somebody speaks again."""
    found = [m["name"] if (m := BARE.match(line)) else "" for line in lines]
    spoken = Counter(name for name, after in pairwise([*found, "x"]) if name and not after)
    names = Counter(filter(None, found))
    again = {name for name, n in names.items() if n > 1 and spoken[name] > 1}
    return set(names) if again and sum(names.values()) >= AT_ONCE else set()
