from django.urls import path

from bihuan.standings.views import moves, schemes, tables

app_name = "standings"
urlpatterns = [
    path("standings/", tables.table_list, name="table_list"),
    path("standings/new/", tables.table_new, name="table_new"),
    path("standings/<int:pk>/", tables.table_detail, name="table_detail"),
    path("standings/<int:pk>/units/<int:unit>/", tables.line_detail, name="line_detail"),
    path("standings/<int:pk>/table.xlsx", tables.table_sheet, name="table_sheet"),
    path("standings/<int:pk>/do/<slug:name>/", moves.table_act, name="table_act"),
    path("standings/appeals/<int:pk>/", moves.appeal_answer, name="appeal_answer"),
    path("standings/pledges/", moves.pledge_list, name="pledge_list"),
    path("standings/schemes/", schemes.scheme_list, name="scheme_list"),
    path("standings/schemes/new/", schemes.scheme_new, name="scheme_new"),
    path("standings/schemes/<int:pk>/", schemes.scheme_detail, name="scheme_detail"),
    path("standings/schemes/<int:pk>/new/", schemes.version_new, name="version_new"),
    path("standings/schemes/<int:pk>/retire/", schemes.scheme_retire, name="scheme_retire"),
    path("standings/groups/new/", schemes.group_set, name="group_new"),
    path("standings/groups/<int:pk>/", schemes.group_set, name="group_set"),
]
