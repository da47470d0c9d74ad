"""One form for everything that is done to a project: its fields, and what they hand to the action."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.kernel.money import WAN, in_unit
from bihuan.people.models import Post, Unit
from bihuan.projects.forms.base import ActForm, AmendForm
from bihuan.projects.forms.fields import (
    MoneyField,
    PostField,
    UnitField,
    choice,
    day,
    one_file,
    text,
)
from bihuan.projects.models import (
    DEGREE,
    GRANTED,
    Datum,
    Flow,
    Level,
    Milestone,
    PaperKind,
    Part,
    Project,
    Source,
    Trouble,
    Visit,
    YearPlan,
)
from bihuan.projects.rules.needs import FIELDS
from bihuan.projects.rules.orders import NewPaper, NewProblem, Place


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


class PlanForm(AmendForm):
    """The plan of one year by source; `shown` is the year whose plan stood in the form."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    shown = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for source in Source:
            self.fields[source] = MoneyField(label=source.label, required=False, help_text="")
        self.watch(map(str, Source))

    def initial_of(self, project: Project) -> dict[str, Any]:
        year = self.today.year
        return {"year": year, "shown": year, **self._plan(year)}

    def _plan(self, year: int) -> dict[str, int | None]:
        """What each source gives in a year; nothing where it gives nothing."""
        rows = YearPlan.objects.filter(project=self.project, year=year, amount__gt=0)
        found = dict(rows.values_list("source", "amount"))
        return {str(source): found.get(source) for source in Source}

    def stands(self) -> dict[str, Any]:
        """The plan of the year that is written, where that was the one shown."""
        said = getattr(self, "cleaned_data", {})
        year = said.get("year")
        return self._plan(year) if year and year == said.get("shown") else {}

    def clean(self) -> dict[str, Any]:
        """Where another year has a plan already, show that first: it is not written over unseen."""
        said = super().clean()
        year, shown = said.get("year"), said.get("shown")
        if year and year != shown and any((plan := self._plan(year)).values()):
            stands = {name: in_unit(amount, WAN) if amount else "" for name, amount in plan.items()}
            before = {self[name].html_initial_name: text for name, text in stands.items()}
            kept = {name: self.data[name] for name in self.data}
            self.data = {**kept, "shown": year, **stands, **before}
            words = _("%(year)s has a plan already: it stands here now. Change it and save once more.")
            raise forms.ValidationError(words % {"year": year})
        return said

    def arguments(self) -> dict[str, Any]:
        """What was changed of the plan that was shown; of a year without a plan all that is said."""
        said = self.cleaned_data
        names = self.changed() if said["year"] == said["shown"] else [str(each) for each in Source]
        return {"year": said["year"], "amounts": {name: said[name] or 0 for name in names}}


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
    kind = choice(pgettext_lazy("grant", "What happened"), Flow)
    day = day(_("On which day"))
    amount = MoneyField(label=_("Amount"))
    note = text(_("Note"), 200, required=False)


class VisitForm(ActForm):
    kind = choice(_("When"), Visit)
    day = day(_("On which day"))
    file = one_file(_("Picture"))
    note = text(_("Note"), 200, required=False)


class NodeForm(AmendForm):
    """How a milestone stands."""

    plan_date = day(_("Planned"), required=False)
    asked_date = day(_("Applied for"), required=False)
    fact_date = day(pgettext_lazy("milestone", "Done"), required=False)
    unit = UnitField(_("Responsible unit"), required=False)
    number = text(_("Number of the document"), 60, required=False)
    file = one_file(_("File"), required=False)
    waived = text(_("Does not apply, because"), 200, required=False)

    def __init__(self, *args: Any, milestone: Milestone, **more: Any) -> None:
        self.milestone = milestone
        super().__init__(*args, **more)
        self.watch(self.stands())

    def clean_unit(self) -> Unit | None:
        """A milestone passes from unit to unit: who takes it from one names another."""
        unit: Unit | None = self.cleaned_data["unit"]
        if unit is None and "unit" in self.changed_data:
            raise forms.ValidationError(_("Name the unit that answers for it instead."))
        return unit

    def initial_of(self, project: Project) -> dict[str, Any]:
        return {**self.stands(), "unit": self.milestone.unit_id}

    def stands(self) -> dict[str, Any]:
        names = ("plan_date", "asked_date", "fact_date", "unit", "number", "waived")
        return {name: getattr(self.milestone, name) for name in names}

    def arguments(self) -> dict[str, Any]:
        facts = {name: self.cleaned_data[name] for name in self.changed()}
        return {"unit": facts.pop("unit", None), "file": self.cleaned_data["file"], "facts": facts}


class LightsForm(ActForm):
    preset = forms.ChoiceField(label=_("Rule set"))

    def __init__(self, *args: Any, presets: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["preset"].choices = [(name, each.label) for name, each in presets.items()]  # type: ignore[attr-defined]
