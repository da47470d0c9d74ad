from django.urls import path

from bihuan.fiscal.views import capacity, choosing, commitments

app_name = "fiscal"
urlpatterns = [
    path("fiscal/", capacity.capacity, name="capacity"),
    path("fiscal/years/<int:year>/", capacity.year_set, name="year_set"),
    path("fiscal/what-if/", capacity.ask_what_if, name="what_if"),
    path("fiscal/projects/<int:pk>/assess/", capacity.project_assess, name="project_assess"),
    path("fiscal/settings/", capacity.settings, name="settings"),
    path("fiscal/terms/new/", capacity.term_set, name="term_new"),
    path("fiscal/terms/<int:pk>/", capacity.term_set, name="term_set"),
    path("fiscal/commitments/", commitments.commitment_list, name="commitment_list"),
    path("fiscal/commitments/new/", commitments.commitment_new, name="commitment_new"),
    path("fiscal/commitments/<int:pk>/", commitments.commitment_detail, name="commitment_detail"),
    path("fiscal/commitments/<int:pk>/do/<slug:name>/", commitments.commitment_act, name="commitment_act"),
    path("fiscal/opinions/<int:pk>/file/", commitments.opinion_file, name="opinion_file"),
    path("fiscal/choice/", choosing.choice, name="choice"),
    path("fiscal/choice/<int:pk>/", choosing.selection_detail, name="selection_detail"),
    path("fiscal/candidates/rate/", choosing.candidate_rate, name="candidate_rate"),
    path("fiscal/candidates/<int:pk>/withdraw/", choosing.candidate_withdraw, name="candidate_withdraw"),
    path("fiscal/ties/new/", choosing.tie_new, name="tie_new"),
    path("fiscal/ties/<int:pk>/undo/", choosing.tie_undo, name="tie_undo"),
]
