"""A StreamField that keeps block definitions out of migrations.

Otherwise each changed help text makes a migration, and each migration in a page's app marks all its
translations as outdated.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from wagtail.fields import StreamField as WagtailStreamField


class StreamField(WagtailStreamField):
    """As Wagtail's, except that migrations see a field without block types.

    `starts_with` is what an editor finds in a new page, as (block type, value): an empty first
    sentence invites writing more than a warning that one is missing.
    """

    def __init__(
        self,
        block_types: Any = None,
        *args: Any,
        starts_with: Sequence[tuple[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        self.starts_with = list(starts_with)
        super().__init__([] if block_types is None else block_types, *args, **kwargs)

    def get_default(self) -> Any:
        if self.starts_with and not self.has_default():
            return self.stream_block.normalize(self.starts_with)
        return super().get_default()

    if TYPE_CHECKING:
        # What Wagtail's descriptor does: JSON text or blocks go in, a StreamValue comes out.
        def __get__(self, instance: Any, owner: Any = None) -> Any: ...

        def __set__(self, instance: Any, value: Any) -> None: ...

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
