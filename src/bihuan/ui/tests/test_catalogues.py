import gettext
from pathlib import Path

import pytest

from bihuan.ui import catalogues

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy
# Translators: the verb
URGE = _("Urge %(unit)s")
MAY = pgettext_lazy("month", "May")
DAYS = ngettext("%(n)d day", "%(n)d days", 2)
"""
PAGE = """
<div class="(">
      <p title="{% translate "Due soon" %}">don't
   {% blocktranslate count n=n trimmed %}
     one task of {{ unit }}
   {% plural %}{{ n }} tasks of {{ unit }}{% endblocktranslate %}
</div>{{ _("Sign") }}
"""
CHINESE = {
    "Urge %(unit)s": "催办%(unit)s",
    "May": "5月",
    "%(n)d day": "%(n)d天",
    "Due soon": "临近到期",
    "one task of %(unit)s": "%(unit)s有%(n)s件",
    "Sign": "签收",
}


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A room of its own, with one module and one page."""
    monkeypatch.setattr(catalogues, "ROOMS", tmp_path)
    return make_room(tmp_path, "home")


def make_room(house: Path, name: str) -> Path:
    room = house / name
    (room / "templates").mkdir(parents=True)
    (room / "__init__.py").touch()
    (room / "rules.py").write_text(CODE)
    (room / "templates" / "page.html").write_text(PAGE)
    return room


def write_chinese(room: Path, **instead: str) -> None:
    """Fill the room's catalogue in, as a translator would."""
    lines, chinese = [], ""
    for line in catalogues.catalogue_file(room).read_text().splitlines():
        if line.startswith("msgid ") and line != 'msgid ""':
            english = line.removeprefix("msgid ").strip('"')
            chinese = {**CHINESE, **instead}[english]
        empty = line in {'msgstr ""', 'msgstr[0] ""'} and chinese
        lines.append(line.replace('""', f'"{chinese}"') if empty else line)
    catalogues.catalogue_file(room).write_text("\n".join(lines) + "\n")


def test_every_message_of_code_and_pages_arrives_empty(room: Path) -> None:
    assert catalogues.update(room)
    assert sorted(catalogues.problems()) == sorted(f"home: not translated: {text!r}" for text in CHINESE)


def test_a_second_update_changes_nothing(room: Path) -> None:
    catalogues.update(room)
    write_chinese(room)
    assert not catalogues.update(room)
    assert catalogues.problems() == []


def test_the_compiled_catalogue_speaks_chinese(room: Path) -> None:
    catalogues.update(room)
    write_chinese(room)
    assert catalogues.compile_stale() == [room]
    assert catalogues.compile_stale() == []
    with catalogues.catalogue_file(room).with_suffix(".mo").open("rb") as stream:
        spoken = gettext.GNUTranslations(stream)
    assert spoken.gettext("Due soon") == "临近到期"
    assert spoken.pgettext("month", "May") == "5月"
    assert spoken.ngettext("%(n)d day", "%(n)d days", 3) == "%(n)d天"


def test_a_message_no_longer_said_is_a_problem_until_it_is_dropped(room: Path) -> None:
    catalogues.update(room)
    write_chinese(room)
    (room / "templates" / "page.html").write_text("<p></p>")
    assert "home: no longer said: 'Sign'" in catalogues.problems()
    catalogues.update(room)
    assert catalogues.problems() == []


@pytest.mark.parametrize(
    ("chinese", "fault"),
    [
        ("催办", "the translation leaves out a placeholder"),
        ("催办%(units)s", "the translation has a placeholder that the message has not"),
    ],
)
def test_placeholders_must_agree(room: Path, chinese: str, fault: str) -> None:
    catalogues.update(room)
    write_chinese(room, **{"Urge %(unit)s": chinese})
    assert catalogues.problems() == [f"home: {fault}: 'Urge %(unit)s'"]


def test_two_rooms_must_not_translate_the_same_words_differently(room: Path) -> None:
    other = make_room(room.parent, "intake")
    for each, sign in ((room, "签收"), (other, "签字")):
        catalogues.update(each)
        write_chinese(each, Sign=sign)
    [problem] = [problem for problem in catalogues.problems() if "two ways" in problem]
    assert problem.startswith("'Sign' is translated in two ways (home '签收', intake '签字')")
