"""The automatic numbers of a Word document: they stand nowhere in its text."""

import re
from typing import Any

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DIGITS = "〇一二三四五六七八九"
FORMAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
}
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
STEMS = "甲乙丙丁戊己庚辛壬癸"
CIRCLED = 20
LETTERS = 26
MOST_LEVELS = 9


class Numbers:
    """Counts paragraphs as Word does, list by list and level by level."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.lists: dict[str, str] = {}
        self.starts: dict[tuple[str, int], int] = {}
        self.counts: dict[tuple[str, int], int] = {}
        self.styles: dict[str, tuple[str | None, str | None, str | None]] = {}
        if numbering is not None:
            self._read_lists(numbering)
        if styles is not None:
            self._read_styles(styles)

    def _read_lists(self, numbering: Any) -> None:
        for abstract in numbering.iter(f"{WORD}abstractNum"):
            for level in abstract.iter(f"{WORD}lvl"):
                key = (abstract.get(f"{WORD}abstractNumId"), int(level.get(f"{WORD}ilvl", 0)))
                first = value(level, "start") or "1"
                self.levels[key] = (
                    value(level, "numFmt") or "decimal",
                    value(level, "lvlText") or "",
                    int(first),
                )
        for number in numbering.iter(f"{WORD}num"):
            name = number.get(f"{WORD}numId")
            self.lists[name] = value(number, "abstractNumId") or ""
            for override in number.iter(f"{WORD}lvlOverride"):
                if start := value(override, "startOverride"):
                    self.starts[name, int(override.get(f"{WORD}ilvl", 0))] = int(start)

    def _read_styles(self, styles: Any) -> None:
        for style in styles.iter(f"{WORD}style"):
            own = style.find(f"{WORD}pPr/{WORD}numPr")
            self.styles[style.get(f"{WORD}styleId")] = (
                value(own, "numId") if own is not None else None,
                value(own, "ilvl") if own is not None else None,
                value(style, "basedOn"),
            )

    def of(self, paragraph: Any) -> str:
        """The number in front of a paragraph, empty when it has none."""
        list_id, level = self._place(paragraph)
        abstract = self.lists.get(list_id or "")
        if not list_id or not abstract or (abstract, level) not in self.levels:
            return ""
        for deeper in range(level + 1, MOST_LEVELS):
            self.counts.pop((abstract, deeper), None)
        kind, pattern, first = self.levels[abstract, level]
        if (start := self.starts.pop((list_id, level), None)) is not None:
            self.counts[abstract, level] = start - 1
        self.counts[abstract, level] = self.counts.get((abstract, level), first - 1) + 1
        if kind in {"bullet", "none"}:
            return ""
        number = re.sub(r"%(\d)", lambda m: self._shown(abstract, int(m[1]) - 1), pattern)
        # 第一章 总则, but 一、总则.
        return f"{number} " if number and number[-1].isalnum() else number

    def _shown(self, abstract: str, level: int) -> str:
        kind, _pattern, first = self.levels.get((abstract, level), ("decimal", "", 1))
        return shown(self.counts.get((abstract, level), first), kind)

    def _place(self, paragraph: Any) -> tuple[str | None, int]:
        own = paragraph.find(f"{WORD}pPr/{WORD}numPr")
        if own is not None and value(own, "numId") is not None:
            return value(own, "numId"), int(value(own, "ilvl") or 0)
        style = paragraph.find(f"{WORD}pPr/{WORD}pStyle")
        name = style.get(f"{WORD}val") if style is not None else None
        for _step in range(MOST_LEVELS):
            list_id, level, base = self.styles.get(name or "", (None, None, None))
            if list_id is not None:
                return list_id, int(level or 0)
            name = base
        return None, 0


def value(parent: Any, tag: str) -> str | None:
    """The value of a child that is nothing but a value."""
    found = parent.find(f"{WORD}{tag}")
    return found.get(f"{WORD}val") if found is not None else None


def shown(number: int, kind: str) -> str:
    """A number in one of Word's formats; a format that is not known here stands in plain figures."""
    if kind in CHINESE:
        return chinese(number)
    forms = {
        "chineseLegalSimplified": lambda: formal(number),
        "decimalEnclosedCircle": lambda: chr(0x245F + number) if 0 < number <= CIRCLED else str(number),
        "decimalEnclosedCircleChinese": lambda: (
            chr(0x245F + number) if 0 < number <= CIRCLED else str(number)
        ),
        "decimalFullWidth": lambda: str(number).translate(FULL_WIDTH),
        "decimalZero": lambda: f"{number:02}",
        "lowerLetter": lambda: letters(number),
        "upperLetter": lambda: letters(number).upper(),
        "lowerRoman": lambda: roman(number),
        "upperRoman": lambda: roman(number).upper(),
        "ideographTraditional": lambda: STEMS[(number - 1) % len(STEMS)],
    }
    return forms.get(kind, lambda: str(number))()


def chinese(number: int, digits: str = DIGITS, ten: str = "十") -> str:
    """A number below one hundred in Chinese numerals."""
    tens, ones = divmod(number, 10)
    if not 0 < tens < 10:  # noqa: PLR2004
        return digits[ones] if tens == 0 else str(number)
    lead = "" if tens == 1 and digits == DIGITS else digits[tens]
    return lead + ten + (digits[ones] if ones else "")


def formal(number: int) -> str:
    """A number below one hundred in the numerals of banknotes."""
    return chinese(number, FORMAL_DIGITS, "拾")


def letters(number: int) -> str:
    """A to z, then aa to zz, as Word counts."""
    times, place = divmod(number - 1, LETTERS)
    return chr(ord("a") + place) * (times + 1)


def roman(number: int) -> str:
    """A number below four hundred in small Roman numerals."""
    out = ""
    for step, sign in ROMAN:
        times, number = divmod(number, step)
        out += sign * times
    return out
