"""What the public is told about a project: plain values, gathered by a query and written by `oc4ids`.

Amounts are whole 分; days are days in China; an empty text or tuple, and nothing, are left out.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Role(StrEnum):
    """What a party does in a project, by the standard's code.

    The builder (建设单位) is the legal person that buys the works, not the contractor who carries them out.
    """

    AUTHORITY = "publicAuthority"
    BUILDER = "procuringEntity"
    ADMINISTRATOR = "administrativeEntity"
    FUNDER = "funder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From a day to a day, both counted in; either may be open, not both."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a project stands. `lon` and `lat` in ten-millionths of a degree of WGS-84, both or neither.

    CGCS2000 differs from it by less than a metre; GCJ-02 must be converted or left out. `region` is the name
    of the area, `region_code` its six digits.
    """

    lon: int | None = None
    lat: int | None = None
    address: str = ""
    region: str = ""
    region_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A part of the budget: of one source, or of one year."""

    id: str
    title: str
    amount: int
    span: Span | None = None
    party: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """The budget taken apart in one way."""

    id: str
    title: str
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What was approved to be spent, when, and how it is taken apart."""

    amount: int
    approved: date | None = None
    description: str = ""
    breakdowns: tuple[Breakdown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A unit or company with its roles; `code` is its 统一社会信用代码. `id` is its own in a project."""

    id: str
    name: str
    roles: tuple[Role, ...]
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedDocument:
    """A paper that may be read; `kind` is a PaperKind of this room, `url` an address of the web."""

    id: str
    title: str
    kind: str
    published: date
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node of the plan: when it is due, when it was met."""

    id: str
    title: str
    due: date | None = None
    met: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What was spent in a month, by its first day, and how far the works had come at its end, in percent."""

    month: date
    done: int
    percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YearAmount:
    """What is planned to be spent in a year."""

    year: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A class of a scheme, such as an industry of GB/T 4754."""

    scheme: str
    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedProject:
    """One project as the public sees it.

    `id` is unique in the city and never changes; `code` is the national project code. `status` and
    `resume_to` are stages of this room. `period` is what was planned from the idea to the handing over,
    `construction` and `handover` the planned parts of it; `finished` and `final` tell how it ended. `opening`
    is what was spent before the first of `months`. `parent` is the id of the package that it is a part of.
    """

    id: str
    title: str
    status: str
    updated: datetime
    resume_to: str = ""
    code: str = ""
    description: str = ""
    purpose: str = ""
    industry: str = ""
    kinds: tuple[Kind, ...] = ()
    place: Place | None = None
    period: Span | None = None
    construction: Span | None = None
    handover: Span | None = None
    finished: date | None = None
    final: int | None = None
    budget: Budget | None = None
    parties: tuple[Party, ...] = ()
    documents: tuple[PublishedDocument, ...] = ()
    nodes: tuple[Node, ...] = ()
    opening: int = 0
    months: tuple[Month, ...] = ()
    plans: tuple[YearAmount, ...] = ()
    policies: tuple[str, ...] = ()
    policy_note: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who publishes, under which licence (an address). `prefix` is given by the standard's registry."""

    name: str
    prefix: str
    code: str = ""
    licence: str = ""
