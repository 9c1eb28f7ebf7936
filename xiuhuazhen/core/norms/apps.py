from django.apps import AppConfig


class NormsConfig(AppConfig):
    name = "xiuhuazhen.core.norms"
    label = "norms"

    def ready(self) -> None:
        from xiuhuazhen.core.norms.wiring import wire

        wire()
