from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "bihuan.notices"
    label = "notices"

    def ready(self) -> None:
        """Hang the bell into the top bar, and name what this room records."""
        from bihuan.journal.rules import Named, name_kinds, name_verbs
        from bihuan.ui.navigation import Entry, register

        register(Entry("bell", _("Messages"), "notices:notice_list", icon="i-bell", count=_unread))
        register(Entry("account", _("Messages outside"), "notices:line_list", order=8))
        register(
            Entry(
                "management",
                _("Deliveries"),
                "notices:delivery_list",
                order=60,
                about=_("Messages that went out, wait, or did not get through."),
                count=_stuck,
                hot=True,
                may=_is_admin,
            )
        )
        register(
            Entry(
                "management",
                _("Webhooks"),
                "notices:webhook_list",
                order=61,
                about=_("Programs that hear of events."),
                may=_is_admin,
            )
        )
        name_verbs(VERBS)
        name_kinds({kind: Named(label) for kind, label in KINDS.items()})


def _unread(person: Any) -> Any:
    from bihuan.notices.models import Notice

    return Notice.objects.visible_to(person).unread()


def _stuck(person: Any) -> Any:
    from bihuan.notices.queries import stuck

    return stuck(person)


def _is_admin(person: Any) -> bool:
    found: bool = person.access.has("system_admin")
    return found


VERBS = {
    "notices.open_line": _("Line for messages opened"),
    "notices.confirm_line": _("Line for messages confirmed"),
    "notices.close_line": _("Line for messages closed"),
    "notices.open_webhook": _("Webhook opened"),
    "notices.close_webhook": _("Webhook closed"),
    "notices.resend": _("Message sent again"),
    "notices.discard": _("Message given up"),
}
KINDS = {
    "notices.line": _("Line for messages"),
    "notices.webhook": _("Webhook"),
}
