"""Readers answer over HTTP: with and without a token, in two sizes, rightly and wrongly."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from feedback.models import (
    AgreementCount,
    AgreementResponse,
    FeedbackSettings,
    PollVote,
    Remark,
)
from feedback.poll_rules import poll_in_force
from feedback.readers import COOKIE_NAME
from feedback.services import record_vote
from feedback.tests.factories import keys_of, make_poll, make_set, new_token, poll_totals
from tests.factories import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def poll():
    return make_poll("Antibody", "Chemotherapy", "Cell therapy", caveat="Not representative.")


@pytest.fixture
def asked():
    return make_set("It was clear.", "It was relevant.", shows_distribution=True)


@pytest.fixture
def article(asked):
    return make_article(agreement_set=asked)


@pytest.fixture
def known(reader):
    """A reader whose browser has a token."""
    reader.cookies[COOKIE_NAME] = new_token()
    return reader


def poll_url(poll, query=""):
    return reverse("feedback:poll", args=[poll.translation_key]) + query


def agreement_url(page, query=""):
    return reverse("feedback:agreement", args=[page.translation_key]) + query


def field(key):
    return f"s-{key.hex}"


def votes(poll):
    return PollVote.objects.filter(poll_key=poll.translation_key).count()


def responses(page):
    return AgreementResponse.objects.filter(page_key=page.translation_key).count()


def main_of(page):
    return page.split("<main", 1)[1].split("</main>")[0]


def words_of(page):
    """What the page says, without addresses and other attributes."""
    return re.sub(r"<[^>]+>", "", main_of(page))


def vote_of_others(poll, option, count):
    for _ in range(count):
        record_vote(poll_in_force(poll.translation_key), new_token(), [option], "en")


# --- The token ------------------------------------------------------------------------------------
def test_the_first_answer_is_repeated_by_the_browser_with_a_token_and_counts_once(reader, poll):
    option = keys_of(poll)[0]
    first = reader.post(poll_url(poll), {"option": option, "back": "/articles/"})
    assert (first.status_code, first.headers["Location"]) == (307, poll_url(poll, "?again=1"))
    assert votes(poll) == 0
    second = reader.post(first.headers["Location"], {"option": option, "back": "/articles/"})
    assert second.status_code == 303
    assert second.headers["Location"] == poll_url(poll, "?back=%2Farticles%2F")
    assert poll_totals(poll) == {None: 1, option: 1}


def test_the_token_is_random_first_party_and_ends_when_the_settings_say(reader, poll):
    FeedbackSettings.objects.update_or_create(pk=1, defaults={"token_days": 30})
    cookie = reader.post(poll_url(poll), {"option": keys_of(poll)[0]}).cookies[COOKIE_NAME]
    assert re.fullmatch(r"[0-9a-f]{32}", cookie.value)
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 2592000)
    assert not cookie["domain"]


def test_over_tls_no_other_host_can_set_the_token(db, poll):
    client = Client()
    client.post("/acknowledge/", {"next": "/"}, secure=True)
    response = client.post(poll_url(poll), {"option": keys_of(poll)[0]}, secure=True)
    cookie = response.cookies[f"__Host-{COOKIE_NAME}"]
    assert (cookie["secure"], cookie["path"]) == (True, "/")


@pytest.mark.parametrize("query", ["?again=1", "?again=1&fragment=1"])
def test_a_browser_without_cookies_is_told_that_its_answer_was_not_counted(reader, poll, query):
    response = reader.post(poll_url(poll, query), {"option": keys_of(poll)[0]})
    assert response.status_code == 200
    assert "refuses cookies" in response.content.decode()
    assert votes(poll) == 0


def test_a_token_that_is_none_of_ours_is_replaced(reader, poll):
    reader.cookies[COOKIE_NAME] = "x' OR 1=1"
    response = reader.post(poll_url(poll), {"option": keys_of(poll)[0]})
    assert response.status_code == 307
    assert votes(poll) == 0


def test_reading_sets_no_token(reader, poll, article):
    for address in (poll_url(poll), agreement_url(article), reverse("feedback:about-me")):
        assert COOKIE_NAME not in reader.get(address).cookies


def test_a_wrong_answer_sets_no_token(reader, poll):
    assert COOKIE_NAME not in reader.post(poll_url(poll), {}).cookies


# --- Polls ----------------------------------------------------------------------------------------
def test_who_has_not_voted_gets_the_form_and_no_results(reader, poll):
    vote_of_others(poll, keys_of(poll)[0], 12)
    page = reader.get(poll_url(poll)).content.decode()
    assert 'name="option"' in page
    assert "12" not in words_of(page)


def test_results_with_counts_shares_and_the_own_vote_come_from_the_minimum_on(known, poll):
    first, second, _ = keys_of(poll)
    vote_of_others(poll, first, 8)
    assert known.post(poll_url(poll), {"option": second}).status_code == 303
    page = known.get(poll_url(poll)).content.decode()
    assert "Your vote:" in page
    assert "Results are shown from 10 votes on" in page
    assert "%" not in words_of(page)
    vote_of_others(poll, first, 1)
    page = known.get(poll_url(poll)).content.decode()
    assert "90%" in page
    assert "10%" in page
    assert "10 readers voted." in page
    assert "Not representative." in page


def test_a_second_browser_sees_the_changed_vote(known, poll):
    first, second, third = keys_of(poll)
    vote_of_others(poll, first, 10)
    other = Client()
    other.post("/acknowledge/", {"next": "/"})
    other.cookies[COOKIE_NAME] = new_token()
    other.post(poll_url(poll), {"option": third})
    known.post(poll_url(poll), {"option": second})
    known.post(poll_url(poll), {"option": first})
    assert poll_totals(poll) == {None: 12, first: 11, third: 1}
    assert "92%" in other.get(poll_url(poll)).content.decode()


def test_reload_and_back_do_not_vote_again(known, poll):
    option = keys_of(poll)[0]
    for _ in range(4):
        known.post(poll_url(poll), {"option": option})
        known.get(poll_url(poll))
    assert poll_totals(poll) == {None: 1, option: 1}


def test_the_form_to_change_a_vote_has_the_old_one_marked(known, poll):
    option = keys_of(poll)[1]
    known.post(poll_url(poll), {"option": option})
    page = known.get(poll_url(poll, "?change=1")).content.decode()
    assert re.search(rf'value="{option}"[^>]*checked', page)
    assert main_of(page).count("checked") == 1


def test_a_fragment_is_the_component_alone(known, poll):
    response = known.post(poll_url(poll, "?fragment=1"), {"option": keys_of(poll)[0]})
    text = response.content.decode()
    assert response.status_code == 200
    assert "<html" not in text
    assert "data-answers-own" in text


@pytest.mark.parametrize("query", ["", "?fragment=1"])
@pytest.mark.parametrize("wrong", ["nothing", "foreign", "no key", "NUL", "two", "twice"])
def test_a_vote_that_cannot_be_one_brings_the_form_back_with_a_message(known, poll, wrong, query):
    first, second, _ = keys_of(poll)
    data = {
        "nothing": [],
        "foreign": [keys_of(make_poll())[0]],
        "no key": ["7"],
        "NUL": [f"{first}\x00"],
        "two": [first, second],
        "twice": [first, first],
    }
    response = known.post(poll_url(poll, query), {"option": data[wrong]})
    page = response.content.decode()
    assert response.status_code == 400
    assert re.search(r'role="alert"[^>]*>[^<]+<', page)
    assert 'name="option"' in page
    assert "\x00" not in page
    assert votes(poll) == 0


def test_a_closed_poll_answers_409_with_its_results_and_takes_nothing(known, poll):
    option = keys_of(poll)[0]
    vote_of_others(poll, option, 10)
    poll.is_open = False
    poll.save()
    response = known.post(poll_url(poll), {"option": option})
    page = response.content.decode()
    assert response.status_code == 409
    assert "This poll is closed." in page
    assert "100%" in page
    assert votes(poll) == 10
    poll.is_open = True
    poll.save()
    assert known.post(poll_url(poll), {"option": option}).status_code == 303


def test_an_unknown_poll_is_not_found(reader):
    address = reverse("feedback:poll", args=[uuid.uuid4()])
    assert reader.get(address).status_code == reader.post(address).status_code == 404


# --- Agreement ------------------------------------------------------------------------------------
def test_answers_to_some_statements_are_taken_and_shown(known, article, asked):
    clear, _relevant = keys_of(asked)
    response = known.post(agreement_url(article), {field(clear): "4", "back": "/articles/"})
    assert response.status_code == 303
    page = known.get(response.headers["Location"]).content.decode()
    assert "Thank you: the editors read every answer." in page
    assert "Your answer: <b>Agree</b>" in page
    assert "from ten readers in complete months on" in page
    assert 'href="/articles/"' in page


def test_answers_can_be_changed(known, article, asked):
    clear, relevant = keys_of(asked)
    known.post(agreement_url(article), {field(clear): "4", field(relevant): "5"})
    form = known.get(agreement_url(article, "?change=1")).content.decode()
    assert main_of(form).count("checked") == 2
    known.post(agreement_url(article), {field(clear): "1"})
    counts = AgreementCount.objects.filter(page_key=article.translation_key, count__gt=0)
    assert set(counts.values_list("statement_key", "answer", "count")) == {
        (None, 0, 1),
        (clear, 1, 1),
        (relevant, 5, 1),
    }


@pytest.mark.parametrize("wrong", ["nothing", "6", "0", " 4", "٤", "two", "foreign"])
def test_answers_that_cannot_be_any_bring_the_form_back_and_keep_the_remark(
    known, article, asked, wrong
):
    clear, _ = keys_of(asked)
    data = {
        "nothing": {},
        "two": {field(clear): ["4", "5"]},
        "foreign": {field(uuid.uuid4()): "4"},
    }.get(wrong, {field(clear): wrong})
    response = known.post(agreement_url(article), {**data, "remark": "Figure <2> is blurred."})
    page = response.content.decode()
    assert response.status_code == 400
    assert re.search(r'role="alert"[^>]*>[^<]+<', page)
    assert "Figure &lt;2&gt; is blurred." in page
    assert responses(article) == Remark.objects.filter(page_key=article.translation_key).count()
    assert responses(article) == 0


def test_a_remark_goes_to_the_editors_once_and_without_the_reader(known, article, asked):
    clear, _ = keys_of(asked)
    for _ in range(2):
        known.post(agreement_url(article), {field(clear): "4", "remark": " A\x00 remark "})
    [remark] = Remark.objects.filter(page_key=article.translation_key)
    assert remark.text == "A remark"


def test_a_remark_that_is_too_long_stores_nothing(known, article, asked):
    clear, _ = keys_of(asked)
    data = {field(clear): "4", "remark": "x" * 1001}
    assert known.post(agreement_url(article), data).status_code == 400
    assert responses(article) == 0


def test_a_page_that_asks_nothing_has_no_such_address(known, asked):
    silent = make_article(agreement_set=asked, asks_agreement=False)
    draft = make_article(agreement_set=asked, live=False)
    for page in (silent, draft):
        data = {field(keys_of(asked)[0]): "4"}
        assert known.get(agreement_url(page)).status_code == 404
        assert known.post(agreement_url(page), data).status_code == 404
        assert responses(page) == 0


# --- What is refused ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}]
)
def test_a_post_from_another_site_is_refused(known, poll, article, asked, headers):
    answers = {field(keys_of(asked)[0]): "4"}
    for address, data in [
        (poll_url(poll), {"option": keys_of(poll)[0]}),
        (agreement_url(article), answers),
        (reverse("feedback:about-me"), {"erase": "1"}),
    ]:
        assert known.post(address, data, headers=headers).status_code == 403
    assert votes(poll) == responses(article) == 0


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_of_4_mb_is_refused(known, poll, kind):
    body = b"option=" + b"x" * 4 * 1024 * 1024
    response = known.generic("POST", poll_url(poll), body, content_type=f"{kind}; boundary=x")
    assert response.status_code == 413
    assert votes(poll) == 0


def test_next_leads_nowhere_else(known, poll):
    data = {"option": keys_of(poll)[0], "back": "//evil.example/"}
    assert known.post(poll_url(poll), data).headers["Location"] == poll_url(poll, "?back=%2F")


def test_no_answer_is_kept_by_a_cache_or_a_search_engine(known, poll, article):
    for address in (poll_url(poll), agreement_url(article), reverse("feedback:about-me")):
        response = known.get(address)
        assert response.status_code == 200
        assert "no-store" in response.headers["Cache-Control"]
        assert "noindex" in response.headers["X-Robots-Tag"]


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_allowed(known, poll, method):
    assert getattr(known, method)(poll_url(poll)).status_code == 405


def test_who_has_not_acknowledged_is_not_counted(visitor, poll):
    visitor.cookies[COOKIE_NAME] = new_token()
    response = visitor.post(poll_url(poll), {"option": keys_of(poll)[0], "back": "/articles/"})
    assert (response.status_code, response.headers["Location"]) == (303, "/articles/")
    assert votes(poll) == 0


# --- What this site knows about you ---------------------------------------------------------------
def test_readers_see_and_erase_what_is_known_about_them(known, poll, article, asked):
    clear, _ = keys_of(asked)
    known.post(poll_url(poll), {"option": keys_of(poll)[0]})
    known.post(agreement_url(article), {field(clear): "4"})
    address = reverse("feedback:about-me")
    page = known.get(address).content.decode()
    for words in (article.title, poll.question, "Antibody", "It was clear.: Agree"):
        assert words in page
    response = known.post(address, {"erase": "1"})
    assert response.status_code == 303
    assert response.cookies[COOKIE_NAME]["max-age"] == 0
    assert votes(poll) == responses(article) == 0
    assert "are erased" in known.get(response.headers["Location"]).content.decode()


def test_everybody_may_ask_what_is_known(visitor):
    page = visitor.get(reverse("feedback:about-me"))
    assert page.status_code == 200
    assert "has no random number of ours" in page.content.decode()


def test_in_another_language_the_poll_is_the_same(known, poll):
    option = keys_of(poll)[0]
    known.post(f"/pt{poll_url(poll)}", {"option": option})
    assert poll_totals(poll) == {None: 1, option: 1}
    assert PollVote.objects.get(poll_key=poll.translation_key).language == "pt"
