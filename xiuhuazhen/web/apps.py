from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "xiuhuazhen.web"
    label = "web"

    def ready(self) -> None:
        from xiuhuazhen.web.wiring import wire

        wire()
