from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "bihuan.home"
    label = "home"
