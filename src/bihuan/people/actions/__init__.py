"""Everything that changes who works here, where, in charge of what, with which roles and keys."""

from bihuan.people.actions.drafts import discard_draft, keep_draft
from bihuan.people.actions.feeds import issue_feed, revoke_feed
from bihuan.people.actions.keys import (
    accept_invitation,
    forget_second_step,
    invite,
    issue_token,
    revoke_token,
)
from bihuan.people.actions.persons import add_person, change_person, disable_person, enable_person
from bihuan.people.actions.posts import end_post, move_post, put_in_charge, relieve, start_post
from bihuan.people.actions.roles import end_role, grant_role
from bihuan.people.actions.units import add_alias, add_unit, change_unit, move_unit, remove_alias

__all__ = [
    "accept_invitation",
    "add_alias",
    "add_person",
    "add_unit",
    "change_person",
    "change_unit",
    "disable_person",
    "discard_draft",
    "enable_person",
    "end_post",
    "end_role",
    "forget_second_step",
    "grant_role",
    "invite",
    "issue_feed",
    "issue_token",
    "keep_draft",
    "move_post",
    "move_unit",
    "put_in_charge",
    "relieve",
    "remove_alias",
    "revoke_feed",
    "revoke_token",
    "start_post",
]
