from django.urls import path

from bihuan.calendar import views

app_name = "calendar"
urlpatterns = [
    path("calendar/", views.year_list, name="year_list"),
    path("calendar/<int:year>/", views.year_detail, name="year_detail"),
    path("calendar/<int:year>/notice/", views.year_amend, name="year_amend"),
]
