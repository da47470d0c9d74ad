"""Everything that happens to a project. Page, API, import and demo call the same functions."""

from bihuan.projects.actions.borders import upload_borders
from bihuan.projects.actions.entering import add, assign, change, hand_over, place, set_sponsor
from bihuan.projects.actions.funds import grant_fund, move_fund, visit_site
from bihuan.projects.actions.months import fill, freeze_round, open_round
from bihuan.projects.actions.nodes import need_template, set_node, set_nodes, set_template
from bihuan.projects.actions.plans import ask_change, decide_change, issue_plan, set_plan
from bihuan.projects.actions.problems import answer_problem, link_problem, raise_problem, solve_problem
from bihuan.projects.actions.settings import add_codes, choose_lights
from bihuan.projects.actions.stages import (
    REASONED,
    add_paper,
    advance,
    drop,
    pause,
    resume,
    step_back,
    withdraw_paper,
)
from bihuan.projects.actions.statistics import enrol

__all__ = [
    "REASONED",
    "add",
    "add_codes",
    "add_paper",
    "advance",
    "answer_problem",
    "ask_change",
    "assign",
    "change",
    "choose_lights",
    "decide_change",
    "drop",
    "enrol",
    "fill",
    "freeze_round",
    "grant_fund",
    "hand_over",
    "issue_plan",
    "link_problem",
    "move_fund",
    "need_template",
    "open_round",
    "pause",
    "place",
    "raise_problem",
    "resume",
    "set_node",
    "set_nodes",
    "set_plan",
    "set_sponsor",
    "set_template",
    "solve_problem",
    "step_back",
    "upload_borders",
    "visit_site",
    "withdraw_paper",
]
