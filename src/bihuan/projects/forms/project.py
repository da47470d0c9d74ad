"""The fields of a project as people write them, and a project as it enters the ledger."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bihuan.projects.forms.base import AmendForm
from bihuan.projects.forms.fields import CodeInput, MoneyField, UnitField, choice, day, text
from bihuan.projects.models import Approval, Nature, Project, Stage
from bihuan.projects.queries.codes import TABLES
from bihuan.projects.rules.needs import FIELDS
from bihuan.projects.rules.orders import LENGTHS, NewProject


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


class ProjectForm(AmendForm):
    """The fields of a project that people write."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in WRITTEN:
            self.fields[name] = _field(name)
        for name, table in TABLES.items():
            rows = table.objects.in_year(self.today.year)
            self.fields[name].widget = CodeInput(name, rows)
        self.watch(self.stands())

    def stands(self) -> dict[str, Any]:
        if self.project is None:
            return {}
        said = {name: getattr(self.project, name) for name in WRITTEN}
        return said | {"code": said["code"] or ""}

    def initial_of(self, project: Project) -> dict[str, Any]:
        return {name: getattr(project, name) for name in WRITTEN}

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in WRITTEN}

    def arguments(self) -> dict[str, Any]:
        return {"facts": {name: self.cleaned_data[name] for name in self.changed()}}


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
