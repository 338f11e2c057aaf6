"""The composition root as a Django app: commands, static files and site-wide checks live here."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    name = "hub"
    verbose_name = "Hub"
