from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "xiuhuazhen.core.people"
    label = "people"

    def ready(self) -> None:
        from xiuhuazhen.core.people.wiring import wire

        wire()
