"""What the front page shows, in a fixed number of queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from articles.formats import FORMATS_WITH_RECORDING, ArticleFormat
from articles.models import ArticlePage, ArticleTopic
from articles.selectors import attach_teaser_facts, for_list, live_articles, topics_in
from core.locales import locale_of

if TYPE_CHECKING:
    from home.models import HomePage

PER_TOPIC = 3
WATCH_AND_LISTEN = 3
PINNED_BY_DEFAULT = 2
# The columns are filled from the newest articles; a topic without any of these shows fewer.
NEWEST_CONSIDERED = 200
TO_WATCH = [*FORMATS_WITH_RECORDING, ArticleFormat.VISUAL_ABSTRACT]


def front_page(home: HomePage) -> dict[str, Any]:
    """Template context: lead, lead_chart, pinned, topic_columns, media_items."""
    locale = locale_of(home.locale_id)
    tree = topics_in(locale)
    newest = list(for_list(live_articles(locale))[:NEWEST_CONSIDERED])
    by_key = {article.translation_key: article for article in newest}

    lead = _lead(home, newest)
    pinned_keys = home.pinned_articles.values_list("article__translation_key", flat=True)
    pinned = [by_key[key] for key in pinned_keys if key in by_key]
    shown = {article.pk for article in [lead, *pinned] if article is not None}
    for article in newest:
        if len(pinned) >= PINNED_BY_DEFAULT:
            break
        if article.pk not in shown:
            pinned.append(article)
            shown.add(article.pk)

    filed: dict[int, list[Any]] = {}
    rows = ArticleTopic.objects.filter(page_id__in=[article.pk for article in newest])
    for page_id, topic_id in rows.values_list("page_id", "topic_id"):
        filed.setdefault(page_id, []).extend(tree.lineage(tree.key_of_pk.get(topic_id)))
    media = [a for a in newest if a.format in TO_WATCH and a.pk not in shown][:WATCH_AND_LISTEN]
    shown.update(article.pk for article in media)
    columns: list[dict[str, Any]] = []
    for key in home.topics.values_list("topic__translation_key", flat=True):
        topic = tree.by_key.get(key)
        articles = [
            article
            for article in newest
            if key in filed.get(article.pk, ()) and article.pk not in shown
        ][:PER_TOPIC]
        shown.update(article.pk for article in articles)
        if topic is not None and articles:
            columns.append({"topic": topic, "articles": articles})

    listed = {article.pk: article for article in [*pinned, *media]}
    listed |= {article.pk: article for column in columns for article in column["articles"]}
    if lead is not None:
        listed[lead.pk] = lead
    attach_teaser_facts(list(listed.values()), tree)
    return {
        "lead": lead,
        "lead_chart": _first_chart(lead),
        "pinned": pinned,
        "topic_columns": columns,
        "media_items": media,
    }


def _lead(home: HomePage, newest: list[ArticlePage]) -> ArticlePage | None:
    """The chosen lead in the home page's language, else the newest article, with its body."""
    articles = live_articles(locale_of(home.locale_id))
    if home.lead_article_id:
        key = ArticlePage.objects.filter(pk=home.lead_article_id).values("translation_key")[:1]
        chosen = articles.filter(translation_key__in=key).first()
        if chosen is not None:
            return chosen
    return articles.filter(pk=newest[0].pk).first() if newest else None


def _first_chart(article: ArticlePage | None) -> Any:
    """The first chart block of the lead article, or None."""
    if article is None:
        return None
    return next((child for child in article.body if child.block_type == "chart"), None)
