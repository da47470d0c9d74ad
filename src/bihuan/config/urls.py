from allauth.account import views as account
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from bihuan.config.api import api
from bihuan.people.views import doors

shown = require_http_methods(["GET", "HEAD"])
filled_in = require_http_methods(["GET", "HEAD", "POST"])
# Only the doors that this house has: nobody signs up here, and nothing is sent by mail.
accounts = [
    path("login/", filled_in(doors.sign_in), name="account_login"),
    path("logout/", filled_in(account.logout), name="account_logout"),
    path("inactive/", shown(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", filled_in(account.reauthenticate), name="account_reauthenticate"),
    path("password/", doors.change_password, name="account_change_password"),
    path("2fa/", shown(second_step.index), name="mfa_index"),
    path("2fa/authenticate/", filled_in(second_step.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", filled_in(second_step.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", filled_in(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", filled_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/recovery-codes/", shown(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "2fa/recovery-codes/generate/",
        filled_in(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "2fa/recovery-codes/download/",
        shown(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include(accounts)),
    path("i18n/setlang/", require_POST(set_language), name="set_language"),
    path("api/v1/", api.urls),
    path("", include("bihuan.home.urls")),
    path("", include("bihuan.people.urls")),
    path("", include("bihuan.calendar.urls")),
    path("", include("bihuan.journal.urls")),
    path("", include("bihuan.intake.urls")),
    path("", include("bihuan.notices.urls")),
    path("", include("bihuan.supervision.urls")),
    path("", include("bihuan.breakdown.urls")),
    path("", include("bihuan.projects.urls")),
    path("", include("bihuan.spotcheck.urls")),
    path("", include("bihuan.fiscal.urls")),
    path("", include("bihuan.conduct.urls")),
    path("", include("bihuan.indicators.urls")),
    path("", include("bihuan.standings.urls")),
    path("", include("bihuan.reports.urls")),
    path("", include("bihuan.trace.urls")),
    path("", include("bihuan.ui.urls")),
]
handler400 = "bihuan.ui.views.bad_request"
handler403 = "bihuan.ui.views.forbidden"
handler404 = "bihuan.ui.views.not_found"
handler500 = "bihuan.ui.views.failed"
