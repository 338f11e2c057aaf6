"""What an editor meets when a page could not be published for want of its funding record."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from structlog import get_logger

from core.return_address import safe_return_path
from core.see_other import HttpResponseSeeOther
from sponsors.freezing import FreezingError

logger = get_logger(__name__)


class UnfrozenPublicationMiddleware:
    """Turns FreezingError into a message on the page the editor came from. Publishing is undone by
    then; the draft is a revision of its own and still there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, FreezingError):
            return None
        logger.error("publication without funding record refused", exc_info=exception)
        messages.error(request, str(exception))
        return HttpResponseSeeOther(_where_from(request))


def _where_from(request: HttpRequest) -> str:
    """The page in the CMS that sent the request, else the CMS's first page."""
    home = reverse("wagtailadmin_home")
    path = urlsplit(request.headers.get("Referer", "")).path
    return safe_return_path(path) if path.startswith(home) else home
