"""The public side of a page: the only form in which a page may be handed to a channel that serves
readers who have not acknowledged (the notice, feeds, Open Graph, JSON-LD, sitemaps, share cards).

Misuse fails loudly in every environment: a page with an error is repaired the same day, a leak may
never be noticed.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from django.db import models
from wagtail.images.models import AbstractImage
from wagtail.models import Locale, Page

from core.exposure import Exposure
from core.locales import locale_of

# What an address says about itself anyway.
ALWAYS_SAFE: Final = frozenset(
    {
        "pk",
        "id",
        "slug",
        "url",
        "full_url",
        "get_url",
        "get_full_url",
        "relative_url",
        "locale",
        "locale_id",
        "translation_key",
        "trail",
        "exposure",
        "public_fields",
        "alias_of_id",
        "keeps_funding_record",
    }
)
_HARMLESS_MODELS: Final = (AbstractImage, Locale)


class GatedFieldError(Exception):
    """Code asked the public view of an object for something that is not public.

    Deliberately no AttributeError: the template engine would swallow that one.
    """


class PublicView:
    """Lets through the names in `public_fields` of the object's class and what is always safe.

    Pages (and other objects that declare `public_fields`) found inside a public value are wrapped
    in turn. A name that the object does not have at all raises AttributeError, so one template can
    ask for parts that only some page types have; a name that it has and keeps raises
    GatedFieldError.
    """

    __slots__ = ("__subject", "__values")

    def __init__(self, subject: models.Model) -> None:
        if isinstance(subject, Page):
            subject = subject.specific
        object.__setattr__(self, "_PublicView__subject", subject)
        # Head, notice and structured data ask for the same parts; each is worked out once.
        object.__setattr__(self, "_PublicView__values", {})

    @property
    def language_code(self) -> str:
        """The language of the object, as in `lang` attributes."""
        code: str = locale_of(self.__subject.locale_id).language_code
        return code

    @property
    def is_gated(self) -> bool:
        """Whether parts of the object are behind the notice; a type that does not say so is."""
        return getattr(self.__subject, "exposure", Exposure.GATED) is not Exposure.PUBLIC

    def has_type(self, model: type[models.Model]) -> bool:
        """Whether the object is of this type; which type a page has is no secret."""
        return isinstance(self.__subject, model)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # asked for by Python and by template code, never content
            raise AttributeError(name)
        subject = self.__subject
        if name in ALWAYS_SAFE or name in _public_fields(subject):
            if name not in self.__values:
                self.__values[name] = _guarded(getattr(subject, name))
            return self.__values[name]
        if not _has(subject, name):
            raise AttributeError(name)
        raise GatedFieldError(f"{type(subject).__name__}.{name} is not public")

    def __setattr__(self, name: str, value: object) -> None:
        raise TypeError("a public view is for reading")

    def __str__(self) -> str:
        return str(self.title)

    def __repr__(self) -> str:
        return f"<PublicView of {type(self.__subject).__name__} {self.__subject.pk}>"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, PublicView):
            return bool(self.__subject == other.__subject)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.__subject)

    def __reduce__(self) -> str:
        raise TypeError("a public view holds the whole page and is not to be stored")


def public_view(page: Page) -> PublicView:
    """Return the public side of `page`."""
    return PublicView(page)


def _public_fields(subject: models.Model) -> tuple[str, ...]:
    return getattr(type(subject), "public_fields", ())


def _has(subject: models.Model, name: str) -> bool:
    return hasattr(type(subject), name) or name in vars(subject)


def _guarded(value: Any) -> Any:
    """Return a public value with every object in it reduced to its own public side."""
    guard = next((guard for kinds, guard in _GUARDS if isinstance(value, kinds)), None)
    if guard is not None:
        return guard(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in dataclasses.fields(value) if field.init]
        return dataclasses.replace(value, **{n: _guarded(getattr(value, n)) for n in names})
    if callable(value) and not isinstance(value, type):
        return _guarded_method(value)
    return value


def _guarded_model(value: models.Model) -> Any:
    if isinstance(value, _HARMLESS_MODELS):
        return value
    if isinstance(value, Page) or hasattr(type(value), "public_fields"):
        return PublicView(value)
    raise GatedFieldError(f"{type(value).__name__} does not declare public_fields")


def _guarded_tuple(value: tuple[Any, ...]) -> tuple[Any, ...]:
    parts = [_guarded(part) for part in value]
    make = getattr(type(value), "_make", tuple)  # named tuples stay what they are
    result: tuple[Any, ...] = make(parts)
    return result


def _guarded_list(value: Iterable[Any]) -> list[Any]:
    return [_guarded(part) for part in value]


def _guarded_mapping(value: Mapping[Any, Any]) -> dict[Any, Any]:
    return {key: _guarded(part) for key, part in value.items()}


def _refused_manager(value: models.Manager[Any]) -> Any:
    raise GatedFieldError(f"{value!r} leads to whole objects: offer a property instead")


def _guarded_method(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        return _guarded(method(*args, **kwargs))

    return call


_GUARDS: Final[tuple[tuple[Any, Callable[[Any], Any]], ...]] = (
    (models.Model, _guarded_model),
    (models.Manager, _refused_manager),
    ((models.QuerySet, list, set, frozenset), _guarded_list),
    (tuple, _guarded_tuple),
    (dict, _guarded_mapping),
)
