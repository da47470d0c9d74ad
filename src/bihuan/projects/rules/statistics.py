"""Whether a project's papers would pass the statistics office (纳统预审): what stands where. Pure."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from bihuan.kernel.money import WAN, in_unit
from bihuan.projects.models import PaperKind

# The scope of the statistics library: 500 万元 and more.
SMALLEST = 500 * WAN
COMPARED = (PaperKind.APPROVAL, PaperKind.CONTRACT, PaperKind.FORM)
SHORT: dict[str, Any] = {
    "ledger": gettext_lazy("Ledger"),
    PaperKind.APPROVAL: pgettext_lazy("statistics", "Approval"),
    PaperKind.CONTRACT: pgettext_lazy("statistics", "Contract"),
    PaperKind.FORM: pgettext_lazy("statistics", "Application form"),
    PaperKind.SITE_PHOTO: pgettext_lazy("statistics", "Site photo"),
}
POINTS: dict[str, Any] = {
    "papers": gettext_lazy("Approval, contract, application form and site photo are on file"),
    "names": gettext_lazy("The names agree"),
    "amounts": gettext_lazy("The amounts agree"),
    "order": gettext_lazy("The approval is not later than the contract"),
    "photo": gettext_lazy("The site photo is not earlier than the start"),
    "size": gettext_lazy("The total is 5 million yuan or more"),
}


@dataclass(frozen=True)
class Said:
    """What one paper says; `name` and `amount` may be unknown."""

    kind: str
    name: str
    amount: int | None
    dated: date


@dataclass(frozen=True)
class Subject:
    """What the ledger says of the project itself."""

    name: str
    total: int
    start: date | None


@dataclass(frozen=True)
class Point:
    """One point of the check: whether it holds, and what stands where."""

    name: str
    holds: bool
    stands: tuple[tuple[Any, str], ...]

    @property
    def label(self) -> Any:
        return POINTS[self.name]


def check(subject: Subject, papers: Iterable[Said]) -> list[Point]:
    """All points in their order. Of several papers of a kind the last one counts."""
    found = {paper.kind: paper for paper in papers}
    return list(_points(subject, found))


def _points(subject: Subject, found: dict[str, Said]) -> Iterator[Point]:
    compared = [found[kind] for kind in COMPARED if kind in found]
    wanted = (*COMPARED, PaperKind.SITE_PHOTO)
    there = tuple((SHORT[kind], found[kind].dated.isoformat() if kind in found else "—") for kind in wanted)
    yield Point("papers", all(kind in found for kind in wanted), there)
    names = [("ledger", subject.name), *((paper.kind, paper.name) for paper in compared)]
    same = {_plain(name) for _kind, name in names}
    yield Point("names", len(same) == 1 and "" not in same, _stands(names))
    amounts = [("ledger", subject.total), *((paper.kind, paper.amount) for paper in compared)]
    said = [(kind, _wan(amount)) for kind, amount in amounts]
    yield Point("amounts", len({amount for _kind, amount in amounts}) == 1, _stands(said))
    approval, contract = found.get(PaperKind.APPROVAL), found.get(PaperKind.CONTRACT)
    days = [(paper.kind, paper.dated.isoformat()) for paper in (approval, contract) if paper]
    in_order = not (approval and contract) or approval.dated <= contract.dated
    yield Point("order", in_order, _stands(days))
    yield _photo(subject, found.get(PaperKind.SITE_PHOTO))
    yield Point("size", subject.total >= SMALLEST, _stands([("ledger", _wan(subject.total))]))


def _photo(subject: Subject, photo: Said | None) -> Point:
    stands = [(gettext_lazy("Actual start"), subject.start.isoformat() if subject.start else "—")]
    if photo:
        stands.append((SHORT[PaperKind.SITE_PHOTO], photo.dated.isoformat()))
    holds = subject.start is not None and (photo is None or photo.dated >= subject.start)
    return Point("photo", holds, tuple(stands))


def _stands(said: Iterable[tuple[str, str]]) -> tuple[tuple[Any, str], ...]:
    return tuple((SHORT[kind], words or "—") for kind, words in said)


def _wan(amount: int | None) -> str:
    return "" if amount is None else _("%(amount)s wan yuan") % {"amount": in_unit(amount)}


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
