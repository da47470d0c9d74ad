"""How the steps, links and causes of the process view are called."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

STEPS: dict[str, Any] = {
    "dispatch": pgettext_lazy("step", "Dispatched"),
    "sign": pgettext_lazy("step", "Signed"),
    "dispute": pgettext_lazy("step", "Objection"),
    "rule": pgettext_lazy("step", "Ruling"),
    "report": pgettext_lazy("step", "Report"),
    "extend": pgettext_lazy("step", "Asks for time"),
    "decide": pgettext_lazy("step", "Time decided"),
    "urge": pgettext_lazy("step", "Urged"),
    "submit": pgettext_lazy("step", "Result"),
    "return": pgettext_lazy("step", "Returned"),
    "check": pgettext_lazy("step", "Checked"),
    "conclude": pgettext_lazy("step", "Concluded"),
    "close": pgettext_lazy("step", "Closed"),
    "reopen": pgettext_lazy("step", "Reopened"),
    "look_back": pgettext_lazy("step", "Looked back"),
}
CAUSES: dict[str, Any] = {
    "unit": _("With the units"),
    "office": _("With the office"),
    "objection": _("In an objection"),
    "extension": _("In a request for more time"),
    "verifier": _("With the verifier"),
}


def edge_name(step: str, then: str) -> str:
    """From which step to which, in words."""
    return f"{STEPS[step]} → {STEPS[then]}"


def way_name(way: str) -> str:
    """The steps of a whole way in words."""
    return " → ".join(str(STEPS[step]) for step in way.split(" "))
