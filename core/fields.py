"""A StreamField that keeps block definitions out of migrations.

Otherwise each changed help text makes a migration, and each migration in a page's app marks all its
translations as outdated.
"""

from __future__ import annotations

from typing import Any

from wagtail.fields import StreamField as WagtailStreamField


class StreamField(WagtailStreamField):
    """As Wagtail's, except that migrations see a field without block types."""

    def __init__(self, block_types: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__([] if block_types is None else block_types, *args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
