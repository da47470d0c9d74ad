from django.urls import path

from bihuan.conduct.views import facts, process, rounds

app_name = "conduct"
urlpatterns = [
    path("conduct/", rounds.round_list, name="round_list"),
    path("conduct/new/", rounds.round_new, name="round_new"),
    path("conduct/<int:pk>/", rounds.round_detail, name="round_detail"),
    path("conduct/<int:pk>/round.xlsx", rounds.round_sheet, name="round_sheet"),
    path("conduct/<int:pk>/do/<slug:name>/", rounds.round_act, name="round_act"),
    path("conduct/<int:pk>/units/<int:unit>/", facts.unit, name="unit"),
    path("conduct/process/", process.process_view, name="process"),
    path("conduct/process/matters/", process.process_matters, name="process_matters"),
    path("conduct/process/export/<slug:form>/", process.process_export, name="process_export"),
    path("conduct/units/<int:pk>/", facts.unit_latest, name="unit_latest"),
    path("conduct/facts/<int:pk>/", facts.finding_detail, name="finding_detail"),
    path("conduct/facts/<int:pk>/statement/", facts.statement_new, name="statement_new"),
    path("conduct/facts/<int:pk>/appeals/<int:event>/", facts.appeal_new, name="appeal_new"),
    path("conduct/appeals/<int:pk>/", facts.appeal_rule, name="appeal_rule"),
]
