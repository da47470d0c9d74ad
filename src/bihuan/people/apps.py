from typing import Any

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bihuan.ui.navigation import Entry, register


class PeopleConfig(AppConfig):
    name = "bihuan.people"
    label = "people"

    def ready(self) -> None:
        from bihuan.journal.rules import Named, name_kinds, name_verbs
        from bihuan.kernel import figures
        from bihuan.people import rules  # noqa: F401 - it says what a reader consists of

        figures.show(
            figures.Shown(
                "people.unit",
                title=lambda row: row.short_name,
                url=lambda row: reverse("people:unit_detail", args=[row.pk]),
                unit=lambda row: row,
                state=lambda row: row.get_kind_display(),
            )
        )
        name_verbs(VERBS)
        name_kinds({kind: Named(*how) for kind, how in KINDS.items()})
        for entry in ENTRIES:
            register(entry)


def holds(*roles: str):  # type: ignore[no-untyped-def]
    """Whether somebody holds one of these roles, for the navigation."""
    return lambda person: person.access.has(*roles)


ENTRIES = (
    Entry(
        group="management",
        label=_("Register of units"),
        url_name="people:unit_list",
        order=10,
        about=_("Units with their names, heads and contacts, and the leaders in charge of them."),
    ),
    Entry(
        group="management",
        label=_("Persons"),
        url_name="people:person_list",
        order=20,
        about=_("Accounts: who works here, invitations, posts, leaving."),
    ),
    Entry(
        group="management",
        label=_("Roles"),
        url_name="people:role_list",
        order=30,
        about=_("Who holds which role, since when and until when."),
        may=holds("security_admin", "audit_admin", "auditor"),
    ),
    Entry(
        group="management",
        label=_("Sign-ins"),
        url_name="people:sign_in_list",
        order=40,
        about=_("Who came in, from where, and who was refused."),
        may=holds("security_admin", "audit_admin", "auditor"),
    ),
    Entry(group="account", label=_("Deadlines in my calendar"), url_name="people:feed", order=9),
    Entry(group="account", label=_("Tokens for programs"), url_name="people:token_list", order=10),
)
VERBS = {
    "people.issue_feed": _("Address of deadlines made"),
    "people.revoke_feed": _("Address of deadlines made worthless"),
    "people.add_unit": _("Unit entered"),
    "people.change_unit": _("Unit changed"),
    "people.move_unit": _("Unit put under another"),
    "people.add_alias": _("Unit given another name"),
    "people.remove_alias": _("Another name struck"),
    "people.add_person": _("Account made"),
    "people.change_person": _("Person changed"),
    "people.disable_person": _("Account disabled"),
    "people.enable_person": _("Account enabled"),
    "people.start_post": _("Office taken up"),
    "people.end_post": _("Office ended"),
    "people.put_in_charge": _("Put in charge of a unit"),
    "people.relieve": _("Charge of a unit ended"),
    "people.grant_role": _("Role granted"),
    "people.end_role": _("Role ended"),
    "people.invite": _("Invitation made"),
    "people.accept_invitation": _("Invitation accepted"),
    "people.issue_token": _("Token made"),
    "people.revoke_token": _("Token revoked"),
    "people.forget_second_step": _("Second step removed"),
}
KINDS: dict[str, tuple[Any, ...]] = {
    "people.feedkey": (_("Address of deadlines"),),
    "people.unit": (_("Unit"), "people:unit_detail"),
    "people.person": (_("Person"), "people:person_detail"),
    "people.post": (_("Office"),),
    "people.portfolio": (_("Charge of a unit"),),
    "people.rolegrant": (_("Role"),),
    "people.apitoken": (_("Token"),),
    "people.invitation": (_("Invitation"),),
}
