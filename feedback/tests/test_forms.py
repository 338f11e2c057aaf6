"""The forms on cached pages: the same for every reader, in few queries."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from feedback.models import AgreementSet
from feedback.poll_rules import poll_in_force
from feedback.readers import COOKIE_NAME
from feedback.services import record_agreement, record_vote
from feedback.tests.factories import keys_of, make_poll, make_set, new_token
from home.models import HomePage
from tests.factories import block, locale, make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    AgreementSet.objects.all().delete()  # one set a language is the default
    return make_set("It was clear.", "It was relevant.", is_default=True)


def render(source, **context):
    request = RequestFactory().get("/articles/one/?from=a-list")
    template = Template("{% load feedback_tags %}" + source)
    return template.render(Context({"request": request, **context}))


def form_of(page):
    return render("{% agreement page %}", page=page)


def poll_of(*polls):
    tags = "".join(f"{{% poll p{place} %}}" for place in range(len(polls)))
    return render(tags, **{f"p{place}": poll for place, poll in enumerate(polls)})


def queries_of(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# --- Statements -----------------------------------------------------------------------------------
def test_every_statement_is_a_group_of_five_named_choices(asked):
    html = form_of(make_article())
    assert html.count("<fieldset>") == html.count("<legend>") == 2
    for key in keys_of(asked):
        values = re.findall(rf'type="radio" name="s-{key.hex}" value="(\d)"', html)
        assert values == ["1", "2", "3", "4", "5"]
    assert html.count("Strongly agree") == 2
    assert "checked" not in html
    assert "required" not in html


def test_the_form_leads_back_to_the_page_without_its_query(asked):
    assert '<input type="hidden" name="back" value="/articles/one/">' in form_of(make_article())


def test_a_retired_statement_is_not_asked(asked):
    asked.statements.filter(text="It was clear.").update(is_retired=True)
    html = form_of(make_article())
    assert "It was clear." not in html
    assert "It was relevant." in html


def test_an_article_that_asks_nothing_has_no_form(asked):
    assert form_of(make_article(asks_agreement=False)).strip() == ""


def test_without_any_set_there_is_no_form():
    AgreementSet.objects.all().delete()
    assert form_of(make_article()).strip() == ""


def test_an_article_asks_the_set_it_names(asked):
    other = make_set("I would recommend it.")
    html = form_of(make_article(agreement_set=other))
    assert "I would recommend it." in html
    assert "It was clear." not in html


def test_a_language_without_its_own_set_asks_that_of_the_original(asked):
    assert "It was clear." in form_of(make_article(language="pt"))


def test_the_default_set_of_the_language_is_asked_first(asked):
    make_set("Foi claro.", is_default=True, locale=locale("pt"))
    html = form_of(make_article(language="pt"))
    assert "Foi claro." in html
    assert "It was clear." not in html


def test_a_set_without_a_remark_field_has_none(asked):
    assert "<textarea" in form_of(make_article())
    without = make_set("Clear.", asks_for_remark=False)
    assert "<textarea" not in form_of(make_article(agreement_set=without))


# --- Polls ----------------------------------------------------------------------------------------
def test_one_answer_is_a_radio_and_several_are_boxes():
    assert 'type="checkbox"' not in poll_of(make_poll())
    assert 'type="radio"' not in poll_of(make_poll(choice="multiple"))
    assert "Several answers are possible." in poll_of(make_poll(choice="multiple"))


def test_a_retired_option_is_not_offered():
    poll = make_poll("Antibody", "Chemotherapy", "Leeches")
    poll.options.filter(text="Leeches").update(is_retired=True)
    assert "Leeches" not in poll_of(poll)


def test_a_closed_poll_offers_its_results_instead():
    html = poll_of(make_poll(is_open=False))
    assert "<form" not in html
    assert "See the results" in html


def test_a_shuffled_poll_keeps_its_order_for_a_day_and_changes_it_over_days():
    poll = make_poll(*"ABCDEFGH", order="shuffled")

    def order():
        return re.findall(r'value="([0-9a-f-]{36})"', poll_of(poll))

    orders = set()
    for day in range(1, 6):
        with time_machine.travel(date(2026, 5, day), tick=False):
            assert order() == order()
            orders.add(tuple(order()))
    assert len(orders) > 1
    assert len({frozenset(each) for each in orders}) == 1


def test_a_poll_stands_once_on_a_page():
    poll, other = make_poll(), make_poll()
    html = poll_of(poll, other, poll)
    assert html.count(poll.question) == 1
    assert html.count(other.question) == 1


def test_no_poll_is_no_form():
    assert poll_of(None).strip() == ""


def test_a_poll_speaks_the_language_of_the_reader():
    poll = make_poll()
    portuguese = poll.copy_for_translation(locale("pt"))
    portuguese.question = "Como trata a recidiva?"
    portuguese.save()
    with translation.override("pt"):
        assert "Como trata a recidiva?" in poll_of(poll)
    assert "Como trata a recidiva?" not in poll_of(poll)


# --- On the pages ---------------------------------------------------------------------------------
def test_the_page_of_a_reader_who_answered_is_the_page_of_everybody(reader, asked):
    poll = make_poll()
    article = make_article(poll=poll)
    address = f"/articles/{article.slug}/"
    before = reader.get(address).content
    token = new_token()
    allowed = keys_of(asked)
    record_agreement(article.translation_key, "en", token, {allowed[0]: 5}, allowed)
    record_vote(poll_in_force(poll.translation_key), token, [keys_of(poll)[0]], "en")
    reader.cookies[COOKIE_NAME] = token
    response = reader.get(address)
    assert response.content == before
    assert COOKIE_NAME not in response.cookies
    assert "csrf" not in before.decode().lower()


def test_an_article_shows_its_statements_and_polls_in_text_and_below(reader, asked):
    inside, below = make_poll(), make_poll()
    article = make_article(poll=below, body=[block("poll", {"poll": inside.pk})])
    html = reader.get(f"/articles/{article.slug}/").content.decode()
    assert html.index(inside.question) < html.index("It was clear.") < html.index(below.question)


def test_the_home_page_shows_its_poll(reader):
    poll = make_poll()
    HomePage.objects.filter(locale=locale("en")).update(poll=poll)
    html = reader.get("/").content.decode()
    assert poll.question in html
    assert "hub/js/answers" in html


def test_answering_costs_a_page_few_queries(reader, asked):
    plain = make_article(asks_agreement=False)
    asking = make_article()
    full = make_article(poll=make_poll(*"ABCDEFGH"))
    base = queries_of(reader, f"/articles/{plain.slug}/")
    assert queries_of(reader, f"/articles/{asking.slug}/") - base == 2
    assert queries_of(reader, f"/articles/{full.slug}/") - base == 5
