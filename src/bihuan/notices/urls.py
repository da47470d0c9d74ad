from django.urls import path

from bihuan.notices.views import deliveries, inbox, lines

app_name = "notices"
urlpatterns = [
    path("notices/", inbox.notice_list, name="notice_list"),
    path("notices/read/", inbox.notice_read_all, name="notice_read_all"),
    path("notices/<int:pk>/open/", inbox.notice_open, name="notice_open"),
    path("me/channels/", lines.line_list, name="line_list"),
    path("me/channels/<int:pk>/confirm/", lines.line_confirm, name="line_confirm"),
    path("me/channels/<int:pk>/close/", lines.line_close, name="line_close"),
    path("deliveries/", deliveries.delivery_list, name="delivery_list"),
    path("deliveries/<int:pk>/again/", deliveries.delivery_resend, name="delivery_resend"),
    path("deliveries/<int:pk>/discard/", deliveries.delivery_discard, name="delivery_discard"),
    path("webhooks/", deliveries.webhook_list, name="webhook_list"),
    path("webhooks/<int:pk>/close/", deliveries.webhook_close, name="webhook_close"),
]
