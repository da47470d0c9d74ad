from django.urls import path, re_path

from bihuan.supervision.views import (
    bulk,
    export,
    filing,
    hand_over,
    intake,
    ledger,
    moves,
    rules,
    slips,
    task,
    units,
)

app_name = "supervision"
urlpatterns = [
    path("tasks/", ledger.task_list, name="task_list"),
    path("tasks/new/", filing.task_new, name="task_new"),
    path("tasks/bulk/", bulk.task_bulk, name="task_bulk"),
    path("tasks/hand-over/", hand_over.hand_over, name="hand_over"),
    re_path(r"^tasks/export\.(?P<form>xlsx|csv)$", export.task_export, name="task_export"),
    path("tasks/take-in/<int:pk>/", intake.take_in, name="take_in"),
    path("tasks/units/", units.report, name="unit_report"),
    path("tasks/rules/", rules.rule_list, name="rule_list"),
    path("tasks/rules/<slug:name>/", rules.rule_new, name="rule_new"),
    path("tasks/slips/", slips.slip_list, name="slip_list"),
    path("tasks/<int:pk>/", task.task_detail, name="task_detail"),
    path("tasks/<int:pk>/files/<int:file_pk>/", task.task_file, name="task_file"),
    path("tasks/<int:pk>/slip/", task.task_slip, name="task_slip"),
    path("tasks/<int:pk>/slips/<int:slip_pk>/", slips.slip_print, name="slip_print"),
    path("tasks/<int:pk>/<slug:name>/", moves.task_move, name="task_move"),
]
