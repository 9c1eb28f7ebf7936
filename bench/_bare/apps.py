from django.apps import AppConfig


class BareConfig(AppConfig):
    name = "bench._bare"

    def ready(self) -> None:
        from bench._bare.jobs import write_lines
        from xiuhuazhen.core.jobs import registry

        registry.register("bench.write_lines", write_lines, label="measuring")
