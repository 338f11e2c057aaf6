"""App configuration of `translation`."""

from django.apps import AppConfig
from wagtail_localize import strings


class TranslationConfig(AppConfig):
    name = "translation"
    verbose_name = "Translation"

    def ready(self) -> None:
        # wagtail-localize cuts sentences at tags it does not know: "10<sup>9</sup>/L" would become
        # two segments. It reads this list at run time, so it is extended in place.
        for tag in ("sub", "sup"):
            if tag not in strings.INLINE_TAGS:
                strings.INLINE_TAGS.append(tag)
