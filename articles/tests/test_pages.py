"""Each page type: shown, in its place in the tree, at a cost that does not grow with content."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from articles.models import (
    ArticleIndexPage,
    ArticlePage,
    PeopleIndexPage,
    PersonPage,
    TopicIndexPage,
    TopicPage,
)
from home.models import HomePage, StandardPage
from tests.factories import (
    chart,
    datum,
    every_block,
    figure,
    heading,
    key_data,
    make_article,
    make_document,
    make_image,
    make_person,
    make_plain_page,
    make_reference,
    make_topic,
    paragraph,
    table,
)

LEAD = "/articles/tisa-cel-cibmtr-real-world/"
ARTICLE_QUERIES = 17
LEAD_QUERIES = ARTICLE_QUERIES + 3  # its poll: which one, the poll in all languages, the options
LIST_QUERIES = 20
LARGEST_ARTICLE = 64_000  # bytes, of which 7,000 are the statements and the poll

ALLOWED = {  # page type: (types it may stand under, types it may hold)
    HomePage: ({Page}, {ArticleIndexPage, TopicIndexPage, PeopleIndexPage, StandardPage}),
    ArticleIndexPage: ({HomePage}, {ArticlePage}),
    ArticlePage: ({ArticleIndexPage}, set()),
    TopicIndexPage: ({HomePage}, {TopicPage}),
    TopicPage: ({TopicIndexPage}, set()),
    PeopleIndexPage: ({HomePage}, {PersonPage}),
    PersonPage: ({PeopleIndexPage}, set()),
    StandardPage: ({HomePage, StandardPage}, {StandardPage}),
}


def queries(client, address):
    """How many a request costs when it is not the first of its kind."""
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)


def html(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


# --- Place in the tree ----------------------------------------------------------------------------
@pytest.mark.parametrize("model", ALLOWED, ids=lambda model: model.__name__)
def test_pages_stand_only_where_they_belong(model):
    parents, children = ALLOWED[model]
    assert set(model.allowed_parent_page_models()) == parents
    assert children <= set(model.allowed_subpage_models())
    strangers = {other for other in ALLOWED if other not in children}
    assert not strangers & set(model.allowed_subpage_models())


# --- Rendering ------------------------------------------------------------------------------------
def test_an_article_shows_all_its_parts(reader):
    topic, author = make_topic(title="Transplantation"), make_person(statement="Fees, 2025")
    reviewer = make_person()
    reference = make_reference(title="A cohort of many")
    article = make_article(
        title="What 768 patients show",
        standfirst="Half stay free of relapse.",
        topics=[topic],
        people=[author, (reviewer, "medical_reviewer")],
        references=[reference],
        notes=["We corrected the number of patients."],
        key_data=[{"type": "datum", "value": datum("overall response", value="86.0", total=578)}],
        key_data_note="Wilson interval.",
        body=[heading("Efficacy"), paragraph("Relapse did not stop.")],
        updated_on=date(2026, 2, 1),
    )
    page = html(reader, f"/articles/{article.slug}/")
    text = " ".join(page.get_text(" ").split())
    for part in (
        "What 768 patients show",
        "Half stay free of relapse.",
        "Transplantation",
        author.title,
        reviewer.title,
        "Fees, 2025",
        "86.0",
        "578",
        "Wilson interval.",
        "Efficacy",
        "Relapse did not stop.",
        "After reading you can state the response.",
        "Relapses continue into the second year.",
        "A cohort of many",
        "We corrected the number of patients.",
    ):
        assert part in text, part
    assert page.select_one("#reference-1 a")["href"] == f"https://doi.org/{reference.doi}"


def test_every_kind_of_block_is_shown(reader):
    blocks = every_block(make_image(), make_document(), make_article(title="Read this next"))
    kinds = {one["type"] for one in blocks}
    assert kinds == set(ArticlePage._meta.get_field("body").stream_block.child_blocks)
    article = make_article(body=blocks)
    text = html(reader, f"/articles/{article.slug}/").get_text(" ")
    for words in (
        "Efficacy",
        "second year",
        "Incomplete.",
        "We keep looking.",
        "Ilias Vrettos",
        "79.4",
        "Relapses continue.",
        "Age under 18",
        "Prior inotuzumab",
        "Response by age",
        "Survival fell.",
        "Day 0",
        "Good morning.",
        "Slides",
        "Read this next",
        "How do you treat relapse",
    ):
        assert words in text, words


@pytest.mark.parametrize("number", range(16))
def test_an_article_of_one_block_is_shown(reader, number):
    blocks = every_block(make_image(), make_document(), make_article())
    article = make_article(body=[blocks[number]])
    html(reader, f"/articles/{article.slug}/")


def test_an_article_with_the_least_possible_is_shown(reader):
    article = make_article()
    page = html(reader, f"/articles/{article.slug}/")
    assert page.h1.get_text() == article.title


def test_blocks_survive_what_they_point_at(reader):
    image, document, other = make_image(), make_document(), make_article()
    blocks = every_block(image, document, other)
    reference = make_reference()
    blocks.append(key_data(datum(reference=reference)))
    article = make_article(body=blocks)
    document.delete()
    other.delete()
    reference.delete()
    image.delete()
    html(reader, f"/articles/{article.slug}/")


def test_an_unpublished_article_is_related_to_nothing_in_a_body(reader):
    other = make_article(title="Taken back")
    article = make_article(body=every_block(make_image(), make_document(), other))
    other.unpublish()
    assert "Taken back" not in html(reader, f"/articles/{article.slug}/").get_text()


def test_a_topic_shows_its_introduction_and_its_articles(reader):
    broad = make_topic(title="Cellular therapy")
    topic = make_topic(
        title="CAR T-cells",
        broader=broad,
        introduction='<p data-block-key="a1b2c">Cells of the patient.</p>',
        synonyms="CART",
    )
    make_article(title="Filed here", topics=[topic])
    text = html(reader, f"/topics/{topic.slug}/").get_text(" ")
    for part in ("Cells of the patient.", "Filed here", "CART"):
        assert part in text
    assert "Filed here" in html(reader, f"/topics/{broad.slug}/").get_text(" ")
    assert "CAR T-cells" in html(reader, f"/topics/{broad.slug}/").get_text(" ")


def test_a_person_shows_what_they_declared_and_wrote(reader):
    person = make_person(
        title="Maren Holt",
        credentials="MD",
        affiliation="Example University",
        biography='<p data-block-key="a1b2c">Writes since 2010.</p>',
        statement="Speaker fees, 2025",
    )
    make_article(title="Written by her", people=[person])
    text = html(reader, f"/people/{person.slug}/").get_text(" ")
    for part in (
        "Maren Holt",
        "Example University",
        "Writes since 2010.",
        "Speaker fees, 2025",
        "Written by her",
    ):
        assert part in text


def test_an_author_without_a_public_page_is_named_without_a_link(reader):
    person = make_person(title="Ada Unlinked")
    article = make_article(people=[person])
    address = person.url
    assert f'href="{address}"' in reader.get(article.url).content.decode()
    person.unpublish()
    shown = reader.get(article.url).content.decode()
    assert "Ada Unlinked" in shown
    assert f'href="{address}"' not in shown


def test_a_person_is_shown_with_the_country_in_words_and_a_title_of_their_own(reader):
    person = make_person(affiliation="A hospital", country="NO", seo_title="Ada in short")
    shown = reader.get(person.url).content.decode()
    assert "A hospital, Norway" in shown
    assert "<title>Ada in short" in shown


def test_the_lists_of_topics_and_people_name_each(reader):
    topic, person = make_topic(title="Transplantation"), make_person(title="Maren Holt")
    assert topic.title in html(reader, "/topics/").get_text(" ")
    assert person.title in html(reader, "/people/").get_text(" ")


def test_a_plain_page_is_open_to_everybody(visitor):
    page = make_plain_page(title="Our policy", introduction="What we do.", body=[])
    shown = html(visitor, f"/{page.slug}/")
    assert shown.h1.get_text() == "Our policy"
    assert "What we do." in shown.get_text()


def test_an_empty_hub_is_shown(reader):
    ArticlePage.objects.all().delete()
    for address in ("/", "/articles/", "/topics/", "/people/", "/search/?q=all"):
        html(reader, address)


@pytest.mark.parametrize("kind", ["article", "congress_report", "expert_opinion", "video"])
def test_every_format_says_what_it_is(reader, kind):
    article = make_article(format=kind)
    assert article.format_label in html(reader, f"/articles/{article.slug}/").get_text()


def test_what_an_editor_types_is_never_markup(reader):
    evil = "\"><img src=x onerror=alert(1)>'</script><script>alert(1)</script>"
    topic, person = make_topic(title=evil), make_person(title=evil, statement=evil)
    article = make_article(
        title=evil,
        standfirst=evil,
        public_summary=evil,
        search_description=evil,
        topics=[topic],
        people=[person],
        references=[make_reference(title=evil)],
        key_data=[{"type": "datum", "value": datum(evil[:160])}],
        body=[heading(evil[:120]), table([evil, "1"], [evil, "2"], title=evil), chart(evil, evil)],
    )
    for address in (f"/articles/{article.slug}/", "/articles/", "/", "/people/", "/topics/"):
        page = html(reader, address)
        assert not page.find_all(attrs={"onerror": True}), address
        assert not [script for script in page.find_all("script") if "alert" in script.text[:12]]


# --- Cost -----------------------------------------------------------------------------------------
def long_article(size):
    image = make_image()
    blocks = []
    for number in range(size):
        blocks += [
            heading(f"Section {number}"),
            paragraph(),
            key_data(datum(reference=make_reference())),
            table(),
            chart(),
            figure(image if number == 0 else make_image()),
            # Without the poll, of which an editor can place two at most.
            *every_block(image, make_document(), make_article())[11:15],
        ]
    return make_article(
        body=blocks,
        topics=[make_topic() for _ in range(size)],
        people=[make_person() for _ in range(size)],
        references=[make_reference() for _ in range(size)],
        notes=["Changed."] * size,
        key_data=[{"type": "datum", "value": datum(reference=make_reference())}],
    )


def test_the_lead_article_costs_few_queries(reader):
    assert queries(reader, LEAD) <= LEAD_QUERIES


def test_an_article_costs_the_same_with_one_and_with_twenty_of_everything(reader):
    short, long = long_article(1), long_article(20)
    few = queries(reader, f"/articles/{short.slug}/")
    many = queries(reader, f"/articles/{long.slug}/")
    assert many == few


@pytest.mark.parametrize(
    "part",
    ["paragraphs", "key_data", "figures", "downloads", "related", "references", "topics", "people"],
)
def test_twenty_of_one_kind_cost_as_much_as_one(reader, part):
    def article(size):
        image, document = make_image(), make_document()
        return {
            "paragraphs": lambda: make_article(body=[paragraph()] * size),
            "key_data": lambda: make_article(
                body=[key_data(datum(reference=make_reference())) for _ in range(size)]
            ),
            "figures": lambda: make_article(body=[figure(make_image()) for _ in range(size)]),
            "downloads": lambda: make_article(
                body=[every_block(image, make_document(), make_article())[13] for _ in range(size)]
            ),
            "related": lambda: make_article(
                body=[every_block(image, document, make_article())[14] for _ in range(size)]
            ),
            "references": lambda: make_article(references=[make_reference() for _ in range(size)]),
            "topics": lambda: make_article(topics=[make_topic() for _ in range(size)]),
            "people": lambda: make_article(people=[make_person() for _ in range(size)]),
        }[part]()

    one, twenty = article(1), article(20)
    assert queries(reader, f"/articles/{twenty.slug}/") == queries(reader, f"/articles/{one.slug}/")


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/articles/",
        "/articles/?format=article&year=2026",
        "/topics/",
        "/topics/car-t-cell-therapy/",
        "/search/?q=relapse+after+CAR+T",
        "/people/",
        "/people/maren-holt/",
        "/about/",
        "/pt/",
        "/pt/articles/",
    ],
)
def test_lists_cost_few_queries(reader, address):
    assert queries(reader, address) <= LIST_QUERIES


@pytest.mark.parametrize("address", ["/", "/articles/", LEAD])
def test_the_notice_costs_few_queries(visitor, address):
    assert queries(visitor, address) <= ARTICLE_QUERIES


def test_a_list_costs_the_same_when_it_grows(reader):
    topic, author = make_topic(), make_person()
    make_article(topics=[topic], people=[author])
    addresses = ["/articles/", f"/topics/{topic.slug}/", f"/people/{author.slug}/", "/"]
    before = [queries(reader, address) for address in addresses]
    for _ in range(11):
        make_article(topics=[topic], people=[author], published_on=date(2099, 1, 1))
    assert [queries(reader, address) for address in addresses] == before


def test_the_lead_article_is_light(reader):
    assert len(reader.get(LEAD).content) < LARGEST_ARTICLE
