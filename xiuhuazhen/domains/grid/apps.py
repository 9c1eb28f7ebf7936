from django.apps import AppConfig


class GridConfig(AppConfig):
    name = "xiuhuazhen.domains.grid"
    label = "grid"

    def ready(self) -> None:
        from xiuhuazhen.domains.grid.wiring import wire

        wire()
