from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from bihuan.ui.navigation import Entry, register


class SupervisionConfig(AppConfig):
    name = "bihuan.supervision"
    label = "supervision"

    def ready(self) -> None:
        from bihuan.journal.rules import name_verbs
        from bihuan.supervision.queries.history import LABELS

        name_verbs({f"item.{verb}": label for verb, label in LABELS.items()})
        register(
            Entry(
                group="delivery",
                label=_("Register of matters"),
                tab_label=_("Matters"),
                url_name="supervision:task_list",
                order=10,
                icon="i-task",
                tab=True,
                search=True,
                may=reads_business,
            )
        )


def reads_business(person: object) -> bool:
    """Whether somebody reads matters at all: administrators do not."""
    return not person.access.is_admin_only  # type: ignore[attr-defined]
