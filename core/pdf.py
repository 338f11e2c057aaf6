"""HTML to PDF on this machine, without a network: tagged, so that screen readers can read it.

WeasyPrint needs the Pango libraries of the system (docs/deployment.md); it is loaded when the first
PDF is asked for, so that a hub without them does everything else.
"""

from __future__ import annotations

import mimetypes
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from PIL import ImageFile

# Addresses in the HTML are resolved against this one, which leads nowhere (RFC 6761).
BASE_URL = "https://hub.invalid/"
VARIANT = "pdf/ua-1"  # ISO 14289-1: tagged, with title and language


class PdfUnavailableError(RuntimeError):
    """This machine lacks the libraries that draw a PDF. The message names the packages."""


class NotAStaticFileError(ValueError):
    """A document asked for something else than one of our static files."""


def pdf_from_html(html: str) -> bytes:
    """The HTML document as a tagged PDF (PDF/UA-1).

    The document needs `<html lang>` and `<title>`. It may use our own static files by the addresses
    that `{% static %}` gives, and `data:` addresses; whatever else it names (other hosts, files of
    this machine, media) is left out. Raises PdfUnavailableError.
    """
    weasyprint = _weasyprint()
    document = weasyprint.HTML(string=html, base_url=BASE_URL, url_fetcher=_fetcher(weasyprint))
    pdf: bytes = document.write_pdf(pdf_variant=VARIANT)
    return pdf


def _weasyprint() -> Any:
    try:
        loaded = import_module("weasyprint")
        # It asks Pillow to accept pictures that are cut off, everywhere in the process; our forms
        # must go on refusing them (`core.image_upload`).
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        return loaded
    except (ImportError, OSError) as error:  # OSError: a shared library is missing
        raise PdfUnavailableError(
            "PDFs need WeasyPrint and the system libraries that it draws with. On Debian: "
            "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        ) from error


def _fetcher(weasyprint: Any) -> Any:
    """WeasyPrint's fetcher, narrowed to static files and `data:` addresses."""

    class StaticFilesFetcher(weasyprint.urls.URLFetcher):
        def __init__(self) -> None:
            super().__init__(allowed_protocols=["data"], allow_redirects=False)

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            path = static_file(url)
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return weasyprint.urls.URLFetcherResponse(
                url, path.read_bytes(), {"Content-Type": kind}
            )

    return StaticFilesFetcher()


def static_file(url: str) -> Path:
    """The file behind the address of a static file. Raises NotAStaticFileError for all else."""
    prefix = f"{BASE_URL}{settings.STATIC_URL.lstrip('/')}"
    name = url.removeprefix(prefix).partition("?")[0].partition("#")[0]
    if not url.startswith(prefix) or not name:
        raise NotAStaticFileError(url)
    try:
        if staticfiles_storage.exists(name):  # collected, under its hashed name
            return Path(staticfiles_storage.path(name))
        found = finders.find(name)
    except SuspiciousFileOperation as error:
        raise NotAStaticFileError(url) from error
    if not found:
        raise NotAStaticFileError(url)
    return Path(str(found))
