from django.urls import path

from bihuan.journal import views

app_name = "journal"
urlpatterns = [
    path("journal/", views.event_list, name="event_list"),
    path("journal/check/", views.record_check, name="record_check"),
    path("journal/<int:pk>/", views.event_detail, name="event_detail"),
    path("record/", views.record_seal, name="record_seal"),
    path("record/witnesses/", views.witness_new, name="witness_new"),
    path("record/witnesses/<int:pk>/end/", views.witness_end, name="witness_end"),
    path("record/cosignatures/", views.cosignature_new, name="cosignature_new"),
]
