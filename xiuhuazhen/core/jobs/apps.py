from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "xiuhuazhen.core.jobs"
    label = "jobs"

    def ready(self) -> None:
        from xiuhuazhen.core.jobs.wiring import wire

        wire()
