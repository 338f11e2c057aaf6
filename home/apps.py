"""App configuration of `home`."""

from django.apps import AppConfig, apps
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from core.remembered import forget, forget_when_changed

# What the frame shows of them: settings, texts and menus; who pays.
OF_HOME = ("HubSettings", "SiteText", "Menu", "MenuItem")
OF_SPONSORS = (
    "Funder",
    "FunderWording",
    "FundingRecord",
    "ExchangeRate",
    "LevelScheme",
    "LevelThreshold",
    "FundingSettings",
    "StatementWording",
)


def _pages_changed(sender: object, **kwargs: object) -> None:
    """Addresses and titles in menus may have changed."""
    forget()


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = "Home"

    def ready(self) -> None:
        forget_when_changed(
            *(apps.get_model("home", name) for name in OF_HOME),
            *(apps.get_model("sponsors", name) for name in OF_SPONSORS),
        )
        for signal in (page_published, page_unpublished, page_slug_changed, post_page_move):
            signal.connect(_pages_changed, dispatch_uid="home-frame")
