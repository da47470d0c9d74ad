from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProjectsConfig(AppConfig):
    name = "bihuan.projects"
    label = "projects"

    def ready(self) -> None:
        """Enter the pages into the navigation, and name what happens to projects."""
        from bihuan.journal.rules import Named, name_kinds, name_verbs
        from bihuan.kernel import figures
        from bihuan.projects.queries import kinds
        from bihuan.projects.rules.wording import KINDS, VERBS
        from bihuan.ui.navigation import register

        for kind in kinds.kinds():
            figures.register(kind)
        for shown in kinds.shown():
            figures.show(shown)
        name_verbs(VERBS)
        name_kinds({kind: Named(*how) for kind, how in KINDS.items()})
        for entry in _entries():
            register(entry)


def _reads_projects(person: Any) -> bool:
    return not person.access.is_admin_only


def _keeps_projects(person: Any) -> bool:
    return bool(person.access.has("planner"))


def _entries() -> list[Any]:
    from bihuan.ui.navigation import Entry

    return [
        Entry(
            group="projects",
            label=_("Register of projects"),
            tab_label=pgettext_lazy("tab", "Projects"),
            url_name="projects:project_list",
            order=10,
            tab=True,
            icon="i-proj",
            about=_("Projects from idea to full production, with their money, months and problems."),
            may=_reads_projects,
        ),
        *_boards(),
        Entry(
            group="projects",
            label=_("Workbooks of projects"),
            url_name="projects:import_list",
            order=90,
            icon="i-proj",
            about=_("Bring a ledger from elsewhere in from a workbook."),
            may=_keeps_projects,
        ),
        Entry(
            group="projects",
            label=_("Settings of the project ledger"),
            url_name="projects:settings_page",
            also=("projects:sponsor_hand_over",),
            order=90,
            icon="i-proj",
            about=_("Lights, milestones, codes and borders of the project ledger."),
            may=_keeps_projects,
        ),
    ]


# Pages of a board that lie under another address.
ALSO = {"round_list": ("projects:month_grid",)}


def _boards() -> list[Any]:
    from bihuan.ui.navigation import Entry

    boards = (
        (_("Timeline of projects"), "project_timeline", _("Plan against fact on one scale of time.")),
        (
            _("Projects by area"),
            "territory_map",
            _("Projects, money and red lights by area, and on the map."),
        ),
        (
            _("Monthly dispatch sheet"),
            "round_list",
            _("What projects have done in each month: filled in, handed in, frozen; the months of a year."),
        ),
        (
            _("Conditions for building"),
            "readiness_matrix",
            _("Which projects lack which condition, and who grants it."),
        ),
        (
            _("Where projects are stuck"),
            "problem_list",
            _("Problems of projects by kind and by the unit that solves them."),
        ),
        (_("Money from above"), "grant_list", _("Grants that may be taken back, by days and by money.")),
    )
    return [
        Entry(
            group="projects",
            label=label,
            url_name=f"projects:{name}",
            also=ALSO.get(name, ()),
            order=order,
            icon="i-proj",
            about=about,
            may=_reads_projects,
        )
        for order, (label, name, about) in enumerate(boards, start=20)
    ]
