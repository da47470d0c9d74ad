"""Everything that happens to a matter. Page, API, bulk and timer call the same functions."""

from bihuan.supervision.actions.amending import amend
from bihuan.supervision.actions.answering import answer_all
from bihuan.supervision.actions.appealing import appeal, decide_appeal, explain
from bihuan.supervision.actions.asking import decide_extension, request_extension
from bihuan.supervision.actions.boundaries import enter_boundary, retire_boundary
from bihuan.supervision.actions.choosing import put_in_force
from bihuan.supervision.actions.climbing import sign_urge
from bihuan.supervision.actions.confirming import answer, ask_affected, confirm, contradict
from bihuan.supervision.actions.delivering import deliver
from bihuan.supervision.actions.ending import archive, cancel, close, instruct, make_long_term, merge, reopen
from bihuan.supervision.actions.filing import approve, decline, dispatch, file_item, propose
from bihuan.supervision.actions.limiting import limit_extensions
from bihuan.supervision.actions.looking_back import look_back, relapse, set_term
from bihuan.supervision.actions.many import file_all, withdraw_all
from bihuan.supervision.actions.owning import dispute, propose_dispute, rule
from bihuan.supervision.actions.planning import set_schedule
from bihuan.supervision.actions.reviewing import conclude, send_back, send_to_verify, verify
from bihuan.supervision.actions.saved_views import drop_view, save_view
from bihuan.supervision.actions.site import check_site, name_verifier
from bihuan.supervision.actions.slips import issue_slip, sign_slip
from bihuan.supervision.actions.sources import add_source
from bihuan.supervision.actions.taking import BULK, Outcome, bulk, hand_over, take_in
from bihuan.supervision.actions.terms import put_clocks_in_force
from bihuan.supervision.actions.ticking import tick
from bihuan.supervision.actions.undoing import take_back, take_back_all
from bihuan.supervision.actions.urging import urge
from bihuan.supervision.actions.working import acknowledge, contribute, report, submit

__all__ = [
    "BULK",
    "Outcome",
    "acknowledge",
    "add_source",
    "amend",
    "answer",
    "answer_all",
    "appeal",
    "approve",
    "archive",
    "ask_affected",
    "bulk",
    "cancel",
    "check_site",
    "close",
    "conclude",
    "confirm",
    "contradict",
    "contribute",
    "decide_appeal",
    "decide_extension",
    "decline",
    "deliver",
    "dispatch",
    "dispute",
    "drop_view",
    "enter_boundary",
    "explain",
    "file_all",
    "file_item",
    "hand_over",
    "instruct",
    "issue_slip",
    "limit_extensions",
    "look_back",
    "make_long_term",
    "merge",
    "name_verifier",
    "propose",
    "propose_dispute",
    "put_clocks_in_force",
    "put_in_force",
    "relapse",
    "reopen",
    "report",
    "request_extension",
    "retire_boundary",
    "rule",
    "save_view",
    "send_back",
    "send_to_verify",
    "set_schedule",
    "set_term",
    "sign_slip",
    "sign_urge",
    "submit",
    "take_back",
    "take_back_all",
    "take_in",
    "tick",
    "urge",
    "verify",
    "withdraw_all",
]
