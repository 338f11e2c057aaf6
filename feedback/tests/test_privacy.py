"""What the site promises about readers who answer, checked on the real tables, answers and logs."""

from __future__ import annotations

import base64
import hashlib
import io
import logging
import re
import uuid
from datetime import date, timedelta

import pytest
import structlog
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ReferenceIndex

from articles.models import ArticlePage
from feedback.models import (
    AgreementCount,
    AgreementResponse,
    FeedbackSettings,
    PairedOption,
    PairedQuestion,
    PairedResponse,
    PollVote,
    Remark,
)
from feedback.models.answered import Answered, Counted
from feedback.readers import (
    COOKIE_NAME,
    SECURE_COOKIE_NAME,
    agreement_reader,
    paired_reader,
    poll_reader,
)
from feedback.tests.factories import keys_of, make_poll, make_set, new_token
from hub.settings.base import logging_configuration
from tests.factories import make_article

pytestmark = pytest.mark.django_db

VOICE = apps.get_app_config("feedback")
ADDRESS, DEVICE, ORIGIN = "203.0.113.77", "zq7-device", "/articles/zq7-origin/"


# --- What is asked, and a reader who answers all of it --------------------------------------------
@pytest.fixture
def poll():
    return make_poll("Antibody", "Chemotherapy")


@pytest.fixture
def asked():
    return make_set("It was clear.", "It was relevant.", shows_distribution=True)


@pytest.fixture
def question(english):
    made = PairedQuestion(question="Which day counts?", explanation="Day 28.", locale=english)
    made.options = [
        PairedOption(text=text, is_right=not place, sort_order=place, locale=english)
        for place, text in enumerate(("Day 28", "Day 90"))
    ]
    made.save()
    return made


@pytest.fixture
def article(asked, question):
    return make_article(agreement_set=asked, paired_question=question)


@pytest.fixture
def known(reader):
    """A reader whose browser has a token."""
    reader.cookies[COOKIE_NAME] = new_token()
    return reader


def another():
    """Somebody else who answered before."""
    client = Client()
    client.post("/acknowledge/", {"next": "/"})
    client.cookies[COOKIE_NAME] = new_token()
    return client


def token_in(client):
    return client.cookies[COOKIE_NAME].value


ABOUT_ME = "/voice/about-me/"


def poll_url(poll):
    return reverse("feedback:poll", args=[poll.translation_key])


def agreement_url(page):
    return reverse("feedback:agreement", args=[page.translation_key])


def question_url(question, page, moment):
    return reverse(
        "feedback:question", args=[question.translation_key, page.translation_key, moment]
    )


def statements(*keys, point="4"):
    return {f"s-{key.hex}": point for key in keys}


def answer_everything(client, article, poll, *, point="4", remark="", **request):
    """Every kind of answer there is, over HTTP, as a browser sends it."""
    [clear, relevant] = keys_of(article.agreement_set)
    [right, _wrong] = keys_of(article.paired_question)
    sent = [
        (poll_url(poll), {"option": keys_of(poll)[0]}),
        (agreement_url(article), {**statements(clear, relevant, point=point), "remark": remark}),
        *(
            (question_url(article.paired_question, article, moment), {"option": right})
            for moment in ("before", "after")
        ),
    ]
    for address, data in sent:
        response = client.post(address, {**data, "back": ORIGIN}, **request)
        if response.status_code == 307:
            address = response.headers["Location"]
            response = client.post(address, {**data, "back": ORIGIN}, **request)
        assert response.status_code == 303, address


def rows_of(article, poll):
    """How many rows hold single answers about these."""
    key = article.translation_key
    return (
        AgreementResponse.objects.filter(page_key=key).count(),
        PollVote.objects.filter(poll_key=poll.translation_key).count(),
        PairedResponse.objects.filter(page_key=key).count(),
    )


def counts():
    """All counts of everything, as they stand."""
    tables = [
        m for m in VOICE.get_models() if issubclass(m, Counted) or m.__name__.endswith("Count")
    ]
    return {model: sorted(map(str, model.objects.order_by("pk").values_list())) for model in tables}


# --- The tables -----------------------------------------------------------------------------------
# Written by editors, about nobody: what is asked, and for how long answers are kept.
OF_EDITORS = {
    "AgreementSet",
    "AgreementStatement",
    "FeedbackSettings",
    "PairedOption",
    "PairedQuestion",
    "Poll",
    "PollOption",
}
ANSWERED = {"id", "reader", "language", "month"}
# All columns of the tables that readers fill. A new one has to be justified here and in
# docs/privacy.md.
OF_READERS = {
    "AgreementResponse": {*ANSWERED, "page_key"},
    "AgreementAnswer": {"id", "response", "statement_key", "answer"},
    "AgreementCount": {"id", "language", "month", "count", "page_key", "statement_key", "answer"},
    "PollVote": {*ANSWERED, "poll_key"},
    "PollChoice": {"id", "vote", "option_key"},
    "PollCount": {"id", "language", "month", "count", "poll_key", "option_key"},
    "PairedResponse": {*ANSWERED, "question_key", "page_key", "before_key", "after_key"},
    "PairedCount": {
        *("id", "language", "month", "count"),
        *("question_key", "page_key", "before", "after"),
    },
    "ReadingCount": {"id", "page_key", "language", "day", "started", "half", "completed"},
    "Remark": {"id", "page_key", "language", "text", "fingerprint", "received_on", "state"},
}
# Types that cannot hold a time of day, an address, or a link to somebody.
HARMLESS = (
    models.AutoField,
    models.BooleanField,
    models.CharField,
    models.IntegerField,
    models.TextField,
    models.UUIDField,
)


def test_the_tables_that_readers_fill_have_these_columns_and_no_others():
    filled = {
        model.__name__: {field.name for field in model._meta.get_fields() if field.concrete}
        for model in VOICE.get_models()
        if model.__name__ not in OF_EDITORS
    }
    assert filled == OF_READERS


def test_no_column_can_hold_an_address_a_session_an_account_or_a_time_of_day():
    for name in OF_READERS:
        for field in VOICE.get_model(name)._meta.concrete_fields:
            if isinstance(field, models.ForeignKey):
                assert field.related_model.__name__ in OF_READERS, field
            elif isinstance(field, models.DateField):
                assert not isinstance(field, models.DateTimeField), field
            else:
                assert isinstance(field, HARMLESS), field


def test_what_is_asked_belongs_to_no_account_either():
    for name in OF_EDITORS:
        for field in VOICE.get_model(name)._meta.concrete_fields:
            assert not isinstance(field, models.GenericIPAddressField), field
            related = getattr(field.related_model, "__name__", "Locale")
            assert related in {*OF_EDITORS, "Locale"}, field


def test_days_of_answers_are_the_first_of_their_month(known, article, poll):
    answer_everything(known, article, poll)
    for model in VOICE.get_models():
        if issubclass(model, (Answered, Counted)):
            days = set(model.objects.values_list("month", flat=True))
            assert {day.day for day in days} <= {1}, model


def test_nothing_outside_points_to_an_answer():
    """No other table, the index of what is used where included, says who answered what."""
    models_of_readers = {VOICE.get_model(name) for name in OF_READERS}
    pointing = {
        (field.model.__name__, field.name)
        for model in apps.get_models()
        if model not in models_of_readers
        for field in model._meta.concrete_fields
        if field.related_model in models_of_readers
    }
    assert pointing == set()


# --- The token ------------------------------------------------------------------------------------
def test_reading_sets_no_cookie_at_all(reader, article, poll):
    demo = ArticlePage.objects.live().filter(locale__language_code="en").first()
    own = [poll_url(poll), agreement_url(article), ABOUT_ME, f"{agreement_url(article)}?change=1"]
    pairs = [
        question_url(article.paired_question, article, moment) for moment in ("before", "after")
    ]
    pages = ["/", "/pt/", "/articles/", demo.url, article.url, "/search/?q=remission"]
    for address in [*pages, *own, *pairs, "/pt/voice/about-me/", "/impact/outcomes/"]:
        for response in (reader.get(address), reader.head(address)):
            assert response.status_code == 200, address
            assert not response.cookies, address


def test_results_and_own_answers_set_no_cookie(known, article, poll):
    answer_everything(known, article, poll)
    for address in (poll_url(poll), agreement_url(article), ABOUT_ME):
        assert not known.get(address).cookies
        assert not known.get(f"{address}?fragment=1").cookies


def test_the_first_answer_sets_the_token_and_later_ones_do_not_renew_it(reader, article, poll):
    data = {"option": keys_of(poll)[0]}
    first = reader.post(poll_url(poll), data)
    assert first.status_code == 307
    assert set(first.cookies) == {COOKIE_NAME}
    assert not reader.post(first.headers["Location"], data).cookies
    assert not reader.post(
        agreement_url(article), statements(*keys_of(article.agreement_set))
    ).cookies


@pytest.mark.parametrize(("is_secure", "name"), [(False, COOKIE_NAME), (True, SECURE_COOKIE_NAME)])
def test_the_token_is_for_this_site_only_and_ends_when_the_settings_say(poll, is_secure, name):
    FeedbackSettings.objects.update_or_create(pk=1, defaults={"token_days": 7})
    client = Client()
    client.post("/acknowledge/", {"next": "/"}, secure=is_secure)
    response = client.post(poll_url(poll), {"option": keys_of(poll)[0]}, secure=is_secure)
    [cookie] = response.cookies.values()
    assert cookie.key == name
    assert re.fullmatch("[0-9a-f]{32}", cookie.value)
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert bool(cookie["secure"]) == is_secure
    assert cookie["max-age"] == 7 * 24 * 60 * 60


def test_over_tls_a_token_that_a_neighbour_could_have_set_is_not_looked_at(poll):
    client = Client()
    client.post("/acknowledge/", {"next": "/"}, secure=True)
    client.cookies[COOKIE_NAME] = new_token()
    response = client.post(poll_url(poll), {"option": keys_of(poll)[0]}, secure=True)
    assert response.status_code == 307
    assert response.cookies[SECURE_COOKIE_NAME].value != token_in(client)


def test_two_readers_get_different_tokens(db, poll):
    tokens = set()
    for _ in range(2):
        client = Client()
        client.post("/acknowledge/", {"next": "/"})
        client.post(poll_url(poll), {"option": keys_of(poll)[0]})
        tokens.add(token_in(client))
    assert len(tokens) == 2


# --- What is stored -------------------------------------------------------------------------------
def everything_stored() -> str:
    """Every value of every table of the database, the search index included."""
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            while rows := cursor.fetchmany(500):
                said += [_as_text(value) for row in rows for value in row]
    return "\n".join(said)


def _as_text(value):
    if isinstance(value, (bytes, memoryview)):
        return bytes(value).decode("latin-1")
    return str(value)


def test_nothing_of_the_token_of_the_address_or_of_the_device_is_stored(reader, article, poll):
    headers = {
        "User-Agent": DEVICE,
        "X-Forwarded-For": ADDRESS,
        "Accept-Language": f"en, x-{DEVICE}",
        "Referer": f"https://testserver{ORIGIN}",
    }
    answer_everything(reader, article, poll, headers=headers, REMOTE_ADDR=ADDRESS)
    token = token_in(reader)
    stored = everything_stored()
    assert poll_reader(token, poll.translation_key) in stored  # so an answer would be seen
    for trace in (
        *(token, token.upper(), bytes.fromhex(token).decode("latin-1")),
        *(hash_of(token) for hash_of in (_sha256, _sha1, _base64)),
        *(ADDRESS, DEVICE, ORIGIN),
    ):
        assert trace not in stored


def _sha256(token):
    return hashlib.sha256(token.encode()).hexdigest()


def _sha1(token):
    return hashlib.sha1(token.encode(), usedforsecurity=False).hexdigest()


def _base64(token):
    return base64.b64encode(bytes.fromhex(token)).decode().rstrip("=")


def test_the_answers_of_one_reader_cannot_be_put_together(known, article, poll):
    """One reader, two polls, two pages, a question: no code comes twice."""
    other_poll = make_poll()
    other = make_article(
        agreement_set=article.agreement_set, paired_question=article.paired_question
    )
    answer_everything(known, article, poll)
    answer_everything(known, other, other_poll)
    codes = [
        code
        for model in (AgreementResponse, PollVote, PairedResponse)
        for code in model.objects.values_list("reader", flat=True)
    ]
    assert len(codes) >= 6
    assert len(codes) == len(set(codes))


def test_a_code_depends_on_the_kind_of_answer_and_on_the_secret_key(settings):
    token, first, second = new_token(), uuid.uuid4(), uuid.uuid4()

    def codes():
        return [
            *(poll_reader(token, first), poll_reader(token, second)),
            *(agreement_reader(token, first), agreement_reader(token, second)),
            *(paired_reader(token, first, second), paired_reader(token, second, first)),
        ]

    before = codes()
    settings.SECRET_KEY = "another key " * 5
    assert len({*before, *codes()}) == 12


# --- What a reader may see ------------------------------------------------------------------------
def test_readers_see_their_own_answers_and_nobody_elses(known, article, poll):
    stranger = another()
    foreign = make_poll("Transplant", "Waiting")
    answer_everything(stranger, article, foreign, point="1")
    own = make_article(agreement_set=article.agreement_set, paired_question=article.paired_question)
    answer_everything(known, own, poll, point="5")
    page = known.get(ABOUT_ME).content.decode()
    for words in (own.title, poll.question, "Antibody", "It was clear.: Strongly agree"):
        assert words in page
    for words in (article.title, foreign.question, "Transplant", "Strongly disagree"):
        assert words not in page
    assert "Strongly disagree" in stranger.get(ABOUT_ME).content.decode()


def test_who_brings_no_token_or_a_wrong_one_sees_nothing(known, visitor, article, poll):
    answer_everything(known, article, poll)
    visitor.cookies[COOKIE_NAME] = new_token()
    for client in (visitor, Client()):
        page = client.get(ABOUT_ME).content.decode()
        assert article.title not in page
        assert poll.question not in page


# --- Erasing --------------------------------------------------------------------------------------
def test_erasing_takes_the_answers_the_counts_of_this_month_and_the_token(known, article, poll):
    before = counts()
    answer_everything(known, article, poll)
    response = known.post(ABOUT_ME, {"erase": "1"})
    assert rows_of(article, poll) == (0, 0, 0)
    assert [cookie["max-age"] for cookie in response.cookies.values()] == [0]
    for model, rows in counts().items():
        # What is left are rows that count nobody.
        assert all(is_nobody(model, row) for row in set(rows) - set(before[model])), model


def is_nobody(model, row):
    return model.objects.get(pk=int(row.strip("()").partition(",")[0])).count == 0


def test_over_tls_the_token_goes_too(poll):
    client = Client()
    client.post("/acknowledge/", {"next": "/"}, secure=True)
    client.cookies[SECURE_COOKIE_NAME] = new_token()
    [cookie] = client.post(ABOUT_ME, {"erase": "1"}, secure=True).cookies.values()
    assert (cookie.key, cookie["max-age"], bool(cookie["secure"])) == (SECURE_COOKIE_NAME, 0, True)


def test_erasing_twice_takes_nothing_from_others(known, article, poll):
    answer_everything(another(), article, poll)
    after_others, token = counts(), token_in(known)
    answer_everything(known, article, poll)
    for _ in range(2):
        known.cookies[COOKIE_NAME] = token
        assert known.post(ABOUT_ME, {"erase": "1"}).status_code == 303
        assert rows_of(article, poll) == (1, 1, 1)
        assert counts() == after_others


def test_erasing_without_a_token_is_no_error(visitor):
    assert visitor.post(ABOUT_ME, {"erase": "1"}).status_code == 303


def test_only_the_button_erases(known, article, poll):
    answer_everything(known, article, poll)
    for address in (ABOUT_ME, f"{ABOUT_ME}?erase=1", f"{ABOUT_ME}?erased=1"):
        for response in (known.get(address), known.head(address)):
            assert not response.cookies
    assert known.options(ABOUT_ME).status_code == 405
    assert rows_of(article, poll) == (1, 1, 1)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_no_other_site_can_erase(known, article, poll, headers):
    answer_everything(known, article, poll)
    response = known.post(ABOUT_ME, {"erase": "1"}, headers=headers)
    assert response.status_code == 403
    assert not response.cookies
    assert rows_of(article, poll) == (1, 1, 1)


def test_erasing_leaves_months_that_are_over_as_they_were_reported(known, article, poll):
    answer_everything(known, article, poll)
    earlier = date(2026, 1, 1)
    for model in (AgreementResponse, AgreementCount):
        model.objects.filter(page_key=article.translation_key).update(month=earlier)
    before = counts()[AgreementCount]
    known.post(ABOUT_ME, {"erase": "1"})
    assert rows_of(article, poll) == (0, 0, 0)
    assert counts()[AgreementCount] == before


# --- Keeping --------------------------------------------------------------------------------------
def test_pruning_deletes_every_old_single_answer_and_no_count(known, article, poll):
    answer_everything(known, article, poll)
    young = another()
    fresh = make_poll()
    young.post(poll_url(fresh), {"option": keys_of(fresh)[0]})
    kept = FeedbackSettings.load()
    days = max(kept.token_days, 31 * (kept.answers_months + 1)) + 31
    old = (timezone.localdate() - timedelta(days=days)).replace(day=1)
    tables = [model for model in VOICE.get_models() if issubclass(model, Answered)]
    about = {article.translation_key, poll.translation_key}
    for model in tables:
        key = "poll_key" if model is PollVote else "page_key"
        model.objects.filter(**{f"{key}__in": about}).update(month=old)
    before = counts()
    call_command("prune_feedback", verbosity=0)
    assert rows_of(article, poll) == (0, 0, 0)
    assert rows_of(article, fresh)[1] == 1
    assert counts() == before
    assert not [model for model in tables if model.objects.filter(month=old).exists()]


# --- Logs -----------------------------------------------------------------------------------------
@pytest.fixture
def log():
    """What production would write at its most talkative."""
    stream = io.StringIO()
    form = logging_configuration("DEBUG", as_json=True)["formatters"]["structured"]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=form["processors"], foreign_pre_chain=form["foreign_pre_chain"]
        )
    )
    loggers = [logging.getLogger(name) for name in (None, "django", "django.request")]
    before = [(one, one.level, one.propagate) for one in loggers]
    for one in loggers:
        one.setLevel(logging.DEBUG)
        one.propagate = one.name not in ("root", "django")
    for one in loggers[:2]:
        one.addHandler(handler)
    yield stream
    for one, level, propagate in before:
        one.setLevel(level)
        one.propagate = propagate
        one.removeHandler(handler)


def test_no_log_line_tells_the_token_the_answer_the_address_or_the_device(
    reader, article, poll, log
):
    headers = {"User-Agent": DEVICE, "X-Forwarded-For": ADDRESS}
    answer_everything(
        reader, article, poll, remark="zq7-remark", headers=headers, REMOTE_ADDR=ADDRESS
    )
    token = token_in(reader)
    reader.get(ABOUT_ME)
    reader.post(ABOUT_ME, {"erase": "1"}, headers=headers, REMOTE_ADDR=ADDRESS)
    written = log.getvalue()
    assert f"POST {poll_url(poll)}" in written  # so a line was written
    traces = [token, poll_reader(token, poll.translation_key), ADDRESS, DEVICE, "zq7-remark"]
    for trace in [*traces, str(keys_of(poll)[0]), ORIGIN]:
        assert trace not in written


def test_an_error_while_an_answer_is_stored_is_logged_without_it(known, poll, log, monkeypatch):
    def fail(*args, **kwargs):
        raise ValueError("broken")

    monkeypatch.setattr("feedback.services.check_vote", fail)
    known.raise_request_exception = False
    option = keys_of(poll)[0]
    assert known.post(poll_url(poll), {"option": option}).status_code == 500
    written = log.getvalue()
    assert "broken" in written
    for trace in (token_in(known), str(option), poll_reader(token_in(known), poll.translation_key)):
        assert trace not in written


# --- Remarks --------------------------------------------------------------------------------------
def test_a_remark_is_joined_to_no_answer_and_no_reader(known, article, poll):
    answer_everything(known, article, poll, remark="Figure 2 is blurred.")
    [remark] = Remark.objects.filter(page_key=article.translation_key)
    stored = {str(getattr(remark, field.attname)) for field in Remark._meta.concrete_fields}
    token = token_in(known)
    assert agreement_reader(token, article.translation_key) not in stored
    assert token not in stored
    assert not [field for field in Remark._meta.get_fields() if field.is_relation]


def test_a_remark_does_not_go_with_the_reader_who_is_erased(known, article, poll):
    """Nobody can tell whose it is, the site included; the page says so."""
    answer_everything(known, article, poll, remark="Figure 2 is blurred.")
    assert "cannot be found again" in known.get(ABOUT_ME).content.decode()
    known.post(ABOUT_ME, {"erase": "1"})
    assert Remark.objects.filter(page_key=article.translation_key).count() == 1


def test_no_index_of_the_cms_copies_what_readers_wrote(known, article, poll):
    answer_everything(known, article, poll, remark="zq7 remark")
    kinds = [ContentType.objects.get_for_model(VOICE.get_model(name)).pk for name in OF_READERS]
    assert not ReferenceIndex.objects.filter(content_type__in=kinds).exists()
    assert everything_stored().count("zq7 remark") == 1
