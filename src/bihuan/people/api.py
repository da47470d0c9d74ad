"""Who works here, for programs: units, persons, and oneself."""

from typing import Any

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from bihuan.people.models import Person, Post, Unit
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import LARGEST_PAGE, Cursor, Id, Limit, answers, keyset

router = Router(tags=["people"])


class UnitOut(Schema):
    """An organisation that can be given work."""

    id: int
    name: str
    short_name: str
    kind: str
    parent_id: int | None
    appraisal_group: str
    aliases: list[str]

    @staticmethod
    def resolve_aliases(unit: Unit) -> list[str]:
        return [alias.name for alias in unit.aliases.all()]


class PersonOut(Schema):
    """Somebody who works here, with the posts he holds now."""

    id: int
    name: str
    posts: list[dict[str, Any]]

    @staticmethod
    def resolve_posts(person: Person) -> list[dict[str, Any]]:
        return [{"unit_id": post.unit_id, "title": post.title} for post in person.posts.all()]


class MeOut(Schema):
    """Oneself, and what one's roles open."""

    id: int
    username: str
    name: str
    roles: list[str]
    unit_ids: list[int]

    @staticmethod
    def resolve_roles(person: Person) -> list[str]:
        return sorted(person.access.roles)

    @staticmethod
    def resolve_unit_ids(person: Person) -> list[int]:
        return sorted(person.access.units)


class UnitPage(Schema):
    items: list[UnitOut]
    next: str


class PersonPage(Schema):
    items: list[PersonOut]
    next: str


@router.get("/me", response=answers(MeOut))
def me(request: SignedInRequest) -> Person:
    return request.user


@router.get("/units", response=answers(UnitPage))
def unit_list(request: SignedInRequest, limit: Limit = LARGEST_PAGE, cursor: Cursor = "") -> dict[str, Any]:
    units = Unit.objects.visible_to(request.user).active().prefetch_related("aliases")
    return keyset(units, limit, cursor)


@router.get("/units/{pk}", response=answers(UnitOut))
def unit_detail(request: SignedInRequest, pk: Id) -> Unit:
    return get_object_or_404(Unit.objects.visible_to(request.user).prefetch_related("aliases"), pk=pk)


@router.get("/persons", response=answers(PersonPage))
def person_list(request: SignedInRequest, limit: Limit = LARGEST_PAGE, cursor: Cursor = "") -> dict[str, Any]:
    posts = Prefetch("posts", queryset=Post.objects.visible_to(request.user).open())
    persons = Person.objects.visible_to(request.user).active().prefetch_related(posts)
    return keyset(persons, limit, cursor)
