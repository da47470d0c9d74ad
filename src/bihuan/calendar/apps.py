from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "bihuan.calendar"
    label = "calendar"
