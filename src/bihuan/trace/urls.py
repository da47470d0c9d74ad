from django.urls import path

from bihuan.trace.views import figures

app_name = "trace"
urlpatterns = [
    path("trace/figures/", figures.figure_list, name="figure_list"),
    path("trace/figures/<str:name>/", figures.figure, name="figure"),
]
