from django.apps import AppConfig


class SpotcheckConfig(AppConfig):
    name = "bihuan.spotcheck"
    label = "spotcheck"
