from django.urls import URLPattern, URLResolver, include, path

from bihuan.config.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", api.urls),
    path("", include("bihuan.supervision.urls")),
    path("", include("bihuan.ui.urls")),
]
handler400 = "bihuan.ui.views.bad_request"
handler403 = "bihuan.ui.views.forbidden"
handler404 = "bihuan.ui.views.not_found"
handler500 = "bihuan.ui.views.failed"
