from django.urls import path

from bihuan.journal.views import erasing, record, stamping

app_name = "journal"
urlpatterns = [
    path("journal/", record.event_list, name="event_list"),
    path("journal/check/", record.record_check, name="record_check"),
    path("journal/<int:pk>/", record.event_detail, name="event_detail"),
    path("record/erasures/", erasing.erasure_list, name="erasure_list"),
    path("record/erasures/columns/", erasing.erasure_columns, name="erasure_columns"),
    path("record/erasures/words/", erasing.erasure_words, name="erasure_words"),
    path("record/", record.record_seal, name="record_seal"),
    path("record/witnesses/", record.witness_new, name="witness_new"),
    path("record/witnesses/<int:pk>/end/", record.witness_end, name="witness_end"),
    path("record/stamps/", stamping.stamp_take, name="stamp_take"),
    path("record/stamps/<int:pk>/<slug:ending>/", stamping.stamp_file, name="stamp_file"),
    path("record/cosignatures/", record.cosignature_new, name="cosignature_new"),
]
