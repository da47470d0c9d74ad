from django.urls import path

from bihuan.reports.views import matter

app_name = "reports"
urlpatterns = [
    path("papers/<int:pk>/", matter.paper_list, name="paper_list"),
    path("papers/<int:pk>/<slug:name>/<slug:form>/", matter.paper_file, name="paper_file"),
]
