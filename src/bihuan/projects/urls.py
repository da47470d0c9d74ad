from django.urls import path

from bihuan.projects.views import acts, answering, boards, exports, ledger, mapping, timeline

app_name = "projects"
urlpatterns = [
    path("projects/", ledger.project_list, name="project_list"),
    path("projects/new/", ledger.project_new, name="project_new"),
    path("projects/timeline/", timeline.project_timeline, name="project_timeline"),
    path("projects/map/", mapping.territory_map, name="territory_map"),
    path("projects/map/borders/", mapping.borders_new, name="borders_new"),
    path("projects/export.geojson", exports.points_file, name="points_file"),
    path("projects/readiness/", boards.readiness_matrix, name="readiness_matrix"),
    path("projects/grants/", boards.grant_list, name="grant_list"),
    path("projects/grants/sheet.xlsx", exports.grant_sheet, name="grant_sheet"),
    path("projects/problems/", boards.problem_list, name="problem_list"),
    path("projects/export.xlsx", exports.register_file, name="register_file"),
    path("projects/<int:pk>/", ledger.project_detail, name="project_detail"),
    path("projects/<int:pk>/do/<slug:name>/", acts.project_act, name="project_act"),
    path("projects/nodes/<int:pk>/", acts.node_set, name="node_set"),
    path("projects/nodes/<int:pk>/file/", ledger.node_file, name="node_file"),
    path("projects/papers/<int:pk>/file/", ledger.paper_file, name="paper_file"),
    path("projects/changes/<int:pk>/", acts.change_decide, name="change_decide"),
    path("projects/problems/<int:pk>/", ledger.problem_detail, name="problem_detail"),
    path("projects/problems/<int:pk>/solve/", acts.problem_solve, name="problem_solve"),
    path("projects/problems/<int:pk>/link/", answering.problem_link, name="problem_link"),
    path("projects/answer/<str:secret>/", answering.problem_answer, name="problem_answer"),
    path("projects/grants/<int:pk>/do/<slug:name>/", acts.fund_act, name="fund_act"),
    path("projects/visits/<int:pk>/file/", ledger.visit_file, name="visit_file"),
]
