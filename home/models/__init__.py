"""The home page, plain pages, and what editors set for the whole site."""

from home.models.menus import Menu, MenuItem
from home.models.pages import HomePage, HomePinnedArticle, HomeTopic, StandardPage
from home.models.settings import HubSettings
from home.models.texts import SiteText, SiteTextKey

__all__ = [
    "HomePage",
    "HomePinnedArticle",
    "HomeTopic",
    "HubSettings",
    "Menu",
    "MenuItem",
    "SiteText",
    "SiteTextKey",
    "StandardPage",
]
