"""The gate's own addresses. Pages and their notices never come here to be read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core.cross_origin import refuse_cross_origin
from core.return_address import HOME, safe_return_path
from core.see_other import HttpResponseSeeOther
from gate import responses


@require_http_methods(["GET", "HEAD", "POST"])
@refuse_cross_origin
def acknowledge(request: HttpRequest) -> HttpResponse:
    """Remember that the reader is a healthcare professional and go on to `next`."""
    if request.method != "POST":
        return HttpResponseSeeOther(HOME)
    return responses.acknowledged(request, _return_path(request))


@require_POST
@refuse_cross_origin
def withdraw(request: HttpRequest) -> HttpResponse:
    """Forget the acknowledgement and go on to `next`."""
    return responses.withdrawn(request, _return_path(request))


def _return_path(request: HttpRequest) -> str:
    """The posted `next`, unless it leads elsewhere or back to the gate's own addresses."""
    return safe_return_path(request.POST.get("next"), never=[reverse("gate:acknowledge")])
