from django.urls import path

from bihuan.journal import views

app_name = "journal"
urlpatterns = [
    path("journal/", views.event_list, name="event_list"),
    path("journal/check/", views.record_check, name="record_check"),
    path("journal/<int:pk>/", views.event_detail, name="event_detail"),
]
