"""What a person has begun to write."""

import json
from collections.abc import Mapping
from typing import Any

from django.forms import Field

from bihuan.people.models import Draft, Person


def draft_of(person: Person, place: str) -> Draft | None:
    """What this person has begun to write into the form at an address."""
    return Draft.objects.visible_to(person).filter(place=place).first()


def restored(draft: Draft | None, fields: Mapping[str, Field]) -> dict[str, Any]:
    """The values of a draft for the fields of its form; what the form no longer asks for is left out."""
    said = json.loads(draft.words) if draft else {}
    return {
        name: said[name] if getattr(field.widget, "allow_multiple_selected", False) else said[name][-1]
        for name, field in fields.items()
        if said.get(name)
    }
