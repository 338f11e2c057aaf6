"""App configuration of `core`."""

from django.apps import AppConfig, apps

from core.remembered import forget_when_changed


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        from core import checks  # noqa: F401, PLC0415 (registers the system checks)

        forget_when_changed(
            *(
                apps.get_model("wagtailcore", name)
                for name in ("Locale", "Site", "PageViewRestriction")
            )
        )
