from django.urls import path

from bihuan.ui import views

app_name = "ui"
urlpatterns = [
    path("me/", views.me, name="me"),
    path("reading/", views.set_reading, name="set_reading"),
    path("ui/", views.style, name="style"),
]
