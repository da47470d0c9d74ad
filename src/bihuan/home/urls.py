from django.urls import path

from bihuan.home.views import boards, desk, faces

app_name = "home"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("deadlines/<slug:secret>.ics", desk.deadlines, name="deadlines"),
    path("overview/", boards.overview, name="overview"),
    path("wall/", boards.wall, name="wall"),
    path("units/<int:pk>/work/", faces.unit_work, name="unit_work"),
    path("persons/<int:pk>/work/", faces.person_work, name="person_work"),
]
