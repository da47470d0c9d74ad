from django.urls import path

from bihuan.people.views import doors

app_name = "people"
urlpatterns = [
    path("demo-sign-in/", doors.demo_sign_in, name="demo_sign_in"),
    path("invitation/<str:secret>/", doors.accept_invitation, name="accept_invitation"),
]
