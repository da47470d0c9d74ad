from django.apps import AppConfig


class FiscalConfig(AppConfig):
    name = "bihuan.fiscal"
    label = "fiscal"
