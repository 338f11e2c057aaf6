"""App configuration of `gate`."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    name = "gate"
    verbose_name = "Gate"

    def ready(self) -> None:
        from gate import checks  # noqa: F401, PLC0415 (registers the system checks)
