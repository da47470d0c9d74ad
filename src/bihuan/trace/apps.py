from django.apps import AppConfig


class TraceConfig(AppConfig):
    name = "bihuan.trace"
    label = "trace"
