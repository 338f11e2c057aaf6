"""Where readers answer a paired question, before a text and after it. Never cached."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.locales import locale_of
from feedback.answering import answering, is_fragment, own_address, show, token_step, way_back
from feedback.errors import AnswerError
from feedback.own_answers import own_pair
from feedback.paired_rules import Moment, QuestionInForce, check_choice
from feedback.paired_screens import paired_form, paired_result
from feedback.readers import token_of
from feedback.selectors import page_with_question
from feedback.services import record_paired


@answering
def question(
    request: HttpRequest, question_key: UUID, page_key: UUID, moment: Moment
) -> HttpResponseBase:
    """The reader's answer, or the form; POST takes the first answer of each moment."""
    found = page_with_question(page_key, question_key)
    if found is None:
        raise Http404("This question is not asked about this page.")
    page, asked = found
    back = way_back(request, page.get_url(request) or "/")
    if request.method == "POST":
        return _answer(request, page, asked, moment, back)
    return _own_or_form(request, page, asked, moment, back)


def _answer(
    request: HttpRequest, page: Page, asked: QuestionInForce, moment: Moment, back: str
) -> HttpResponseBase:
    chosen: list[UUID] = []
    try:
        chosen = _chosen(request)
        option_key = check_choice(asked, chosen)
        token = token_of(request)
        if token is None:
            return token_step(request)
        language = locale_of(page.locale_id).language_code
        record_paired(asked.key, page.translation_key, token, option_key, moment, language)
    except AnswerError as error:
        only = chosen[0] if len(chosen) == 1 else None
        form = paired_form(page, asked, moment, back, chosen=only, message=str(error))
        to = _to_question(back, form.anchor)
        return show(request, "paired_form", ("form", form), back=to, status=400)
    if is_fragment(request):
        return _own_or_form(request, page, asked, moment, back)
    return own_address(request, back)


def _own_or_form(
    request: HttpRequest, page: Page, asked: QuestionInForce, moment: Moment, back: str
) -> HttpResponse:
    own = own_pair(token_of(request), asked.key, page.translation_key)
    if own.takes(moment):
        form = paired_form(page, asked, moment, back)
        return show(request, "paired_form", ("form", form), back=_to_question(back, form.anchor))
    result = paired_result(page, asked, moment, own, back)
    return show(
        request, "paired_result", ("result", result), back=_to_question(back, result.anchor)
    )


def _to_question(back: str, anchor: str) -> str:
    """The place on the page where the reader was asked: the text begins or ends there."""
    return back if "#" in back else f"{back}#{anchor}"


def _chosen(request: HttpRequest) -> list[UUID]:
    """The posted answers. AnswerError for what is no key at all."""
    try:
        return [UUID(value) for value in request.POST.getlist("option")]
    except ValueError as error:
        raise AnswerError(_("This option is not on the list. Please choose again.")) from error
