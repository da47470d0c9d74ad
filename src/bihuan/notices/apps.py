from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "bihuan.notices"
    label = "notices"

    def ready(self) -> None:
        """Hang the bell into the top bar."""
        from bihuan.ui.navigation import Entry, register

        register(Entry("bell", _("Messages"), "notices:notice_list", icon="i-bell", count=_unread))


def _unread(person: Any) -> Any:
    from bihuan.notices.models import Notice

    return Notice.objects.visible_to(person).unread()
