from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """The label is not the package's name: Django's own messages have that one."""

    name = "xiuhuazhen.core.messages"
    label = "messaging"

    def ready(self) -> None:
        from xiuhuazhen.core.messages.wiring import wire

        wire()
