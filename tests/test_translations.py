"""Chinese first, English second, both complete."""

import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

from bihuan.ui import catalogues

# Not the style page: its samples are for developers.
TEMPLATES = sorted(
    path
    for path in catalogues.ROOMS.rglob("templates/**/*.html")
    if not path.match("ui/style*") and path.parent.name != "style"
)
CHINESE = re.compile("[\u3400-\u9fff]")
# What a reader never sees as words: comments, tags, code between them, and the markup itself.
UNSEEN = re.compile(
    "|".join(
        [
            r"{%\s*block bodyclass.*?endblock\s*%}",
            r"{#.*?#}",
            r"{%\s*comment.*?endcomment\s*%}",
            r"{%\s*blocktrans.*?endblocktrans\w*\s*%}",
            r"{%.*?%}",
            r"{{.*?}}",
            r"<script.*?</script>",
            r"<!--.*?-->",
            r"<[^>]*>",
            r"&\w+;",
        ]
    ),
    re.DOTALL,
)
TAGS = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
# Attributes that are read aloud or shown.
SPOKEN = re.compile(r"\s(?:title|alt|placeholder|aria-label|label)=\"([^\"{%]*[A-Za-z]{2}[^\"]*)\"")
# Words that are the same in every language: keys, names of formats, the two languages' own names.
UNIVERSAL = {
    "Ctrl",
    "Esc",
    "Enter",
    "Alt",
    "Shift",
    "Bihuan",
    "English",
    "PDF",
    "DOCX",
    "XLSX",
    "TOTP",
    "SHA",
    "API",
}


def test_every_message_has_its_chinese() -> None:
    assert catalogues.problems() == []


def test_chinese_is_spoken_and_english_is_the_key() -> None:
    catalogues.compile_stale()
    with translation.override("zh-hans"):
        assert gettext("Cancel") != "Cancel"
    with translation.override("en"):
        assert gettext("Cancel") == "Cancel"


def test_no_library_speaks_in_our_place() -> None:
    catalogues.compile_stale()
    said = [message for room in catalogues.rooms() for message in catalogues.kept(room) if message.id]
    plain = [message for message in said if isinstance(message.id, str) and not message.context]
    with translation.override("zh-hans"):
        assert [str(m.id) for m in plain if gettext(str(m.id)) != m.string] == []


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda path: path.relative_to(catalogues.ROOMS).as_posix())
def test_a_page_says_nothing_that_is_not_translated(page: Path) -> None:
    text = page.read_text("utf-8").replace(">中文<", "><")
    seen = UNSEEN.sub(" ", text)
    bare = [word for word in re.findall(r"[A-Za-z]{2,}", seen) if word not in UNIVERSAL]
    spoken = [match for match in SPOKEN.findall(TAGS.sub("", text)) if match not in UNIVERSAL]
    assert bare + spoken == []
    assert [line for line in text.splitlines() if CHINESE.search(line) and "{#" not in line] == []


def test_no_message_hides_in_an_f_string() -> None:
    """The catalogue does not find it there, and everybody reads it in English."""
    hidden = re.compile(r"""\bf["'].*\{(?:_|n?p?gettext(?:_lazy)?)\(""")
    lines = [
        f"{path}:{number}"
        for path in catalogues.ROOMS.rglob("*.py")
        if "tests" not in path.parts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if hidden.search(line)
    ]
    assert not lines
