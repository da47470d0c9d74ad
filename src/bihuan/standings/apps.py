from django.apps import AppConfig


class StandingsConfig(AppConfig):
    name = "bihuan.standings"
    label = "standings"
