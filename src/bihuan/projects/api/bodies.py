"""What a program hands in about projects, and how numbers become rows that the sender may name."""

from datetime import date
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from ninja import Field

from bihuan.files.models import StoredFile
from bihuan.kernel.errors import Invalid
from bihuan.kernel.money import LARGEST
from bihuan.people.models import Person, Post, Unit
from bihuan.projects.models import (
    Approval,
    Datum,
    Flow,
    Level,
    Nature,
    PaperKind,
    Part,
    Project,
    Source,
    Stage,
    Trouble,
    Visit,
)
from bihuan.projects.queries.ledger import Wanted
from bihuan.projects.rules.orders import NewPaper, NewProblem, NewProject, Place
from bihuan.ui.schemas import AnyId, CleanSchema, StrictSchema

MOST_UNITS, MOST_YEARS = 40, 40

Fen = Annotated[int, Field(ge=0, le=LARGEST, description="Whole 分; 1 万元 is 1000000")]
Text = Annotated[str, Field(min_length=1, max_length=600)]
Year = Annotated[int, Field(ge=2000, le=2100)]

Upto5 = Annotated[str, Field(max_length=5)]
Upto6 = Annotated[str, Field(max_length=6)]
Upto30 = Annotated[str, Field(max_length=30)]
Upto40 = Annotated[str, Field(max_length=40)]
Upto60 = Annotated[str, Field(max_length=60)]
Upto100 = Annotated[str, Field(max_length=100)]
Upto120 = Annotated[str, Field(max_length=120)]
Upto160 = Annotated[str, Field(max_length=160)]
Upto200 = Annotated[str, Field(max_length=200)]
Upto300 = Annotated[str, Field(max_length=300)]
Upto4000 = Annotated[str, Field(max_length=4000)]


def one(model: Any, pk: int | None, by: Person) -> Any:
    """The row of this number, where this person may name it; nothing where none is named."""
    if pk is None:
        return None
    found = model.objects.visible_to(by).filter(pk=pk).first()
    if found is None:
        named = {"kind": model._meta.verbose_name, "id": pk}
        raise Invalid(_("There is no %(kind)s %(id)s that you may name here.") % named)
    return found


def _units(named: "list[UnitIn]", by: Person) -> tuple[tuple[str, Unit], ...]:
    rows = Unit.objects.visible_to(by).in_bulk([each.unit_id for each in named])
    missing = [str(each.unit_id) for each in named if each.unit_id not in rows]
    if missing:
        raise Invalid(_("There is no unit %(ids)s.") % {"ids": ", ".join(missing)})
    # The same unit twice in one capacity is once.
    return tuple(dict.fromkeys((str(each.part), rows[each.unit_id]) for each in named))


class WantedIn(CleanSchema):
    """The filters of the register. `group`: empty is everything that is not given up."""

    group: Literal["", "continuing", "new", "completion", "reserve", "stuck", "all"] = ""
    q: Annotated[str, Field(max_length=60)] = ""
    unit_id: AnyId | None = None
    nature: Nature | None = None
    stage: Stage | None = None
    # As the rows say it.
    light: Literal["", "red", "amb", "grn", "gry", "done"] = ""
    parent_id: AnyId | None = None

    def wanted(self) -> Wanted:
        return Wanted(
            group=self.group,
            phrase=self.q,
            unit=self.unit_id,
            nature=self.nature or "",
            stage=self.stage or "",
            light=self.light,
            parent=self.parent_id,
        )


class Body(StrictSchema):
    """What an action needs beside the thing, the person and the moment."""

    def arguments(self, by: Person) -> dict[str, Any]:
        """The action's keyword arguments, with numbers turned into rows that this person may name."""
        return self.model_dump()


class FactsIn(Body):
    """Fields of a project. What is not sent stays as it is."""

    name: Upto120 = ""
    code: Upto40 | None = None
    approval: Approval = Approval.APPROVE
    nature: Nature = Nature.GOVERNMENT
    field: Upto40 = ""
    industry: Upto5 = ""
    region: Upto6 = ""
    site: Upto200 = ""
    content: Upto4000 = ""
    scale: Upto200 = ""
    total: Fen = 0
    opening: Fen = 0
    start_plan: date | None = None
    finish_plan: date | None = None
    builder: Upto100 = ""
    builder_code: Upto40 = ""
    contact: Upto60 = ""
    phone: Upto30 = ""
    goal: Upto300 = ""
    stat_code: Upto40 = ""
    stat_date: date | None = None

    def facts(self) -> dict[str, Any]:
        """The fields that were sent."""
        return self.model_dump(include=set(FactsIn.model_fields), exclude_unset=True)

    def arguments(self, by: Person) -> dict[str, Any]:
        return {"facts": self.facts()}


class UnitIn(StrictSchema):
    part: Part
    unit_id: AnyId


class PlaceIn(Body):
    """A point in degrees, and the coordinate system that they belong to."""

    lon: Annotated[float, Field(ge=-180, le=180)]
    lat: Annotated[float, Field(ge=-90, le=90)]
    datum: Datum

    def place(self) -> Place:
        return Place(self.lon, self.lat, self.datum)

    def arguments(self, by: Person) -> dict[str, Any]:
        return {"where": self.place()}


class PlanIn(Body):
    """The plan of one year by source; a source that is not sent stays as it is."""

    year: Year
    amounts: dict[Source, Fen]

    def arguments(self, by: Person) -> dict[str, Any]:
        return {"year": self.year, "amounts": {str(source): fen for source, fen in self.amounts.items()}}


class ProjectIn(FactsIn):
    """A project as it enters the ledger. From another ledger it may enter at its stage."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    approval: Approval
    nature: Nature
    lead_id: AnyId
    stage: Stage = Stage.IDEA
    is_package: bool = False
    parent_id: AnyId | None = None
    start_fact: date | None = None
    finish_fact: date | None = None
    sponsor_id: AnyId | None = None
    place: PlaceIn | None = None
    units: Annotated[list[UnitIn], Field(max_length=MOST_UNITS)] = []
    plans: Annotated[list[PlanIn], Field(max_length=MOST_YEARS)] = []

    def order(self, by: Person, idem: str) -> NewProject:
        return NewProject(
            lead=one(Unit, self.lead_id, by),
            facts=self.facts(),
            units=_units(self.units, by),
            place=self.place.place() if self.place else None,
            parent=one(Project, self.parent_id, by),
            is_package=self.is_package,
            stage=self.stage,
            start_fact=self.start_fact,
            finish_fact=self.finish_fact,
            sponsor=one(Post, self.sponsor_id, by),
            plans={each.year: each.arguments(by)["amounts"] for each in self.plans},
            idem=idem,
        )


class AssignIn(Body):
    """The lead unit and all others: a unit that is not sent is no longer named."""

    lead_id: AnyId
    units: Annotated[list[UnitIn], Field(max_length=MOST_UNITS)] = []

    def arguments(self, by: Person) -> dict[str, Any]:
        return {"lead": one(Unit, self.lead_id, by), "units": _units(self.units, by)}


class SponsorIn(Body):
    """The office (a post) of the leader in charge; nothing takes him away."""

    post_id: AnyId | None = None

    def arguments(self, by: Person) -> dict[str, Any]:
        return {"post": one(Post, self.post_id, by)}


class StepIn(Body):
    """The day on which the stage was reached; without one, today."""

    day: date | None = None


class ReasonIn(Body):
    reason: Text


class PaperIn(Body):
    """A file handed in before with `POST /files`, what it proves, and what stands in it."""

    kind: PaperKind
    dated: date
    file_id: AnyId
    name: Upto160 = ""
    number: Upto60 = ""
    amount: Fen | None = None
    note: Upto200 = ""

    def arguments(self, by: Person) -> dict[str, Any]:
        said = self.model_dump(exclude={"file_id"})
        return {"paper": NewPaper(**said), "file": one(StoredFile, self.file_id, by)}


class IssueIn(Body):
    number: Annotated[str, Field(min_length=1, max_length=60)]
    issued_date: date


class ChangeIn(Body):
    """What is to be changed of what was approved; what is not sent stays."""

    reason: Text
    content: Upto4000 = ""
    scale: Upto200 = ""
    total: Fen | None = None
    finish_date: date | None = None

    def arguments(self, by: Person) -> dict[str, Any]:
        said = self.model_dump()
        return {"reason": said.pop("reason"), "wanted": said}


class DecideIn(Body):
    is_granted: bool
    ground: Text
    number: Upto60 = ""


class ProblemIn(Body):
    kind: Trouble
    level: Level
    text: Text
    unit_id: AnyId
    due: date

    def arguments(self, by: Person) -> dict[str, Any]:
        said = self.model_dump(exclude={"unit_id"})
        return {"raised": NewProblem(**said, unit=one(Unit, self.unit_id, by))}


class SolveIn(Body):
    measure: Text


class GrantIn(Body):
    """Money from the centre or the province with its limits, and who watches over it."""

    source: Literal["central", "province"]
    programme: Annotated[str, Field(min_length=1, max_length=100)]
    number: Annotated[str, Field(min_length=1, max_length=60)]
    issued_date: date
    amount: Fen
    start_due: date
    pay_due: date
    unit_id: AnyId
    watcher: Annotated[str, Field(min_length=1, max_length=60)]

    def arguments(self, by: Person) -> dict[str, Any]:
        return {"unit": one(Unit, self.unit_id, by), "facts": self.model_dump(exclude={"unit_id"})}


class FlowIn(Body):
    kind: Flow
    day: date
    amount: Fen
    note: Upto200 = ""


class VisitIn(Body):
    """A visit, with its picture handed in before with `POST /files`."""

    kind: Visit
    day: date
    file_id: AnyId
    note: Upto200 = ""

    def arguments(self, by: Person) -> dict[str, Any]:
        return {**self.model_dump(exclude={"file_id"}), "file": one(StoredFile, self.file_id, by)}


class NodeIn(Body):
    """How a milestone stands; what is not sent stays as it is."""

    plan_date: date | None = None
    asked_date: date | None = None
    fact_date: date | None = None
    number: Upto60 = ""
    waived: Upto200 = ""
    unit_id: AnyId | None = None
    file_id: AnyId | None = None

    def arguments(self, by: Person) -> dict[str, Any]:
        return {
            "facts": self.model_dump(exclude={"unit_id", "file_id"}, exclude_unset=True),
            "unit": one(Unit, self.unit_id, by),
            "file": one(StoredFile, self.file_id, by),
        }
