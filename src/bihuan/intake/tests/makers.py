"""A small city's register, and documents as they come in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bihuan.files.tests.makers import NOON, make_person
from bihuan.intake import actions
from bihuan.intake.models import Document, Proposal, SourceType
from bihuan.people.models import Person, Role, Unit, UnitAlias, UnitKind

UNITS: Mapping[str, tuple[str, ...]] = {
    "市发展和改革委员会": ("市发改委",),
    "市住房和城乡建设局": ("市住建局",),
    "市财政局": (),
    "望湖区人民政府": ("望湖区",),
}
MINUTES = (
    "关于城北片区建设的会议纪要\n"
    "会议议定以下事项。\n"
    "一、市住建局牵头，市财政局配合，6月30日前完成城北污水厂提标改造，新增日处理能力2万吨。\n"
    "二、市发改委要于9月底前将雨污分流项目申报省级预算内投资。\n"
    "三、市奇石办要加快推进湖滨步道建设，年底前建成3公里。"
)

# The same without a name that nobody knows.
CLEAR = MINUTES.replace("市奇石办", "望湖区")


def make_register() -> dict[str, Unit]:
    """Four units with the names under which documents speak of them."""
    units = {}
    for number, (name, aliases) in enumerate(UNITS.items(), 1):
        unit = Unit.objects.create(
            name=name,
            short_name=(*aliases, name)[0],
            kind=UnitKind.DEPARTMENT,
            path=f"9.{number}.",
            sort_key=name,
        )
        UnitAlias.objects.bulk_create(UnitAlias(unit=unit, name=alias) for alias in aliases)
        units[unit.short_name] = unit
    return units


def make_supervisor(username: str = "supervisor") -> Person:
    return make_person(username, role=Role.SUPERVISOR)


def make_document(*, by: Person | None = None, text: str = MINUTES, **more: Any) -> Document:
    """A document as the actions leave it: under review, with the proposals that the rules find."""
    if not Unit.objects.filter(name__in=UNITS).exists():
        make_register()
    said = {"source_type": SourceType.MEETING, "issued_date": date(2026, 3, 1), **more}
    by = by or Person.objects.filter(username="supervisor").first() or make_supervisor()
    return actions.take_document(by=by, at=NOON, text=text, confirmed_unclassified=True, **said)


def make_proposal(document: Document | None = None, *, words: str = "城北污水厂提标改造") -> Proposal:
    """The proposal whose passage holds these words."""
    document = document or make_document()
    return next(each for each in document.proposals.order_by("start") if words in passage(each))


def accept_all(document: Document) -> None:
    """Every waiting proposal accepted, one by one."""
    for proposal in document.proposals.all().waiting():
        actions.accept_proposal(proposal=proposal, by=document.by, at=NOON)


def passage(proposal: Proposal) -> str:
    """The words that a proposal points to."""
    return proposal.document.text[proposal.start : proposal.end]
