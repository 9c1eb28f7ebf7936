from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "xiuhuazhen.api"
    label = "api"
