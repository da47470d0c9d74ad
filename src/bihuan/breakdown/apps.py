from django.apps import AppConfig


class BreakdownConfig(AppConfig):
    name = "bihuan.breakdown"
    label = "breakdown"
