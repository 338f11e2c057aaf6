"""What screens are made of: the topic tree, the right articles, in the right language."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from articles.models import ArticlePage, RelatedArticle, TopicPage
from articles.selectors import (
    articles_by_person,
    articles_in_topics,
    attach_teaser_facts,
    live_articles,
    people_by_role,
    related_articles,
    topic_family,
    topic_tree,
    topics_in,
)
from tests.factories import make_article, make_person, make_topic


def test_live_articles_are_published_unrestricted_and_in_one_language(english):
    shown = make_article()
    draft = make_article(live=False)
    portuguese = make_article(language="pt")
    closed = make_article()
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    found = set(live_articles(english))
    assert shown in found
    assert not found & {draft, portuguese, closed}


def test_a_copy_that_follows_its_original_is_no_article_of_its_own(english):
    article = make_article()
    alias = article.create_alias(update_slug="the-same")
    assert alias.live
    assert alias.specific not in set(live_articles(english))


def test_a_topic_of_another_language_stands_in_until_it_is_translated(english, portuguese):
    topic = make_topic(title="Only English")
    key = topic.translation_key
    assert topics_in(portuguese).by_key[key].title == "Only English"
    translated = topic.copy_for_translation(portuguese)
    translated.title = "Em português"
    translated.save_revision().publish()
    assert topics_in(portuguese).by_key[key].title == "Em português"
    assert topics_in(english).by_key[key].title == "Only English"


def test_an_article_keeps_its_topics_in_every_language(english, portuguese):
    topic = make_topic()
    article = make_article(language="pt", topics=[topic])
    assert list(articles_in_topics(portuguese, topic_family(topic))) == [article]
    assert not articles_in_topics(english, topic_family(topic)).exists()


def test_a_tree_lists_each_topic_below_its_broader_one(english):
    broad = make_topic(title="Broad")
    narrow = [make_topic(title=title, broader=broad) for title in ("Zeta", "Alpha")]
    make_article(topics=[narrow[0], broad])
    roots = {entry.topic.pk: entry for entry in topic_tree(english)}
    below = roots[broad.pk].narrower
    assert [entry.topic.pk for entry in below] == [narrow[1].pk, narrow[0].pk]
    assert not {topic.pk for topic in narrow} & set(roots)
    assert [entry.articles for entry in (roots[broad.pk], *below)] == [1, 0, 1]


def test_a_circle_of_topics_ends_the_walk(english):
    one = make_topic()
    other = make_topic(broader=one)
    TopicPage.objects.filter(pk=one.pk).update(broader=other)
    one.refresh_from_db()
    assert topic_family(one) == {one.translation_key, other.translation_key}


def test_related_articles_are_the_pinned_ones_then_those_of_the_topic(english):
    topic = make_topic()
    pinned = make_article()
    article = make_article(topics=[topic])
    others = [make_article(topics=[topic]) for _ in range(5)]
    article.related_articles = [RelatedArticle(target=pinned, sort_order=0)]
    article.save()
    related = related_articles(article, wanted=4)
    assert related[0].pk == pinned.pk
    assert len(related) == 4
    assert {page.pk for page in related[1:]} < {page.pk for page in others}
    assert article.pk not in {page.pk for page in related}


def test_an_unpublished_article_is_not_related_to_anything(english):
    pinned = make_article(live=False)
    article = make_article()
    article.related_articles = [RelatedArticle(target=pinned, sort_order=0)]
    article.save()
    assert pinned.pk not in {page.pk for page in related_articles(article)}


def test_a_person_is_found_in_every_role(english):
    person = make_person()
    pages = [make_article(people=[(person, role)]) for role in ("author", "editor")]
    assert set(articles_by_person(person)) == set(pages)


def test_the_board_stands_apart(english):
    member, writer = make_person(is_board_member=True), make_person()
    board, others = people_by_role(english)
    assert member in board
    assert writer in others
    assert not set(board) & set(others)


def test_a_list_costs_two_queries_however_long_it_is(english):
    topic, author = make_topic(), make_person()
    for _ in range(10):
        make_article(topics=[topic], people=[author])
    tree = topics_in(english)
    for size in (1, 10):
        articles = list(ArticlePage.objects.order_by("-pk")[:size])
        with CaptureQueriesContext(connection) as queries:
            attach_teaser_facts(articles, tree)
        assert len(queries) == 2
        assert {article.primary_topic.pk for article in articles} == {topic.pk}
        assert [person.pk for article in articles for person in article.authors] == (
            [author.pk] * size
        )
