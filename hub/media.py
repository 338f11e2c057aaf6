"""Serves uploaded images. Originals stay private; documents have an address of their own.

An image is a gated field of the page that shows it, so its file is as well: without acknowledgement
only images that a public page uses, or that were chosen for sharing, are handed out.
"""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from core.models import HubRendition
from gate.exposure import may_read_gated
from gate.usage import is_shown_in_public

PUBLIC_FOLDER = "images"
ONE_YEAR = 31_536_000
# Two readers who are first at the same time both draw the picture: the second file gets such an
# ending, and pages may name it although only the first has a row.
_ADDED_BY_STORAGE = re.compile(r"_[A-Za-z0-9]{7}(?=\.)")


@require_safe
def serve_media(request: HttpRequest, path: str) -> FileResponse:
    """A rendition by its name. Its name changes with its content, so it may be kept for a year."""
    wanted = _file_of(path)
    if wanted is None:
        raise Http404
    kind, _encoding = mimetypes.guess_type(wanted.name)
    if kind is None or not kind.startswith("image/") or kind == "image/svg+xml":
        raise Http404
    renditions = HubRendition.objects.select_related("image")
    rendition = (
        renditions.filter(file=path).first()
        or renditions.filter(file=_ADDED_BY_STORAGE.sub("", path)).first()
    )
    if rendition is None:
        raise Http404
    is_public = is_shown_in_public(rendition.image)
    # CMS users see pictures of drafts; everybody else goes by the rule of the page.
    is_editor = request.user.has_perm("wagtailadmin.access_admin")
    if not (is_public or is_editor or may_read_gated(request)):
        raise Http404
    response = FileResponse(wanted.open("rb"), content_type=kind)
    sharing = "public" if is_public else "private"
    response["Cache-Control"] = f"{sharing}, max-age={ONE_YEAR}, immutable"
    response["Content-Security-Policy"] = "default-src 'none'"
    if not is_public:
        patch_vary_headers(response, ["Cookie"])
    return response


def _file_of(path: str) -> Path | None:
    """The file, if it lies in the public folder; None also for what no file system can name."""
    root = Path(settings.MEDIA_ROOT).resolve()
    try:
        wanted = (root / path).resolve()
        is_file = wanted.is_relative_to(root / PUBLIC_FOLDER) and wanted.is_file()
    except (OSError, ValueError):
        return None
    return wanted if is_file else None
