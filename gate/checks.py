"""System checks: a page type cannot forget to say what is public."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from wagtail.models import Page

from core.exposure import Exposure

MIDDLEWARE = "gate.middleware.GateMiddleware"
# Each of these would answer the notice's form before the gate sees it.
REFUSING_MIDDLEWARE = (
    "core.unusable_input.PagesAreReadOnlyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
)


@register(Tags.models)
def check_page_types(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """gate.E001 to gate.E003 for every page type that is not Wagtail's own."""
    return [
        error
        for model in apps.get_models()
        if issubclass(model, Page) and not model.__module__.startswith("wagtail.")
        for error in declaration_errors(model)
    ]


def declaration_errors(model: type[Page]) -> Iterator[CheckMessage]:
    """Yield what is missing or wrong in the declaration of one page type."""
    for name in ("exposure", "public_fields"):
        if name not in vars(model):
            yield Error(
                f"{model.__name__} does not declare {name}.",
                hint="Every page type states in its own body what the public may see.",
                obj=model,
                id="gate.E001",
            )
    names = vars(model).get("public_fields", ())
    if not isinstance(vars(model).get("exposure", Exposure.GATED), Exposure) or not (
        isinstance(names, tuple) and all(isinstance(name, str) for name in names)
    ):
        yield Error(
            f"{model.__name__} must declare an Exposure and a tuple of field names.",
            hint="A tuple with one name needs a comma: ('title',).",
            obj=model,
            id="gate.E003",
        )
        return
    for name in names:
        if not hasattr(model, name):
            yield Error(
                f"{model.__name__} declares {name!r} public but has nothing of that name.",
                obj=model,
                id="gate.E002",
            )


@register()
def check_middleware(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """gate.E004: the middleware is in place, before those that refuse its form."""
    order = list(settings.MIDDLEWARE)
    if MIDDLEWARE in order and all(
        order.index(MIDDLEWARE) < order.index(other)
        for other in REFUSING_MIDDLEWARE
        if other in order
    ):
        return []
    return [
        Error(
            f"{MIDDLEWARE} must stand in MIDDLEWARE before {' and '.join(REFUSING_MIDDLEWARE)}.",
            id="gate.E004",
        )
    ]
