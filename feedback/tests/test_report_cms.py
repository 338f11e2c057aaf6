"""Reader voice in the CMS: who sees it, the filter and its files, one page, polls, remarks."""

from __future__ import annotations

import io
from datetime import date
from unittest import mock

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse
from openpyxl import load_workbook
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from articles.models import ArticlePage
from core.pdf import PdfUnavailableError
from feedback.models import (
    AgreementCount,
    AgreementSet,
    AgreementStatement,
    PairedCount,
    PairedQuestion,
    Poll,
    PollCount,
    ReadingCount,
    Remark,
)
from feedback.tests.counted import answered, make_poll, opened, paired
from hub.roles import DEMO_ACCOUNTS

pytestmark = pytest.mark.django_db

REPORT = "outcomes_report:index"
FILES = ("csv", "xlsx", "json", "pages")
READERS = {"admin", "writer", "publisher", "analyst"}
POLL = "wagtailsnippets_feedback_poll"
QUESTION = "wagtailsnippets_feedback_pairedquestion"
STATEMENTS = "wagtailsnippets_feedback_agreementset"


@pytest.fixture
def sign_in(django_user_model):
    """`sign_in("analyst")`: a client in that role."""

    def client_of(username):
        client = Client()
        client.force_login(django_user_model.objects.get(username=username))
        return client

    return client_of


@pytest.fixture
def article():
    return ArticlePage.objects.filter(live=True, locale__language_code="en").first()


@pytest.fixture
def statement(english, article):
    """One statement; 20 readers about the article, 30 about another page."""
    for model in (AgreementCount, PairedCount, PollCount, ReadingCount):
        model.objects.all().delete()
    chosen = AgreementSet.objects.create(title="T", heading="U?", thanks="T.", locale=english)
    made = AgreementStatement.objects.create(
        set=chosen, text="Clear & easy", measure="clarity", locale=english
    )
    month = date(2026, 1, 1)
    answered(
        article.translation_key,
        made.translation_key,
        (1, 2, 4, 10, 3),
        respondents=20,
        month=month,
    )
    opened(article.translation_key, 100, 60, 40, day=month)
    other = ArticlePage.objects.exclude(translation_key=article.translation_key).first()
    answered(other.translation_key, made.translation_key, (0, 0, 0, 30, 0), month=month)
    return made


# --- Who sees it ----------------------------------------------------------------------------------
@pytest.mark.parametrize("username", [name for name, _group, _admin in DEMO_ACCOUNTS])
def test_only_roles_that_may_read_counts_see_the_report(username, sign_in, statement, article):
    client = sign_in(username)
    addresses = [
        reverse(REPORT),
        reverse("outcomes_report:page", args=[article.pk]),
        *(reverse("outcomes_report:download", args=[kind]) for kind in FILES),
    ]
    answers = {client.get(address).status_code for address in addresses}
    assert answers == ({200} if username in READERS else {302})


def test_nobody_sees_it_without_an_account(visitor):
    assert visitor.get(reverse(REPORT)).status_code == 302


def test_an_analyst_sees_numbers_and_nothing_else(sign_in, statement):
    analyst = sign_in("analyst")
    assert "Reader voice" in analyst.get("/admin/").content.decode()
    for name in ("remarks:index", f"{POLL}:list", f"{STATEMENTS}:list", f"{QUESTION}:list"):
        assert analyst.get(reverse(name)).status_code == 302, name


# --- The report -----------------------------------------------------------------------------------
def test_the_report_shows_figures_with_denominators_method_and_hash(sign_in, statement):
    text = sign_in("analyst").get(reverse(REPORT)).content.decode()
    for words in ("Clear &amp; easy", "86.0%", "SHA-256", "Wilson 1927", "Level 2: satisfaction"):
        assert words in text, words


def test_an_analyst_filters_and_downloads_the_same_numbers(sign_in, statement, article):
    analyst = sign_in("analyst")
    asked = {"article": str(article.translation_key), "from": "2026-01", "to": "2026-03"}
    page = analyst.get(reverse(REPORT), asked)
    report = page.context["report"]
    assert report.statements[0].n == 20
    address = next(address for address, label in page.context["files"] if label == "XLSX")
    response = analyst.get(address)
    book = load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    figures, method = book.worksheets
    agreed = [
        row for row in figures.iter_rows(values_only=True) if row[3] == "Agree or strongly agree"
    ]
    assert agreed[0][4:7] == (13, 20, 0.65)
    about = {row[0]: row[1] for row in method.iter_rows(values_only=True)}
    assert about["SHA-256"] == page.context["sha256"]
    assert about["Query"] == report.query


@pytest.mark.parametrize(
    "asked",
    [
        {"from": "2026-13"},
        {"to": "yesterday"},
        {"from": "2026-03", "to": "2026-01"},
        {"topic": "'; drop"},
        {"language": "xx"},
    ],
)
def test_a_filter_that_makes_no_sense_is_said_and_downloads_nothing(sign_in, statement, asked):
    analyst = sign_in("analyst")
    page = analyst.get(reverse(REPORT), asked)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert "report" not in page.context
    assert analyst.get(reverse("outcomes_report:download", args=["csv"]), asked).status_code == 302


def test_an_unknown_kind_of_file_is_not_found(sign_in, statement):
    address = reverse("outcomes_report:download", args=["docx"])
    assert sign_in("analyst").get(address).status_code == 404


def test_the_pdf_is_one(sign_in, statement):
    response = sign_in("analyst").get(reverse("outcomes_report:download", args=["pdf"]))
    assert response.status_code in (200, 503)  # 503: this machine draws none
    assert response.status_code == 503 or response.content.startswith(b"%PDF")


def test_without_a_pdf_the_page_says_what_to_do(sign_in, statement):
    with mock.patch("feedback.exports.pdf_from_html", side_effect=PdfUnavailableError("no")):
        response = sign_in("analyst").get(reverse("outcomes_report:download", args=["pdf"]))
    assert response.status_code == 503
    assert "cannot draw the PDF" in response.content.decode()


# --- One page -------------------------------------------------------------------------------------
def test_a_page_stands_beside_the_hub(sign_in, statement, article):
    page = sign_in("writer").get(reverse("outcomes_report:page", args=[article.pk]))
    here, hub = page.context["compared"][0]
    assert (here.n, hub.n) == (20, 50)
    text = page.content.decode()
    assert "65.0%" in text
    assert "−21.0" in text


def test_remarks_are_shown_to_those_who_may_read_them(sign_in, statement, article):
    Remark.objects.create(
        page_key=article.translation_key,
        language="en",
        text="<script>Table 2 is wrong",
        received_on=date(2026, 5, 1),
    )
    address = reverse("outcomes_report:page", args=[article.pk])
    assert "&lt;script&gt;Table 2" in sign_in("publisher").get(address).content.decode()
    for username in ("writer", "analyst"):
        assert "Table 2 is wrong" not in sign_in(username).get(address).content.decode()


def test_an_article_links_to_what_readers_said(sign_in, article):
    editor = sign_in("publisher").get(reverse("wagtailadmin_pages:edit", args=[article.pk]))
    assert reverse("outcomes_report:page", args=[article.pk]) in editor.content.decode()


def test_a_page_that_nobody_answers_about_has_no_such_screen(sign_in, article):
    above = article.get_parent()
    address = reverse("outcomes_report:page", args=[above.pk])
    assert sign_in("publisher").get(address).status_code == 404


# --- Remarks --------------------------------------------------------------------------------------
@pytest.fixture
def remark(article):
    return Remark.objects.create(
        page_key=article.translation_key,
        language="en",
        text="Table 2 is wrong",
        received_on=date(2026, 5, 1),
    )


def test_remarks_are_read_marked_and_deleted_but_not_written(sign_in, remark, article):
    publisher = sign_in("publisher")
    listed = publisher.get(reverse("remarks:index")).content.decode()
    assert "Table 2 is wrong" in listed
    assert article.title in listed
    edit = reverse("remarks:edit", args=[remark.pk])
    assert publisher.get(edit).status_code == 200
    publisher.post(edit, {"state": "acted", "text": "forged"})
    remark.refresh_from_db()
    assert (remark.state, remark.text) == ("acted", "Table 2 is wrong")
    with pytest.raises(NoReverseMatch):
        reverse("remarks:add")
    publisher.post(reverse("remarks:delete", args=[remark.pk]))
    assert not Remark.objects.filter(pk=remark.pk).exists()


def test_a_writer_deletes_no_remark(sign_in, remark):
    sign_in("writer").post(reverse("remarks:delete", args=[remark.pk]))
    assert Remark.objects.filter(pk=remark.pk).exists()


# --- Polls, questions, statements -----------------------------------------------------------------
def poll_form(poll, *, delete=(), retire=()):
    options = [
        {
            "id": option.pk,
            "text": option.text,
            "is_retired": "on" if option.text in retire else "",
            "DELETE": "on" if option.text in delete else "",
        }
        for option in poll.options.all()
    ]
    return nested_form_data(
        {
            "question": poll.question,
            "choice": "single",
            "order": "fixed",
            "is_open": "on",
            "minimum_votes": "10",
            "caveat": "",
            "options": inline_formset(options, initial=len(options)),
        }
    )


def edit_poll(client, poll, **changes):
    return client.post(reverse(f"{POLL}:edit", args=[poll.pk]), poll_form(poll, **changes))


def test_an_option_with_votes_is_retired_not_deleted(sign_in, english):
    poll = make_poll(english, {"Flow": 7, "PCR": 6, "NGS": 0})
    publisher = sign_in("publisher")
    refused = edit_poll(publisher, poll, delete=["PCR"])
    assert "retire it instead" in refused.content.decode()
    assert poll.options.count() == 3
    assert edit_poll(publisher, poll, retire=["PCR"]).status_code == 302
    assert poll.options.get(text="PCR").is_retired
    one_left = edit_poll(publisher, poll, retire=["PCR"], delete=["NGS"])
    assert "at least two options" in one_left.content.decode()


def test_an_option_without_votes_can_go(sign_in, english):
    poll = make_poll(english, {"Flow": 7, "PCR": 6, "NGS": 0})
    assert edit_poll(sign_in("publisher"), poll, delete=["NGS"]).status_code == 302
    assert poll.options.count() == 2


def test_a_poll_with_votes_stays(administrator, english):
    poll = make_poll(english, {"Flow": 7, "PCR": 6})
    administrator.post(reverse(f"{POLL}:delete", args=[poll.pk]))
    assert Poll.objects.filter(pk=poll.pk).exists()


def question_form(question, right):
    options = [
        {"id": option.pk, "text": option.text, "is_right": "on" if option.text in right else ""}
        for option in question.options.all()
    ]
    return nested_form_data(
        {
            "question": question.question,
            "explanation": "Because.",
            "options": inline_formset(options, initial=len(options)),
        }
    )


@pytest.fixture
def question(english):
    made = PairedQuestion(question="How long?", explanation="Long.", locale=english)
    made.options = [
        made.options.model(text=text, is_right=text == "A", locale=english) for text in "ABC"
    ]
    made.save()
    return made


@pytest.mark.parametrize(("right", "status"), [("", 200), ("AB", 200), ("B", 302)])
def test_exactly_one_answer_is_right(sign_in, question, right, status):
    edit = reverse(f"{QUESTION}:edit", args=[question.pk])
    response = sign_in("publisher").post(edit, question_form(question, right))
    assert response.status_code == status


def test_the_right_answer_stays_once_readers_have_answered(sign_in, question, article):
    paired(article.translation_key, question.translation_key, (1, 0, 0, 0))
    edit = reverse(f"{QUESTION}:edit", args=[question.pk])
    publisher = sign_in("publisher")
    assert publisher.post(edit, question_form(question, "B")).status_code == 200
    assert publisher.post(edit, question_form(question, "A")).status_code == 302


def test_a_statement_with_answers_is_retired_not_deleted(sign_in, statement):
    chosen = statement.set
    row = {"id": statement.pk, "text": statement.text, "measure": "clarity", "DELETE": "on"}
    new = {"text": "Relevant", "measure": "relevance", "DELETE": ""}
    form = nested_form_data(
        {
            "title": "T",
            "heading": "U?",
            "introduction": "",
            "thanks": "T.",
            "statements": inline_formset([row, new], initial=1),
        }
    )
    edit = reverse(f"{STATEMENTS}:edit", args=[chosen.pk])
    assert "retire it instead" in sign_in("publisher").post(edit, form).content.decode()
    assert chosen.statements.count() == 1
    del form["statements-0-DELETE"]
    assert sign_in("publisher").post(edit, form).status_code == 302
    assert chosen.statements.count() == 2
