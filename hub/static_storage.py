"""Static files with content hashes, and one style sheet in place of many.

The style sheets are kept apart by layer and component; a reader's browser should fetch one
file. Where ``hub/css/main.css`` says ``@import url("x.css") layer(y) [media];`` the published
copy holds the text of x.css inside ``@layer y``. The sources and the copy without a hash keep
their imports and work as they are, so nothing needs to be built during development.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

STYLE_SHEET = "hub/css/main.css"

_IMPORT = re.compile(
    r'^@import url\("(?P<file>[^"]+)"\) layer\((?P<layer>[a-z]+)\)(?: (?P<media>[^;]+))?;$',
    re.MULTILINE,
)


def join_imports(entry: str, read: Callable[[str], str]) -> str:
    """The text of ``entry`` with each layered import replaced by the file that ``read`` returns.

    Imported files keep their relative addresses as long as they lie beside the entry; a file in
    a folder below must not use ``url()``. An ``@import`` in another form raises ``ValueError``:
    it would end up behind rules, where browsers ignore it.
    """

    def layered(match: re.Match[str]) -> str:
        text = f"@layer {match['layer']} {{\n{read(match['file']).strip()}\n}}"
        return f"@media {match['media']} {{\n{text}\n}}" if match["media"] else text

    joined = _IMPORT.sub(layered, entry)
    if "@import" in joined:
        raise ValueError('main.css: write imports as @import url("file.css") layer(name);')
    return joined


class HubStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise's hashed and compressed files, with the style sheets joined first."""

    def post_process(
        self, paths: dict[str, tuple[Storage, str]], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str | None, Any]]:
        if STYLE_SHEET in paths and not dry_run:
            paths = {**paths, STYLE_SHEET: (self._joined_style_sheet(paths), STYLE_SHEET)}
        yield from super().post_process(paths, dry_run=dry_run, **options)

    @staticmethod
    def _joined_style_sheet(paths: dict[str, tuple[Storage, str]]) -> InMemoryStorage:
        """A storage in memory that holds nothing but the joined style sheet."""

        def read(name: str) -> str:
            storage, path = paths[name]
            with storage.open(path) as source:
                return source.read().decode()

        folder = posixpath.dirname(STYLE_SHEET)
        joined = join_imports(read(STYLE_SHEET), lambda name: read(posixpath.join(folder, name)))
        memory = InMemoryStorage()
        memory.save(STYLE_SHEET, ContentFile(joined.encode()))
        return memory
