from django.urls import path

from bihuan.breakdown.views import books, rows, tables

app_name = "breakdown"
urlpatterns = [
    path("breakdowns/", tables.breakdown_list, name="breakdown_list"),
    path("breakdowns/new/", tables.breakdown_new, name="breakdown_new"),
    path("breakdowns/sample.xlsx", books.sample, name="sample"),
    path("breakdowns/<int:pk>/", tables.breakdown_detail, name="breakdown_detail"),
    path("breakdowns/<int:pk>/columns/", tables.breakdown_columns, name="breakdown_columns"),
    path("breakdowns/<int:pk>/names/", tables.breakdown_name, name="breakdown_name"),
    path("breakdowns/<int:pk>/twins/", tables.breakdown_twins, name="breakdown_twins"),
    path("breakdowns/<int:pk>/confirm/", tables.breakdown_confirm, name="breakdown_confirm"),
    path("breakdowns/<int:pk>/undo/", tables.breakdown_undo, name="breakdown_undo"),
    path("breakdowns/<int:pk>/drop/", tables.breakdown_drop, name="breakdown_drop"),
    path("breakdowns/<int:pk>/marked.xlsx", books.marked, name="marked"),
    path("breakdowns/<int:pk>/print/", books.printed, name="printed"),
    path("breakdowns/rows/<int:pk>/", rows.row_edit, name="row_edit"),
    path("breakdowns/rows/<int:pk>/cell/", rows.row_cell, name="row_cell"),
    path("breakdowns/rows/<int:pk>/split/", rows.row_split, name="row_split"),
    path("breakdowns/rows/<int:pk>/leave-out/", rows.row_leave_out, name="row_leave_out"),
    path("breakdowns/rows/<int:pk>/take-back/", rows.row_take_back, name="row_take_back"),
    path("breakdowns/rows/<int:pk>/twin/", rows.row_twin, name="row_twin"),
    path("breakdowns/rows/<int:pk>/pick/", rows.row_pick, name="row_pick"),
]
