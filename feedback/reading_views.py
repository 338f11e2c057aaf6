"""Where a page tells how far it was read. Sets no cookie, keeps nothing about the sender."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from core.caching import PERSONAL
from core.cross_origin import refuse_cross_origin
from core.limits import too_many
from core.locales import active_locale
from core.request_body import announced_length
from feedback.models import FeedbackSettings
from feedback.reading import Stage, count_reading, may_be_counted, why_not_counted

LARGEST_BODY = 1024  # bytes; a page sends about 70
# From one internet address. A whole hospital may be behind one, or a lecture hall whose listeners
# all open the same article; a single machine can add no more than this to the counters.
MESSAGES = 300  # a minute


@require_POST
@refuse_cross_origin
def reading(request: HttpRequest) -> HttpResponse:
    """POST `page_key` and `stage`. 204 for what is counted, and for what is not counted by rule;
    400 for anything a page of ours does not send, 413 for too much of it, 429 for too many."""
    response = _answer(request)
    response.headers["Cache-Control"] = PERSONAL
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest) -> HttpResponse:
    if announced_length(request) > LARGEST_BODY:
        return _plain(413, "The message is too large.")
    if why_not_counted(request.headers) or not FeedbackSettings.load().counts_reading:
        return HttpResponse(status=204)
    if too_many(request, "reading", f"{MESSAGES}/m"):
        return _plain(429, "Too many messages within a minute.")
    message = _message(request)
    if message is None or not may_be_counted(message[0]):
        return _plain(400, "Send page_key, of an article in this language, and stage.")
    page_key, stage = message
    count_reading(page_key, active_locale().language_code, stage)
    return HttpResponse(status=204)


def _message(request: HttpRequest) -> tuple[UUID, Stage] | None:
    """What was posted; None if it is not exactly one page and one stage."""
    keys, stages = request.POST.getlist("page_key"), request.POST.getlist("stage")
    if len(keys) != 1 or len(stages) != 1:
        return None
    try:
        return UUID(keys[0]), Stage(stages[0])
    except ValueError:
        return None


def _plain(status: int, words: str) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
