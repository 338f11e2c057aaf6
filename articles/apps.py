"""App configuration of `articles`."""

from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Articles"

    def ready(self) -> None:
        from articles import outcome_scopes  # noqa: PLC0415  (models are loaded only now)

        outcome_scopes.register_scopes()
