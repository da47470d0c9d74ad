"""Schemes in versions, and the groups of units."""

import json
from typing import Annotated, Any

from django.http import Http404
from ninja import Field, Router, Schema
from ninja import Status as Answered

from bihuan.indicators.models import Indicator
from bihuan.journal import clock
from bihuan.kernel.canonical import LARGEST
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person, Unit
from bihuan.people.requests import SignedInRequest
from bihuan.standings import actions
from bihuan.standings.actions import NewInput, NewPart, NewVersion
from bihuan.standings.actions.schemes import LONGEST_BASIS, LONGEST_CODE, LONGEST_NAME, MOST_PARTS
from bihuan.standings.models import Group, Lacking, Method, Origin, Scheme
from bihuan.standings.queries.schemes import Read, groups, read, schemes
from bihuan.ui.schemas import AnyId, Id, StrictSchema, answers

router = Router(tags=["standings"])
MOST_UNITS, MOST_INPUTS = 200, 20
Number = Annotated[int, Field(ge=-LARGEST, le=LARGEST, description="In ten-thousandths")]
Code = Annotated[str, Field(min_length=1, max_length=LONGEST_CODE)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
Reason = Annotated[str, Field(min_length=1, max_length=4000)]


class InputIn(StrictSchema):
    """A number that a part asks for, and where it comes from."""

    name: Code
    origin: Origin = Origin.ENTERED
    label: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    unit_name: Annotated[str, Field(max_length=LONGEST_CODE)] = ""
    figure: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    whole: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    is_year: bool = False
    indicator_id: AnyId | None = None
    number: Number | None = None

    def order(self, by: Person) -> NewInput:
        """The input, with its indicator as this person sees it."""
        said = self.model_dump(exclude={"indicator_id"})
        found = Indicator.objects.visible_to(by).filter(pk=self.indicator_id or 0).first()
        return NewInput(indicator=found, **said)


class PartIn(StrictSchema):
    """A part with its full points, its method and the settings of it."""

    code: Code
    name: Name
    weight: Number
    method: Method = Method.EFFICACY
    settings: dict[str, Any] = {}
    inputs: Annotated[list[InputIn], Field(max_length=MOST_INPUTS)] = []
    unit_name: Annotated[str, Field(max_length=LONGEST_CODE)] = ""
    is_bonus: bool = False

    def order(self, by: Person) -> NewPart:
        inputs = tuple(each.order(by) for each in self.inputs)
        return NewPart(inputs=inputs, **self.model_dump(exclude={"inputs"}))


class VersionIn(StrictSchema):
    """What a scheme shall say."""

    parts: Annotated[list[PartIn], Field(min_length=1, max_length=MOST_PARTS)]
    basis: Annotated[str, Field(max_length=LONGEST_BASIS)] = ""
    lacking: Lacking = Lacking.LIST
    places: Annotated[int, Field(ge=0, le=4)] = 2
    most_bonus: Number | None = None
    margin: Number = 0

    def order(self, by: Person) -> NewVersion:
        said = self.model_dump(include={"basis", "lacking", "places", "most_bonus", "margin"})
        return NewVersion(parts=tuple(each.order(by) for each in self.parts), **said)


class SchemeIn(VersionIn):
    name: Name


class NextIn(VersionIn):
    reason: Reason


class InputOut(Schema):
    name: str
    label: str
    unit_name: str
    origin: str
    figure: str
    whole: str
    is_year: bool
    indicator_id: int | None
    number: int | None


class PartOut(Schema):
    """A part with its formula in full."""

    code: str
    name: str
    weight: int
    unit_name: str
    method: str
    settings: dict[str, Any]
    is_bonus: bool
    formula: str
    inputs: list[InputOut]


class SchemeRowOut(Schema):
    id: int
    name: str
    is_active: bool
    version_id: int
    number: int


class SchemeOut(SchemeRowOut):
    """A version of a scheme with every formula."""

    basis: str
    reason: str
    lacking: str
    places: int
    most_bonus: int | None
    margin: int
    parts: list[PartOut]


class GroupIn(StrictSchema):
    """The units that are compared with each other."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    unit_ids: Annotated[list[AnyId], Field(min_length=1, max_length=MOST_UNITS)]


class GroupOut(Schema):
    id: int
    name: str
    unit_ids: list[int]


@router.get("/schemes", response=answers(list[SchemeRowOut]))
def scheme_list(request: SignedInRequest) -> list[dict[str, Any]]:
    """List the schemes with the version that is in use."""
    return [
        {
            "id": each.scheme_id,
            "name": each.scheme.name,
            "is_active": each.scheme.is_active,
            "version_id": each.pk,
            "number": each.number,
        }
        for each in schemes(request.user)
    ]


@router.post("/schemes", response=answers(SchemeOut, 201))
def scheme_write(request: SignedInRequest, body: SchemeIn) -> Any:
    """Write a scheme. What may not be scored, or cannot be, is refused with a sentence."""
    order = body.order(request.user)
    made = actions.write_scheme(name=body.name, order=order, by=request.user, at=clock.now())
    return Answered(201, _told(request, made.scheme))


@router.get("/schemes/{pk}", response=answers(SchemeOut))
def scheme_detail(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Read a scheme as it is in use, with every formula."""
    return _told(request, _one(request, pk))


@router.post("/schemes/{pk}/versions", response=answers(SchemeOut, 201))
def scheme_write_anew(request: SignedInRequest, pk: Id, body: NextIn) -> Any:
    """Write the next version of a scheme, saying why."""
    order, scheme = body.order(request.user), _one(request, pk)
    actions.write_scheme(scheme=scheme, order=order, reason=body.reason, by=request.user, at=clock.now())
    return Answered(201, _told(request, scheme))


@router.post("/schemes/{pk}/retire", response=answers(SchemeOut))
def scheme_retire(request: SignedInRequest, pk: Id) -> dict[str, Any]:
    """Put a scheme aside."""
    row = actions.retire_scheme(scheme=_one(request, pk), by=request.user, at=clock.now())
    return _told(request, row)


@router.get("/groups", response=answers(list[GroupOut]))
def group_list(request: SignedInRequest) -> list[dict[str, Any]]:
    """List the groups with their units."""
    return [_group(row) for row, _names in groups(request.user)]


@router.post("/groups", response=answers(GroupOut, 201))
def group_make(request: SignedInRequest, body: GroupIn) -> Any:
    """Name units that are compared with each other."""
    units = _units(request, body.unit_ids)
    row = actions.set_group(name=body.name, units=units, by=request.user, at=clock.now())
    return Answered(201, _group(row))


@router.put("/groups/{pk}", response=answers(GroupOut))
def group_set(request: SignedInRequest, pk: Id, body: GroupIn) -> dict[str, Any]:
    """Say anew which units a group has. Tables that are frozen keep theirs."""
    row: Group | None = Group.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    units = _units(request, body.unit_ids)
    return _group(actions.set_group(name=body.name, units=units, by=request.user, at=clock.now(), group=row))


def _group(row: Group) -> dict[str, Any]:
    members = row.members.order_by("pk").values_list("unit_id", flat=True)
    return {"id": row.pk, "name": row.name, "unit_ids": list(members)}


def _units(request: SignedInRequest, keys: list[int]) -> list[Unit]:
    found = {unit.pk: unit for unit in Unit.objects.visible_to(request.user).filter(pk__in=keys)}
    if lost := [key for key in keys if key not in found]:
        raise Invalid(f"unit_ids: {lost[0]}")
    return [found[key] for key in keys]


def _one(request: SignedInRequest, pk: int) -> Scheme:
    row: Scheme | None = Scheme.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _told(request: SignedInRequest, scheme: Scheme) -> dict[str, Any]:
    found: Read | None = read(request.user, scheme, "")
    if found is None:
        raise Http404
    version = found.plan.version
    said = ("basis", "reason", "lacking", "places", "most_bonus", "margin", "number")
    parts = ("code", "name", "weight", "unit_name", "method", "is_bonus")
    inputs = list(InputOut.model_fields)
    return {
        **{name: getattr(version, name) for name in said},
        "id": scheme.pk,
        "name": scheme.name,
        "is_active": scheme.is_active,
        "version_id": version.pk,
        "parts": [
            {
                **{name: getattr(each.part, name) for name in parts},
                "settings": json.loads(each.part.settings),
                "formula": each.formula,
                "inputs": [{name: getattr(row, name) for name in inputs} for _label, row in each.inputs],
            }
            for each in found.parts
        ],
    }
