from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "xiuhuazhen.core.procedures"
    label = "procedures"

    def ready(self) -> None:
        from xiuhuazhen.core.procedures.wiring import wire

        wire()
