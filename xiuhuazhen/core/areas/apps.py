from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "xiuhuazhen.core.areas"
    label = "areas"

    def ready(self) -> None:
        from xiuhuazhen.core.areas.wiring import wire

        wire()
