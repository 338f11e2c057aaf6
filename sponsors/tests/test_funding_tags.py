"""What a page says about the money behind its versions: its own records, read once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from articles.models import ArticlePage
from gate.exposure import public_view
from sponsors.disclosed import PageFunding, named_funders, no_record, page_funding
from sponsors.models import Level
from sponsors.selectors import FrozenFunder, FrozenFunding, FrozenSupport
from tests.factories import make_article, make_plain_page

DAY = datetime(2026, 3, 1, 9, tzinfo=UTC)


def record(number=1, line="Paid for by Quillbourne Labs.", funders=(), **content):
    return FrozenFunding(
        number=number,
        hash=f"{number:064x}",
        published_at=DAY + timedelta(days=number),
        funders=tuple(funders),
        line=line,
        statement=f"{line} It has no influence.",
        language="en",
        afterwards=False,
        content=content,
    )


def funder(level="major", *, kind="company", supports=("sponsorship",)):
    return FrozenFunder(
        slug="quillbourne-labs",
        name="Quillbourne Labs",
        legal_name="Quillbourne Laboratories Limited",
        kind=kind,
        group="",
        level=level,
        support=tuple(FrozenSupport(support, "hub", "funds_only", "") for support in supports),
    )


def render(source, **context):
    return Template("{% load sponsors_tags %}" + source).render(Context(context))


# --- Records of a page ----------------------------------------------------------------------------
def test_the_newest_record_is_the_one_that_counts():
    funding = PageFunding((record(2, "Now."), record(1, "Before.")))
    assert funding.newest.number == 2
    assert funding.line == "Now."
    assert funding.statement == "Now. It has no influence."


def test_without_a_record_the_page_says_so_in_the_language_of_the_reader():
    for language in ("en", "pt", "es"):
        with translation.override(language):
            assert PageFunding(()).newest is None
            assert PageFunding(()).line == PageFunding(()).statement == no_record()


def test_publications_under_one_line_stand_together_in_their_order():
    lines = {5: "B", 4: "B", 3: "A", 2: "B", 1: "B"}
    funding = PageFunding(tuple(record(number, line) for number, line in lines.items()))
    grouped = [(line, [each.number for each in same]) for line, same in funding.by_wording]
    assert grouped == [("B", [5, 4]), ("A", [3]), ("B", [2, 1])]


@pytest.mark.django_db
def test_only_pages_that_keep_a_record_have_one():
    request = RequestFactory().get("/")
    assert page_funding(request, make_plain_page()) is None
    assert page_funding(request, None) is None
    assert page_funding(request, object()) is None
    assert page_funding(request, make_article()) == PageFunding(())


@pytest.mark.django_db
def test_the_public_side_of_a_page_has_the_same_records():
    article = make_article()
    article.save_revision().publish()
    on_page = page_funding(RequestFactory().get("/"), article)
    assert on_page.newest
    assert page_funding(RequestFactory().get("/"), public_view(article)) == on_page


@pytest.mark.django_db
def test_a_request_asks_once_for_each_page():
    request, first, second = RequestFactory().get("/"), make_article(), make_article()
    with CaptureQueriesContext(connection) as captured:
        for page in (first, public_view(first), second, first, second):
            page_funding(request, page)
    assert sum("sponsors_ledgerentry" in query["sql"] for query in captured) == 2


@pytest.mark.django_db
def test_a_page_that_is_not_saved_yet_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert page_funding(None, ArticlePage(title="New")) == PageFunding(())


# --- Funders of a record --------------------------------------------------------------------------
def test_funders_are_named_with_their_level_in_the_language():
    (named,) = named_funders(record(funders=[funder()]))
    assert (named.name, named.level_label) == ("Quillbourne Labs", "Major")
    for language in ("pt", "es"):
        with translation.override(language):
            assert named.level_label == str(Level.MAJOR.label)


@pytest.mark.parametrize("level", [None, "", "something that is gone"])
def test_without_a_level_there_is_no_label(level):
    (named,) = named_funders(record(funders=[funder(level)]))
    assert named.level_label == ""


def test_an_accredited_record_names_funders_by_legal_name():
    (named,) = named_funders(record(funders=[funder()], accredited=True))
    assert named.name == named.legal_name == "Quillbourne Laboratories Limited"


def test_each_kind_of_support_is_given_once():
    supports = ("sponsorship", "educational_grant", "sponsorship")
    (named,) = named_funders(record(funders=[funder(supports=supports)]))
    assert named.support == ("sponsorship", "educational_grant")


# --- Tags -----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_template_asks_for_the_records_of_a_page():
    source = "{% funding_of page as funding %}{{ funding.line }}"
    article = make_article()
    assert render(source, page=article) == no_record()
    assert render(source, page=article, request=RequestFactory().get("/")) == no_record()
    assert render(source, page=make_plain_page()) == ""
    assert render(source) == ""


def test_a_template_lists_the_funders_of_a_record():
    source = (
        "{% for each in record|funders_named %}{{ each.name }} ({{ each.level_label }}){% endfor %}"
    )
    assert render(source, record=record(funders=[funder()])) == "Quillbourne Labs (Major)"


def test_the_address_of_an_entry_is_in_the_language_of_the_page():
    assert render("{% ledger_entry_url 12 %}") == "/funders/ledger/12/"
    with translation.override("pt"):
        assert render("{% ledger_entry_url 12 %}") == "/pt/funders/ledger/12/"
