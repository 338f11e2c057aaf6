"""Where readers answer, see what they answered, and take it back. Never cached.

Who may read what is behind the gate is decided by the addresses of the hub, not here.
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page

from core.locales import active_locale, locale_of
from core.see_other import HttpResponseSeeOther
from feedback.about_me import about_reader
from feedback.agreement_screens import AgreementForm, agreement_form, agreement_result, field_name
from feedback.answering import answering, is_fragment, own_address, show, token_step, way_back
from feedback.erasing import erase_reader
from feedback.errors import AnswerError, PollClosedError
from feedback.likert import point_from
from feedback.models import AgreementSet, FeedbackSettings
from feedback.own_answers import own_answers, own_vote
from feedback.poll_rules import PollInForce, check_vote, poll_in_force
from feedback.poll_screens import form_of, results_of
from feedback.readers import forget, token_of
from feedback.selectors import page_asking, statements_asked, statements_for
from feedback.services import add_remark, check_remark, record_agreement, record_vote


# --- Agreement ------------------------------------------------------------------------------------
@answering
def agreement(request: HttpRequest, page_key: UUID) -> HttpResponseBase:
    """Thanks and own answers, or the form; POST takes answers."""
    page = page_asking(page_key)
    asked = statements_for(page) if page else None
    if page is None or asked is None or not statements_asked(asked):
        raise Http404("Nothing is asked about this page.")
    back = way_back(request, page.get_url(request) or "/")
    if request.method == "POST":
        return _agree(request, page, asked, back)
    own = own_answers(token_of(request), page_key)
    if not own or request.GET.get("change"):
        form = agreement_form(page, back, asked=asked, chosen=own, is_change=bool(own))
        return _agreement_form(request, form, back)
    return _agreement_result(request, page, asked, own, back)


def _agree(request: HttpRequest, page: Page, asked: AgreementSet, back: str) -> HttpResponseBase:
    remark = request.POST.get("remark", "").replace("\x00", "") if asked.asks_for_remark else ""
    page_key, token = page.translation_key, token_of(request)
    language = locale_of(page.locale_id).language_code
    allowed = [statement.translation_key for statement in statements_asked(asked)]
    given: dict[UUID, int] = {}
    try:
        given = _points(request, allowed)
        check_remark(remark)
        if token is None:
            return token_step(request)
        with transaction.atomic():
            record_agreement(page_key, language, token, given, allowed)
            add_remark(page_key, language, remark)
    except AnswerError as error:
        form = agreement_form(
            page, back, asked=asked, chosen=given, remark=remark, message=str(error)
        )
        return _agreement_form(request, form, back, status=400)
    if is_fragment(request):
        return _agreement_result(request, page, asked, own_answers(token, page_key), back)
    return own_address(request, back)


def _points(request: HttpRequest, allowed: list[UUID]) -> dict[UUID, int]:
    """The posted answers. AnswerError for two answers to one statement, for anything that is no
    point of the scale, for a statement that is not asked, and for none."""
    names = {field_name(key): key for key in allowed}
    answers: dict[UUID, int] = {}
    for name, values in request.POST.lists():
        if not name.startswith("s-"):
            continue
        point = point_from(values[0]) if len(values) == 1 else None
        if name not in names or point is None:
            raise AnswerError(_("One of the answers is not on the list. Please choose again."))
        answers[names[name]] = point.value
    if not answers:
        raise AnswerError(_("Choose an answer to at least one statement."))
    return answers


def _agreement_form(
    request: HttpRequest, form: AgreementForm | None, back: str, status: int = 200
) -> HttpResponse:
    return show(request, "agreement_form", ("form", form), back=back, status=status)


def _agreement_result(
    request: HttpRequest, page: Page, asked: AgreementSet, own: dict[UUID, int], back: str
) -> HttpResponse:
    result = agreement_result(page, asked, own, back)
    return show(request, "agreement_result", ("result", result), back=back)


# --- Polls ----------------------------------------------------------------------------------------
@answering
def poll(request: HttpRequest, poll_key: UUID) -> HttpResponseBase:
    """Results for those who voted and of closed polls, else the form; POST takes a vote."""
    found = poll_in_force(poll_key)
    if found is None:
        raise Http404("There is no such poll.")
    back = way_back(request, "/")
    if request.method == "POST":
        return _vote(request, found, back)
    own = own_vote(token_of(request), poll_key)
    if found.is_open and (not own or request.GET.get("change")):
        form = form_of(found, back, chosen=own, is_change=bool(own))
        return show(request, "poll_form", ("form", form), back=back)
    return _results(request, found, back)


def _vote(request: HttpRequest, found: PollInForce, back: str) -> HttpResponseBase:
    chosen: list[UUID] = []
    try:
        chosen = _options(request)
        check_vote(found, chosen)
        token = token_of(request)
        if token is None:
            return token_step(request)
        record_vote(found, token, chosen, active_locale().language_code)
    except PollClosedError:
        return _results(request, found, back, status=409)
    except AnswerError as error:
        form = form_of(found, back, chosen=chosen, message=str(error))
        return show(request, "poll_form", ("form", form), back=back, status=400)
    return _results(request, found, back) if is_fragment(request) else own_address(request, back)


def _options(request: HttpRequest) -> list[UUID]:
    """The posted options. AnswerError for what is no key at all."""
    try:
        return [UUID(value) for value in request.POST.getlist("option")]
    except ValueError as error:
        raise AnswerError(_("This option is not on the list. Please choose again.")) from error


def _results(
    request: HttpRequest, found: PollInForce, back: str, status: int = 200
) -> HttpResponse:
    results = results_of(found, own_vote(token_of(request), found.key), back)
    return show(request, "poll_results", ("results", results), back=back, status=status)


# --- What this site knows about you ---------------------------------------------------------------
@answering
def about_me(request: HttpRequest) -> HttpResponseBase:
    """Everything kept under the reader's token; POST erases it, token and all."""
    token = token_of(request)
    if request.method == "POST":
        if token is not None:
            erase_reader(token)
        response = HttpResponseSeeOther(f"{reverse('feedback:about-me')}?erased=1")
        forget(request, response)
        return response
    context = {
        "known": about_reader(token) if token else None,
        "erased": token is None and "erased" in request.GET,
        "settings_kept": FeedbackSettings.load(),
    }
    return render(request, "feedback/about_me.html", context)
