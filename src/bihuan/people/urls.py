from django.urls import path

from bihuan.people.views import accounts, audit, directory, doors, own, roles

app_name = "people"
urlpatterns = [
    path("demo-sign-in/", doors.demo_sign_in, name="demo_sign_in"),
    path("invitation/<str:secret>/", doors.accept_invitation, name="accept_invitation"),
    path("units/", directory.unit_list, name="unit_list"),
    path("units/new/", directory.unit_add, name="unit_add"),
    path("units/<int:pk>/", directory.unit_detail, name="unit_detail"),
    path("units/<int:pk>/change/", directory.unit_change, name="unit_change"),
    path("units/<int:pk>/names/", directory.alias_add, name="alias_add"),
    path("unit-names/<int:pk>/remove/", directory.alias_remove, name="alias_remove"),
    path("persons/", accounts.person_list, name="person_list"),
    path("persons/new/", accounts.person_add, name="person_add"),
    path("persons/<int:pk>/", directory.person_detail, name="person_detail"),
    path("persons/<int:pk>/invite/", accounts.person_invite, name="person_invite"),
    path("persons/<int:pk>/disable/", accounts.person_disable, name="person_disable"),
    path("persons/<int:pk>/enable/", accounts.person_enable, name="person_enable"),
    path("persons/<int:pk>/second-step/", accounts.second_step_forget, name="second_step_forget"),
    path("persons/<int:pk>/posts/", accounts.post_start, name="post_start"),
    path("posts/<int:pk>/end/", accounts.post_end, name="post_end"),
    path("roles/", roles.role_list, name="role_list"),
    path("roles/grant/", roles.role_grant, name="role_grant"),
    path("roles/<int:pk>/end/", roles.role_end, name="role_end"),
    path("charges/", roles.charge_begin, name="charge_begin"),
    path("charges/<int:pk>/end/", roles.charge_end, name="charge_end"),
    path("sign-ins/", audit.sign_in_list, name="sign_in_list"),
    path("me/draft/", own.draft_keep, name="draft_keep"),
    path("me/draft/discard/", own.draft_discard, name="draft_discard"),
    path("me/calendar/", own.feed, name="feed"),
    path("me/calendar/<int:pk>/revoke/", own.feed_revoke, name="feed_revoke"),
    path("me/tokens/", own.token_list, name="token_list"),
    path("me/tokens/<int:pk>/revoke/", own.token_revoke, name="token_revoke"),
]
