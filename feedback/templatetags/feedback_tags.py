"""Forms in which readers answer, without any state of a reader: pages with them are cached."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from feedback import screens
from feedback.models import Poll
from feedback.paired_rules import Moment, QuestionInForce, question_asked

register = template.Library()


@register.inclusion_tag("components/agreement_form.html", takes_context=True)
def agreement(context: Context, page: Any) -> dict[str, Any]:
    """`{% agreement page %}`: the statements of a page, or nothing if it asks none."""
    return {"form": screens.agreement_form(page, _path(context))}


@register.inclusion_tag("components/poll_form.html", takes_context=True)
def poll(context: Context, poll: Poll | None) -> dict[str, Any]:
    """`{% poll poll %}`: the poll in the reader's language; each poll once on a page.

    A poll that stands in the text and below it as well would put the same id there twice.
    """
    if poll is None or not _is_first(context, poll):
        return {"form": None}
    return {"form": screens.poll_form(poll, _path(context))}


@register.inclusion_tag("components/paired_form.html", takes_context=True)
def paired_question(context: Context, page: Any, moment: str) -> dict[str, Any]:
    """`{% paired_question page "before" %}` or `"after"`: the question of a page, or nothing if it
    asks none. Both forms of a page are read together."""
    question = _question_of(context, page)
    if question is None:
        return {"form": None}
    return {"form": screens.paired_form(page, question, Moment(moment), _path(context))}


def _question_of(context: Context, page: Any) -> QuestionInForce | None:
    request = context.get("request")
    if request is None:
        return question_asked(page)
    read: dict[Any, QuestionInForce | None] = request.__dict__.setdefault("questions_on_page", {})
    if page.pk not in read:
        read[page.pk] = question_asked(page)
    return read[page.pk]


def _path(context: Context) -> str:
    """Where the reader comes back to: the address of the page without its query."""
    request = context.get("request")
    return request.path if request is not None else "/"


def _is_first(context: Context, poll: Poll) -> bool:
    request = context.get("request")
    if request is None:
        return True
    shown: set[Any] = request.__dict__.setdefault("polls_on_page", set())
    is_first = poll.translation_key not in shown
    shown.add(poll.translation_key)
    return is_first
