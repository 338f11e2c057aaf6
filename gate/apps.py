"""App configuration of `gate`."""

from django.apps import AppConfig, apps

from core.remembered import forget_when_changed


class GateConfig(AppConfig):
    name = "gate"
    verbose_name = "Gate"

    def ready(self) -> None:
        from gate import checks  # noqa: F401, PLC0415 (registers the system checks)

        forget_when_changed(apps.get_model("gate", "GateSettings"))
