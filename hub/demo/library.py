"""The records that demo pages point at: references, pictures, recordings. Made once."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile

from articles.identifiers import clean_doi, clean_pmid
from articles.models import ArticlePage, Reference
from core.models import HubDocument, HubImage
from hub.demo import content, drawings

MEDIA = Path(__file__).resolve().parent / "media"
CREDIT = "Hub demonstration"


class Library:
    """Finds or makes a record by its key in the demo files and gives its primary key."""

    def __init__(self) -> None:
        self._references: dict[str, int] = {}

    @cached_property
    def reference_data(self) -> dict[str, dict[str, object]]:
        return content.references()

    def reference(self, key: str | None) -> int | None:
        if not key:
            return None
        if key not in self._references:
            self._references[key] = self._stored_reference(key)
        return self._references[key]

    def _stored_reference(self, key: str) -> int:
        record = {**self.reference_data[key], "id": key}
        doi = clean_doi(str(record.get("DOI") or ""))
        pmid = clean_pmid(str(record.get("PMID") or ""))
        found = Reference.objects.filter(csl__id=key).first()
        if found is None and doi:
            found = Reference.objects.filter(doi=doi).first()
        if found is None and pmid:
            found = Reference.objects.filter(pmid=pmid).first()
        if found is None:
            found = Reference()
        if found.csl != record:
            found.csl = record
            found.save()
        return int(found.pk)

    def drawing(self, key: str, alt: str) -> int:
        """A drawn figure as an image of the library."""
        return self._image(f"Demo drawing: {key}", alt, lambda: drawings.draw(key), f"{key}.png")

    def poster(self, name: str) -> int:
        return self._image(
            f"Demo still: {name}",
            "Title card of a demonstration film",
            lambda: drawings.media_poster("Demonstration film"),
            f"{name}-still.png",
        )

    def _image(self, title: str, alt: str, draw: object, filename: str) -> int:
        found = HubImage.objects.filter(title=title).first()
        if found is None:
            data = draw()  # type: ignore[operator]
            found = HubImage(
                title=title,
                description=alt[:255],
                credit=CREDIT,
                licence="cc-by",
                file=ImageFile(io.BytesIO(data), name=filename),
            )
            found.save()
        return int(found.pk)

    def recording(self, kind: str, name: str) -> int:
        """The file of a film or an audio recording as a document of the library."""
        endings = (".mp4", ".webm") if kind == "video" else (".mp3", ".m4a", ".ogg")
        return self._document(self._media_file(name, endings), "Demonstration recording")

    def captions(self, name: str) -> int | None:
        path = MEDIA / f"{name}.vtt"
        return self._document(path, "Captions") if path.exists() else None

    @staticmethod
    def _media_file(name: str, endings: tuple[str, ...]) -> Path:
        """The recording of that name, or the first there is of the kind: demo films are alike."""
        for ending in endings:
            if (MEDIA / f"{name}{ending}").exists():
                return MEDIA / f"{name}{ending}"
        return next(path for path in sorted(MEDIA.iterdir()) if path.suffix in endings)

    def _document(self, path: Path, description: str) -> int:
        document = self.drawn_document(
            f"{description}: {path.name}",
            f"{description}, made for the demo.",
            path.name,
            path.read_bytes,
        )
        return int(document.pk)

    @staticmethod
    def drawn_document(
        title: str, description: str, filename: str, draw: Callable[[], bytes]
    ) -> HubDocument:
        """The document of that title; its file is drawn when there is none."""
        found = HubDocument.objects.filter(title=title).first()
        if found is None:
            found = HubDocument(title=title, description=description)
            found.file.save(filename, ContentFile(draw()), save=False)
            found.save()
            found.get_file_hash()
            found.get_file_size()
        return found

    @staticmethod
    def article(slug: str) -> int | None:
        found = ArticlePage.objects.filter(slug=slug, locale__language_code="en").first()
        return int(found.pk) if found else None
