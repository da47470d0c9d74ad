from django.urls import path

from bihuan.reports.views import bulletins, facts, matter, projects

app_name = "reports"
urlpatterns = [
    path("bulletins/", bulletins.bulletin_list, name="bulletin_list"),
    path("bulletins/new/", bulletins.bulletin_new, name="bulletin_new"),
    path("bulletins/<int:pk>/", bulletins.bulletin_detail, name="bulletin_detail"),
    path("bulletins/<int:pk>/edit/", bulletins.bulletin_edit, name="bulletin_edit"),
    path("bulletins/<int:pk>/file/<slug:form>/", bulletins.bulletin_file, name="bulletin_file"),
    path("bulletins/<int:pk>/<slug:name>/", bulletins.bulletin_move, name="bulletin_move"),
    path("projects/<int:pk>/one-pager.<slug:form>", projects.one_pager_file, name="one_pager"),
    path("conduct/<int:pk>/units/<int:unit>/facts.<slug:form>", facts.facts_file, name="facts"),
    path("papers/<int:pk>/", matter.paper_list, name="paper_list"),
    path("papers/<int:pk>/<slug:name>/<slug:form>/", matter.paper_file, name="paper_file"),
]
