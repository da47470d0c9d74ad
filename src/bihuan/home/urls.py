from django.urls import path

from bihuan.home import views

app_name = "home"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("deadlines/<slug:secret>.ics", views.deadlines, name="deadlines"),
]
