"""One form for everything that is done to a project: its fields, and what they hand to the action."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.money import WAN, in_unit
from bihuan.people.models import Post
from bihuan.projects.forms.fields import MoneyField, PostField, UnitField, choice, day, one_file, text
from bihuan.projects.models import (
    DEGREE,
    GRANTED,
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
from bihuan.projects.rules.needs import FIELDS
from bihuan.projects.rules.orders import LENGTHS, NewPaper, NewProblem, NewProject, Place


class ActForm(forms.Form):
    """A form that knows the project it is about; `initial_of` says what stands in it at first."""

    def __init__(self, *args: Any, project: Project | None = None, today: date, **more: Any) -> None:
        self.project, self.today = project, today
        first = self.initial_of(project) if project else {}
        more["initial"] = {**first, **more.pop("preset", {})}
        super().__init__(*args, **more)

    def initial_of(self, project: Project) -> dict[str, Any]:
        return {}

    def arguments(self) -> dict[str, Any]:
        """What the action is called with, besides the project."""
        return dict(self.cleaned_data)


def _field(name: str) -> forms.Field:
    label = FIELDS[name]
    if name in ("total", "opening"):
        return MoneyField(label=label, required=False)
    if name in ("start_plan", "finish_plan", "stat_date"):
        return day(label, required=False)
    if name in ("approval", "nature"):
        return choice(label, {"approval": Approval, "nature": Nature}[name])
    most = LENGTHS.get(name, 40)
    return text(label, most, required=name == "name", rows=3 if name == "content" else 0)


WRITTEN = (
    "name",
    "code",
    "approval",
    "nature",
    "field",
    "industry",
    "region",
    "site",
    "content",
    "scale",
    "total",
    "opening",
    "start_plan",
    "finish_plan",
    "builder",
    "builder_code",
    "contact",
    "phone",
    "goal",
    "stat_code",
    "stat_date",
)


class ProjectForm(ActForm):
    """The fields of a project that people write."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in WRITTEN:
            self.fields[name] = _field(name)
            # What stood there travels along: only what this person changed is written.
            self.fields[name].show_hidden_initial = self.project is not None

    def clean(self) -> dict[str, Any]:
        """Refuse what somebody else has changed in the meantime; whoever saves has not seen that."""
        said = super().clean() or {}
        if self.project is None:
            return said
        for name in self._changed():
            stood, stands = self._stood(name), self._as_said(name)
            if name in said and stood != stands and said[name] != stands:
                words = _("Somebody has changed this in the meantime. It reads now: %(value)s")
                self.add_error(name, words % {"value": self[name].field.prepare_value(stands) or "—"})
        return said

    def _changed(self) -> list[str]:
        return [name for name in WRITTEN if name in self.changed_data]

    def _stood(self, name: str) -> Any:
        """What the page showed of a field; what stands now where it did not say."""
        key = self[name].html_initial_name
        return self.fields[name].clean(self.data[key]) if key in self.data else self._as_said(name)

    def _as_said(self, name: str) -> Any:
        value = getattr(self.project, name)
        return "" if value is None and name == "code" else value

    def initial_of(self, project: Project) -> dict[str, Any]:
        return {name: getattr(project, name) for name in WRITTEN}

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in WRITTEN}

    def arguments(self) -> dict[str, Any]:
        return {"facts": {name: self.cleaned_data[name] for name in self._changed()}}


class NewProjectForm(ProjectForm):
    """A project as it enters the ledger."""

    lead = UnitField(_("Lead unit"))
    stage = choice(_("Stage"), Stage)
    is_package = forms.BooleanField(label=_("A package that other projects are parts of"), required=False)
    parent = forms.ModelChoiceField(
        Project.objects.none(), label=_("Part of the package"), required=False, empty_label="—"
    )

    def __init__(self, *args: Any, person: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        packages = Project.objects.visible_to(person).filter(is_package=True).order_by("name")
        self.fields["parent"].queryset = packages  # type: ignore[attr-defined]

    def order(self) -> NewProject:
        said = self.cleaned_data
        return NewProject(
            lead=said["lead"],
            facts=self.facts(),
            stage=said["stage"],
            is_package=said["is_package"],
            parent=said["parent"],
        )


class StageForm(ActForm):
    """On which day a stage was reached."""

    day = day(_("On which day"), required=False)


class ReasonForm(ActForm):
    reason = text(_("Reason"), rows=3)


class PlaceForm(ActForm):
    """A point in degrees. The coordinate system is asked for, as mixing them moves the point."""

    lon = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180)
    lat = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90)
    datum = choice(_("Coordinate system"), Datum)

    def initial_of(self, project: Project) -> dict[str, Any]:
        if project.lon is None or project.lat is None:
            return {}
        return {"lon": project.lon / DEGREE, "lat": project.lat / DEGREE, "datum": project.datum}

    def arguments(self) -> dict[str, Any]:
        return {"where": Place(**self.cleaned_data)}


class AssignForm(ActForm):
    """The lead unit, and one unit for each other capacity; further units of one stay named."""

    lead = UnitField(_("Lead unit"))
    territory = UnitField(_("Territorial unit"), required=False)
    industry = UnitField(_("Industry unit"), required=False)
    builder = UnitField(pgettext_lazy("project", "Builder"), required=False)

    def initial_of(self, project: Project) -> dict[str, Any]:
        return {"lead": project.lead_id, **{row.part: row.unit_id for row in self._shown(project)}}

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        parts = ((part, said[part]) for part in ("territory", "industry", "builder"))
        named = [(part, unit) for part, unit in parts if unit]
        return {"lead": said["lead"], "units": tuple(dict.fromkeys((*named, *self._kept())))}

    def _shown(self, project: Project) -> list[Any]:
        """The first unit of each capacity that the form asks for."""
        rows = project.units.exclude(part=Part.FACTOR).select_related("unit").order_by("pk")
        return list({row.part: row for row in reversed(list(rows))}.values())

    def _kept(self) -> list[tuple[str, Any]]:
        """Whatever the form does not show."""
        if not self.project:
            return []
        shown = [row.pk for row in self._shown(self.project)]
        rows = self.project.units.exclude(pk__in=shown).select_related("unit").order_by("pk")
        return [(row.part, row.unit) for row in rows]


class SponsorForm(ActForm):
    post = PostField(_("Sponsoring leader"))

    def initial_of(self, project: Project) -> dict[str, Any]:
        return {"post": project.sponsor_id}


class HandOverForm(ActForm):
    """The office whose projects pass on, held or ended, and the office that takes them."""

    post = PostField(_("Office that hands over"))
    to = PostField(_("Office that takes over"))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        standing = Project.objects.exclude(sponsor=None).values("sponsor")
        rows = Post.objects.filter(pk__in=standing).select_related("person").order_by("pk")
        self.fields["post"].queryset = rows  # type: ignore[attr-defined]
        for name in ("post", "to"):
            self.fields[name].required = True


class PaperForm(ActForm):
    """A document or picture with what it says."""

    kind = choice(_("What it proves"), PaperKind)
    dated = day(_("Day of the document or picture"))
    file = one_file(_("File"))
    name = text(_("Project name as it stands in the document"), 160, required=False)
    number = text(_("Number of the document"), 60, required=False)
    amount = MoneyField(label=_("Amount in the document"), required=False)
    note = text(_("Note"), 200, required=False)

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        file = said.pop("file")
        return {"paper": NewPaper(**said), "file": file}


class PlanForm(ActForm):
    """The plan of one year by source; `shown` is the year whose plan stood in the form."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    shown = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for source in Source:
            self.fields[source] = MoneyField(label=source.label, required=False, help_text="")

    def initial_of(self, project: Project) -> dict[str, Any]:
        year = self.today.year
        return {"year": year, "shown": year, **self._plan(project, year)}

    def _plan(self, project: Project, year: int) -> dict[str, int]:
        return dict(project.plans.filter(year=year).values_list("source", "amount"))

    def clean(self) -> dict[str, Any]:
        """Where another year has a plan already, show that first: it is not written over unseen."""
        said = super().clean() or {}
        year, shown = said.get("year"), said.get("shown")
        if self.project and year and shown and year != shown and (plan := self._plan(self.project, year)):
            stands = {str(source): in_unit(plan.get(source, 0), WAN) for source in Source}
            self.data = {**{name: self.data[name] for name in self.data}, "shown": year, **stands}
            words = _("%(year)s has a plan already: it stands here now. Change it and save once more.")
            raise forms.ValidationError(words % {"year": year})
        return said

    def arguments(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"year": said["year"], "amounts": {str(source): said[source] or 0 for source in Source}}


class IssueForm(ActForm):
    number = text(_("Number of the document"), 60)
    issued_date = day(_("Day of the document"))


class ChangeForm(ActForm):
    """What is to be changed of what was approved; empty stays as it is."""

    content = text(FIELDS["content"], 4000, required=False, rows=3)
    scale = text(FIELDS["scale"], 200, required=False)
    total = MoneyField(label=FIELDS["total"], required=False)
    finish_date = day(FIELDS["finish_plan"], required=False)
    reason = text(_("Reason"), rows=3)

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        return {"reason": said.pop("reason"), "wanted": said}


class DecideForm(ActForm):
    is_granted = forms.TypedChoiceField(
        label=_("Decision"),
        choices=(("yes", _("Granted")), ("no", _("Refused"))),
        coerce=lambda said: said == "yes",
    )
    ground = text(_("Ground"), rows=2)
    number = text(_("Number of the approval"), 60, required=False)


class ProblemForm(ActForm):
    kind = choice(_("Where it is stuck"), Trouble)
    level = choice(_("Who can solve it"), Level)
    text = text(_("What the problem is"), rows=3)
    unit = UnitField(_("Unit that solves it"))
    due = day(_("To be solved by"))

    def arguments(self) -> dict[str, Any]:
        return {"raised": NewProblem(**self.cleaned_data)}


class SolveForm(ActForm):
    measure = text(_("How it was solved"), rows=3)


class FundForm(ActForm):
    """A grant with its limits, which differ by programme and are therefore asked for."""

    source = forms.ChoiceField(label=_("Money from"), choices=[(str(s), s.label) for s in GRANTED])
    programme = text(_("Programme"), 100)
    number = text(_("Number of the document"), 60)
    issued_date = day(_("Day of the document"))
    amount = MoneyField(label=_("Amount"))
    start_due = day(_("Building must have begun by"))
    pay_due = day(_("To be paid out by"))
    unit = UnitField(_("Unit that watches over the money"))
    watcher = text(_("Person in charge of oversight"), 60)

    def arguments(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        return {"unit": said.pop("unit"), "facts": said}


class FlowForm(ActForm):
    kind = choice(_("What happened"), Flow)
    day = day(_("On which day"))
    amount = MoneyField(label=_("Amount"))
    note = text(_("Note"), 200, required=False)


class VisitForm(ActForm):
    kind = choice(_("When"), Visit)
    day = day(_("On which day"))
    file = one_file(_("Picture"))
    note = text(_("Note"), 200, required=False)


class NodeForm(ActForm):
    """How a milestone stands."""

    plan_date = day(_("Planned"), required=False)
    asked_date = day(_("Applied for"), required=False)
    fact_date = day(pgettext_lazy("milestone", "Done"), required=False)
    unit = UnitField(_("Responsible unit"), required=False)
    number = text(_("Number of the document"), 60, required=False)
    file = one_file(_("File"), required=False)
    waived = text(_("Does not apply, because"), 200, required=False)

    def arguments(self) -> dict[str, Any]:
        said: Mapping[str, Any] = self.cleaned_data
        facts = {name: said[name] for name in ("plan_date", "asked_date", "fact_date", "number", "waived")}
        return {"facts": facts, "unit": said["unit"], "file": said["file"]}


class LightsForm(ActForm):
    preset = forms.ChoiceField(label=_("Rule set"))

    def __init__(self, *args: Any, presets: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["preset"].choices = [(name, each.label) for name, each in presets.items()]  # type: ignore[attr-defined]
