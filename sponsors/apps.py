"""App configuration of `sponsors`."""

from django.apps import AppConfig
from django.db.models.signals import post_save, pre_save


class SponsorsConfig(AppConfig):
    name = "sponsors"
    verbose_name = "Sponsors"

    def ready(self) -> None:
        from sponsors import freezing, outcome_scopes  # noqa: PLC0415  (models are loaded only now)

        pre_save.connect(freezing.remember_before, dispatch_uid="sponsors-before-publication")
        post_save.connect(freezing.freeze_when_published, dispatch_uid="sponsors-freeze")
        outcome_scopes.register_scopes()
