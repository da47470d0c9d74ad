from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "bihuan.projects"
    label = "projects"
