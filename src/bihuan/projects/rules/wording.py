"""How the moves of a project are told, and what its fields are called."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.projects.rules.moves import MOVES
from bihuan.projects.rules.needs import FIELDS

VERBS: dict[str, Any] = {
    "project.add": _("Project entered"),
    "project.change": _("Project corrected"),
    "project.place": _("Place on the map set"),
    "project.assign": _("Units named"),
    "project.sponsor": _("Leader in charge named"),
    "project.add_paper": _("Paper filed"),
    "project.withdraw_paper": _("Paper withdrawn"),
    "project.set_node": _("Milestone set"),
    "project.plan": _("Plan of the year set"),
    "project.issue_plan": _("Plan issued, baseline frozen"),
    "project.ask_change": _("Change asked for"),
    "project.grant_change": _("Change granted"),
    "project.refuse_change": _("Change refused"),
    "project.enrol": _("Entered into the statistics"),
    "project.fill": _("Month filled in"),
    "project.raise_problem": _("Problem raised"),
    "project.solve_problem": _("Problem said to be solved"),
    "project.confirm_problem": _("Solution confirmed by the enterprise"),
    "project.reject_problem": _("Solution not confirmed by the enterprise"),
    "project.link_problem": _("Link for the enterprise made"),
    "project.grant_fund": _("Grant entered"),
    "project.flow": _("Granted money moved"),
    "project.visit": _("Visit to the site"),
    "round.open": _("Round opened"),
    "round.freeze": _("Round frozen"),
    "projects.set_nodes": _("Template of milestones set"),
    "projects.choose_lights": _("Lights of projects chosen"),
    "projects.add_code": _("Code entered"),
    "ledger.take": _("Workbook of projects taken in"),
    "ledger.set_columns": _("Columns of a workbook of projects named"),
    "ledger.mend_cell": _("Cell of a workbook of projects mended"),
    "ledger.leave_out": _("Row of a workbook of projects left out"),
    "ledger.choose": _("Rows and projects compared"),
    "ledger.match_name": _("Name in a workbook of projects explained"),
    "ledger.confirm": _("Workbook of projects confirmed"),
    "ledger.undo": _("Workbook of projects taken back"),
    "ledger.put_aside": _("Workbook of projects put aside"),
    "projects.upload_borders": _("Borders of the map handed in"),
    **{f"project.{move.name}": move.label for move in MOVES.moves.values()},
}
KINDS = {
    "projects.project": (pgettext_lazy("kind", "Project"), "projects:project_detail"),
    "projects.dispatchround": (_("Round of the dispatch sheet"), "projects:round_grid"),
    "projects.ledgerimport": (_("Workbook of projects"), "projects:import_detail"),
    "projects.nodetemplate": (_("Template of milestones"), ""),
    "projects.lightchoice": (_("Lights of projects"), ""),
    "projects.borders": (_("Borders of the map"), ""),
    "projects.region": (_("Region code"), ""),
    "projects.industry": (_("Industry code"), ""),
    "projects.projectunit": (_("Unit of a project"), ""),
    "projects.paper": (_("Paper of a project"), ""),
    "projects.yearplan": (_("Plan of a project's year"), ""),
    "projects.monthrow": (_("Month of a project"), ""),
    "projects.milestone": (_("Milestone"), ""),
    "projects.problem": (_("Problem"), ""),
    "projects.baseline": (_("Baseline of a project"), ""),
    "projects.changerequest": (_("Request for a change"), ""),
    "projects.fund": (_("Money granted"), ""),
    "projects.fundflow": (_("Granted money moved"), ""),
    "projects.sitevisit": (_("Visit to the site"), ""),
}


def label_of(name: str) -> Any:
    """What a field of a project is called."""
    return FIELDS.get(name, name)
