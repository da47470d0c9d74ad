"""A scheme as it is written: what holds for all of it, and its parts one below the other."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bihuan.indicators.models import SCALE
from bihuan.journal.texts import LONGEST_TEXT
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person, Unit
from bihuan.standings.actions import NewPart, NewVersion
from bihuan.standings.actions.schemes import LONGEST_BASIS, LONGEST_NAME, MOST_PLACES
from bihuan.standings.forms.fields import NumberField, a_text
from bihuan.standings.forms.tables import ActForm
from bihuan.standings.models import Lacking, Method
from bihuan.standings.queries.sources import ENTERED, choice_of, chosen, menu
from bihuan.standings.rules.orders import NewInput
from bihuan.standings.rules.presets import Preset
from bihuan.standings.rules.records import write_scheme
from bihuan.standings.rules.scored import Plan
from bihuan.standings.rules.terms import WAYS, inputs_of, settings_of, terms_of

SPARE, MOST_FORMS = 2, 20
METHODS = [
    ("efficacy", _("Efficacy coefficient, by parts of the weight")),
    ("efficacy_hundred", _("Efficacy coefficient, 60 + 40 of a hundred")),
    *((method.value, method.label) for method in Method if method != Method.EFFICACY),
]
TERMS = _(
    "Completion: its cap in %, like 120. By place: how many get all, the step, the least, like 3 2 60. "
    "Growth and total: the share of growth in %. Additions and deductions: a line for each cause, like "
    "“returned −2”, and “×times” for units with few kinds of work. Formula: in the first line the formula, "
    "then a line for each number, like “n=late cases”."
)


class SchemeForm(ActForm):
    """What holds for the whole scheme."""

    name = forms.CharField(label=_("Name of the scheme"), max_length=LONGEST_NAME)
    basis = forms.CharField(label=_("Document that orders it"), required=False, max_length=LONGEST_BASIS)
    lacking = forms.ChoiceField(label=_("A unit that lacks a number"), choices=Lacking.choices)
    margin = NumberField(
        label=_("Margin in points"),
        help_text=_("So far beside the average of the group a unit must lie to be called ahead or behind."),
    )
    most_bonus = NumberField(label=_("Most that all bonuses add"), required=False)
    places = forms.IntegerField(label=_("Decimals of points"), min_value=0, max_value=MOST_PLACES)
    reason = a_text(_("Why it is written anew"), required=False)

    def __init__(self, said: Any, *, plan: Plan | None = None, preset: Preset | None = None) -> None:
        initial: dict[str, Any] = {"places": 2, "lacking": Lacking.LIST, "margin": SCALE}
        if preset:
            initial |= {"name": preset.scheme.name, "places": preset.scheme.places}
        if plan:
            version = plan.version
            initial = {name: getattr(version, name) for name in ("basis", "lacking", "margin", "places")}
            initial |= {"most_bonus": version.most_bonus}
        super().__init__(said, initial=initial)
        if plan:
            del self.fields["name"]
            self.fields["reason"].required = True
        else:
            del self.fields["reason"]


class PartForm(forms.Form):
    """One part. Left without a name it is no part."""

    name = forms.CharField(label=_("Name of the part"), required=False, max_length=LONGEST_NAME)
    weight = NumberField(label=_("Full points"), required=False)
    method = forms.ChoiceField(label=_("How numbers become points"), choices=METHODS)
    source = forms.ChoiceField(label=_("Where its number comes from"))
    against = forms.ChoiceField(label=_("Target, or total"), required=False)
    number = NumberField(label=_("Target as a number"), required=False)
    unit = forms.CharField(label=_("Unit of measure"), required=False, max_length=20)
    is_inverse = forms.BooleanField(label=_("Less is better"), required=False)
    is_bonus = forms.BooleanField(label=_("It is a bonus beyond the full points"), required=False)
    terms = forms.CharField(
        label=_("Terms of the method"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *said: Any, person: Person, sources: Any, **more: Any) -> None:
        super().__init__(*said, **more)
        self.person = person
        fields: dict[str, Any] = dict(self.fields)
        fields["source"].choices, fields["against"].choices = sources

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("name") and said.get("weight") is None and "weight" not in self.errors:
            self.add_error("weight", _("Say how many points this part has."))
        elif said.get("name") and not self.errors:
            try:
                said["part"] = self._part(said)
            except Invalid as refusal:
                raise ValidationError(str(refusal)) from refusal
        return said

    def _part(self, said: dict[str, Any]) -> NewPart:
        choice = said["method"]
        weight = f"{said['weight']}/{SCALE}"
        settings = settings_of(choice, said["terms"], weight, is_inverse=said["is_inverse"])
        return NewPart(
            code=f"p{int(str(self.prefix).rpartition('-')[2]) + 1}",
            name=said["name"],
            weight=said["weight"],
            method=Method.EFFICACY if choice in WAYS else choice,
            settings=settings,
            inputs=self._inputs(choice, said, settings),
            unit_name=said["unit"],
            is_bonus=said["is_bonus"],
        )

    def _inputs(self, choice: str, said: dict[str, Any], settings: dict[str, Any]) -> tuple[NewInput, ...]:
        if choice in (Method.TALLY, Method.FORMULA):
            return inputs_of(choice, said["terms"], settings)
        names: dict[str, tuple[str, ...]] = {
            Method.COMPLETION: ("actual", "target"),
            Method.GROWTH: ("growth", "total"),
        }
        wanted = names.get(choice, ("value",))
        told = [said["source"], said["against"]]
        return tuple(
            chosen(self.person, name, source, said["number"], said["unit"])
            for name, source in zip(wanted, told, strict=False)
        )


def part_forms(said: Any, person: Person, plan: Plan | None, preset: Preset | None = None) -> list[PartForm]:
    """A form for every part, and some more for new ones. A published scheme fills them in."""
    sources = (menu(person), menu(person, with_number=True))
    first = [_initial(part, list(plan.inputs[part.pk])) for part in plan.parts] if plan else []
    if preset:
        first = [_published(part) for part in write_scheme(preset.scheme)["parts"]]
    count = min(len(first) + SPARE if first else SPARE + SPARE, MOST_FORMS)
    if said is not None:
        count = min(max(count, sum(key.endswith("-method") for key in said)), MOST_FORMS)
    return [
        PartForm(
            said,
            person=person,
            sources=sources,
            prefix=f"part-{number}",
            empty_permitted=True,
            use_required_attribute=False,
            initial=first[number] if number < len(first) else None,
        )
        for number in range(count)
    ]


def _initial(part: Any, inputs: list[Any]) -> dict[str, Any]:
    said = part.said
    is_hundred = part.method == Method.EFFICACY and said.get("way") == WAYS["efficacy_hundred"]
    found = {
        "name": part.name,
        "weight": part.weight,
        "method": "efficacy_hundred" if is_hundred else part.method,
        "unit": part.unit_name,
        "is_inverse": bool(said.get("is_inverse")),
        "is_bonus": part.is_bonus,
        "terms": terms_of(part.method, said, inputs),
    }
    if part.method not in (Method.TALLY, Method.FORMULA):
        found["source"] = choice_of(inputs[0])
        found |= {"against": choice_of(inputs[1]), "number": inputs[1].number} if len(inputs) > 1 else {}
    return found


def _published(part: Mapping[str, Any]) -> dict[str, Any]:
    """A part of a published scheme as it stands in the form; its numbers are typed in."""
    said, method = part["settings"], part["method"]
    is_hundred = method == Method.EFFICACY and said.get("way") == WAYS["efficacy_hundred"]
    takes = [NewInput(each["name"], unit_name=each["unit"]) for each in said.get("takes", ())]
    return {
        "name": part["name"],
        "weight": int(Fraction(part["weight"]) * SCALE),
        "method": "efficacy_hundred" if is_hundred else method,
        "unit": part["unit"],
        "is_inverse": bool(said.get("is_inverse")),
        "is_bonus": part["is_bonus"],
        "source": ENTERED,
        "against": ENTERED,
        "terms": terms_of(method, said, takes),
    }


def version_of(form: SchemeForm, parts: list[PartForm]) -> NewVersion:
    """What all the forms together say."""
    said = {name: form.cleaned_data[name] for name in ("basis", "lacking", "margin", "most_bonus", "places")}
    made = tuple(each.cleaned_data["part"] for each in parts if "part" in each.cleaned_data)
    return NewVersion(parts=made, **(said | {"margin": said["margin"] or 0}))


class GroupForm(ActForm):
    """Which units are compared with each other."""

    name = forms.CharField(label=_("Name of the group"), max_length=40)
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(), label=_("Units"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, said: Any, *, units: Any, initial: Any = None) -> None:
        super().__init__(said, initial=initial)
        field: Any = self.fields["units"]
        field.queryset = Unit.objects.filter(pk__in=[each.pk for each in units])
        field.choices = [(each.pk, each.short_name) for each in units]
