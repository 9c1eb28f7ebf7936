from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "xiuhuazhen.core.audit"
    label = "audit"

    def ready(self) -> None:
        from xiuhuazhen.core.audit.wiring import wire

        wire()
