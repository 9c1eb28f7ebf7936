from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "xiuhuazhen.domains.cases"
    label = "cases"

    def ready(self) -> None:
        from xiuhuazhen.domains.cases.wiring import wire

        wire()
