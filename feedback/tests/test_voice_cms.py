"""Polls and statements in the CMS: rows with answers stay; editors see whole-poll totals."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from feedback.models import Poll, PollCount, PollOption

pytestmark = pytest.mark.django_db
MONTH = datetime.date(2026, 10, 1)


@pytest.fixture
def poll():
    english = Locale.objects.get(language_code="en")
    poll = Poll.objects.create(question="Which first?", locale=english)
    for text in ("One", "Two", "Three"):
        PollOption.objects.create(poll=poll, text=text, locale=english)
    return poll


def votes(poll, *counts):
    for option, n in zip([None, *poll.options.all()], (sum(counts), *counts), strict=True):
        key = option.translation_key if option else None
        PollCount.objects.create(
            poll_key=poll.translation_key, option_key=key, language="en", month=MONTH, count=n
        )


def send(client, poll, gone=(), **changes):
    rows = [
        {"id": option.pk, "text": option.text, "ORDER": n, "DELETE": "on" if n in gone else ""}
        for n, option in enumerate(poll.options.all(), start=1)
    ]
    data = {
        "question": poll.question,
        "choice": "single",
        "order": "fixed",
        "is_open": "on",
        "minimum_votes": 10,
        "options": inline_formset(rows, initial=len(rows)),
        **changes,
    }
    address = reverse("wagtailsnippets_feedback_poll:edit", args=[poll.pk])
    return client.post(address, nested_form_data(data))


def test_an_option_with_votes_stays_and_the_message_is_at_its_row(administrator, poll):
    votes(poll, 5, 4, 3)
    response = send(administrator, poll, gone=(1,))
    assert poll.options.count() == 3
    said = response.content.decode()
    assert said.count("“One” has votes: retire it instead of deleting it.") == 1


def test_an_option_without_votes_goes(administrator, poll):
    votes(poll, 5, 4, 0)
    assert send(administrator, poll, gone=(3,)).status_code == 302
    assert poll.options.count() == 2


def test_two_options_must_be_left(administrator, poll):
    response = send(administrator, poll, gone=(1, 2))
    assert response.status_code == 200
    assert poll.options.count() == 3


def test_the_day_of_the_first_opening_is_filled_in_and_stays(administrator, poll):
    send(administrator, poll)
    poll.refresh_from_db()
    assert poll.opened_on == timezone.localdate()
    send(administrator, poll, opened_on="2026-01-02")
    poll.refresh_from_db()
    assert poll.opened_on == datetime.date(2026, 1, 2)


def results(client, poll):
    return client.get(reverse("wagtailsnippets_feedback_poll:inspect", args=[poll.pk]))


def test_editors_see_totals_from_ten_voters_on(administrator, poll):
    votes(poll, 4, 4, 4)
    poll.minimum_votes = 100
    poll.is_open = False
    poll.save()
    totals = results(administrator, poll).context["totals"]
    assert totals.voters == 12
    assert sum(option.percent for option in totals.options) == 100


def test_under_ten_nobody_sees_the_options(administrator, poll):
    votes(poll, 7, 1, 1)
    assert results(administrator, poll).context["totals"].options == ()


@pytest.mark.parametrize(
    ("who", "may"), [("writer", True), ("publisher", True), ("medical", False)]
)
def test_writers_and_publishers_see_results(client, django_user_model, poll, who, may):
    client.force_login(django_user_model.objects.get(username=who))
    assert (results(client, poll).status_code == 200) is may


@pytest.mark.parametrize(("who", "may"), [("writer", False), ("publisher", True)])
def test_publishers_change_polls_and_writers_do_not(client, django_user_model, poll, who, may):
    client.force_login(django_user_model.objects.get(username=who))
    assert (send(client, poll).url != reverse("wagtailadmin_home")) is may
