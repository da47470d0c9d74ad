from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from bihuan.ui.navigation import Entry, register


class CalendarConfig(AppConfig):
    name = "bihuan.calendar"
    label = "calendar"

    def ready(self) -> None:
        from bihuan.journal.rules import Named, name_kinds, name_verbs

        name_kinds({"calendar.year": Named(_("Calendar year"))})
        name_verbs(
            {
                "calendar.seed_year": _("Year entered into the calendar"),
                "calendar.amend_year": _("Holiday notice entered"),
            }
        )
        register(
            Entry(
                group="management",
                label=_("Working days"),
                url_name="calendar:year_list",
                order=70,
                about=_("Holidays and make-up days, by which every date is counted."),
            )
        )
