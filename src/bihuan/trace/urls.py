from django.urls import path

from bihuan.trace.views import figures
from bihuan.trace.views import path as followed

app_name = "trace"
urlpatterns = [
    path("trace/", followed.path, name="path"),
    path("trace/figures/", figures.figure_list, name="figure_list"),
    path("trace/figures/<str:name>/", figures.figure, name="figure"),
    path("trace/projects/<int:pk>/units/<int:unit_pk>/", followed.statement_new, name="statement_new"),
    path("trace/statements/<int:pk>/file/", followed.statement_file, name="statement_file"),
]
