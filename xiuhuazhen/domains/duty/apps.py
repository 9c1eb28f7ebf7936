from django.apps import AppConfig


class DutyConfig(AppConfig):
    name = "xiuhuazhen.domains.duty"
    label = "duty"

    def ready(self) -> None:
        from xiuhuazhen.domains.duty.wiring import wire

        wire()
