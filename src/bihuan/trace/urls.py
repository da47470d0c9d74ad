from django.urls import path

from bihuan.trace.views import figures, saying
from bihuan.trace.views import path as followed

app_name = "trace"
urlpatterns = [
    path("trace/", followed.path, name="path"),
    path("trace/figures/", figures.figure_list, name="figure_list"),
    path("trace/figures/<str:name>/", figures.figure, name="figure"),
    path("trace/projects/<int:pk>/units/<int:unit_pk>/", saying.of_project, name="statement_new"),
    path("trace/indicators/<int:pk>/<str:month>/units/<int:unit_pk>/", saying.of_month, name="month_say"),
    path("trace/figures/<str:name>/units/<int:unit_pk>/", saying.of_figure, name="figure_say"),
    path("trace/statements/<int:pk>/file/", saying.statement_file, name="statement_file"),
]
