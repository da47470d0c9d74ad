from django.urls import path

from bihuan.spotcheck.views import checks, draws, guests

app_name = "spotcheck"
urlpatterns = [
    path("spotcheck/", draws.draw_list, name="draw_list"),
    path("spotcheck/new/", draws.draw_new, name="draw_new"),
    path("spotcheck/inspectors/", checks.inspector_list, name="inspector_list"),
    path("spotcheck/inspectors/<int:pk>/declare/", checks.inspector_declare, name="inspector_declare"),
    path("spotcheck/volunteers/", guests.volunteer_list, name="volunteer_list"),
    path("spotcheck/volunteers/<int:pk>/end/", guests.volunteer_end, name="volunteer_end"),
    path("spotcheck/checks/<int:pk>/", checks.check_detail, name="check_detail"),
    path("spotcheck/checks/<int:pk>/do/<slug:name>/", checks.check_act, name="check_act"),
    path("spotcheck/checks/<int:pk>/files/<slug:name>/", checks.check_file, name="check_file"),
    path("spotcheck/<int:pk>/", draws.draw_detail, name="draw_detail"),
    path("spotcheck/<int:pk>/units/", draws.draw_units, name="draw_units"),
    path("spotcheck/<int:pk>/print/", draws.draw_print, name="draw_print"),
    path("spotcheck/<int:pk>/package/", draws.draw_package, name="draw_package"),
    path("spotcheck/<int:pk>/do/<slug:name>/", draws.draw_act, name="draw_act"),
]
