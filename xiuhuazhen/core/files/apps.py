from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "xiuhuazhen.core.files"
    label = "files"

    def ready(self) -> None:
        from xiuhuazhen.core.files.wiring import wire

        wire()
