"""The measures of GB/T 9704 and the fonts it names, for both renderers. Lengths in millimetres and points."""

PAGE_WIDTH, PAGE_HEIGHT = 210, 297
TOP, LEFT, BOTTOM, RIGHT = 37, 28, 35, 26
CHARACTERS, LINES = 28, 22
# 3号, 2号, 4号, 小4号.
BODY, TITLE, SMALL, TINY = 16.0, 22.0, 14.0, 12.0
# One line, so that 22 fill the type area; and what a character gives so that 28 fill a line.
LINE, TRACKING = 28.95, -0.21
# The issuer's name: its distance from the type area, and the largest size that one line may have.
MARK_DROP, MARK_LARGEST, MARK_ROOM = 35, 46.0, 430.0
UNDER_NUMBER, FOOTER_DROP = 4, 7
RED = "C00000"
# The bars of slips, paler than the lights of the screen so that they print in grey as well.
COLOURS = {"blue": "2F5D9B", "yellow": "D9A400", "orange": "D86A00", "red": "B3261E"}

# For each kind of letter the official names first, then what free systems have. The file names the official
# one, so that an office with licensed fonts sees these.
FONTS: dict[str, tuple[str, ...]] = {
    "song": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "Noto Serif CJK SC"),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "LXGW WenKai", "Noto Serif CJK SC"),
    "hei": ("SimHei", "黑体", "STHeiti", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Zen Hei"),
    "title": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC"),
    "number": ("SimSun", "宋体", "NSimSun", "STSong", "Noto Serif CJK SC"),
}
# Whatever else may hold Chinese letters, tried last for every kind.
LAST = (
    "Source Han Serif SC",
    "Source Han Sans SC",
    "Noto Sans CJK SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
)
# How heavy the substitutes are, so that they come near the letters they stand for.
WEIGHTS = {"song": 300, "kai": 400, "hei": 500, "title": 600, "number": 400}
WORD_FONTS = {
    "song": "仿宋_GB2312",
    "kai": "楷体_GB2312",
    "hei": "黑体",
    "title": "方正小标宋简体",
    "number": "宋体",
}


def mark_size(characters: float) -> float:
    """The size of the issuer's name: as large as one line allows."""
    return min(MARK_LARGEST, MARK_ROOM / max(characters, 1))
