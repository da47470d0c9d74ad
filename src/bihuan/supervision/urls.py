from django.urls import path

from bihuan.supervision.views import intake, ledger, moves, task, units

app_name = "supervision"
urlpatterns = [
    path("tasks/", ledger.task_list, name="task_list"),
    path("tasks/take-in/<int:pk>/", intake.take_in, name="take_in"),
    path("tasks/units/", units.report, name="unit_report"),
    path("tasks/<int:pk>/", task.task_detail, name="task_detail"),
    path("tasks/<int:pk>/files/<int:file_pk>/", task.task_file, name="task_file"),
    path("tasks/<int:pk>/<slug:name>/", moves.task_move, name="task_move"),
]
