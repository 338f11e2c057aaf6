"""How outcome reports can be narrowed down by content: article, topic, format."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from articles.formats import ArticleFormat
from articles.models import ArticlePage, ArticleTopic
from articles.selectors import topics_in
from core.locales import active_locale, default_locale
from feedback import scopes


def register_scopes() -> None:
    scopes.register_page_type(ArticlePage)
    scopes.register(scopes.Scope("article", _("Article"), article_choices, keys_of_article))
    scopes.register(scopes.Scope("topic", _("Topic"), topic_choices, keys_of_topic))
    scopes.register(scopes.Scope("format", _("Format"), format_choices, keys_of_format))


def article_choices() -> list[scopes.Choice]:
    """Every article once, by title: in the active language where it exists in it. One query."""
    active, default = active_locale().pk, default_locale().pk
    titles: dict[UUID, tuple[int, str]] = {}
    rows = _articles().values_list("translation_key", "locale_id", "title")
    for key, locale, title in rows:
        rank = 2 if locale == active else 1 if locale == default else 0
        if key not in titles or rank > titles[key][0]:
            titles[key] = rank, title
    named = [(str(key), title) for key, (_rank, title) in titles.items()]
    return sorted(named, key=lambda choice: (choice[1].casefold(), choice[0]))


def keys_of_article(value: str) -> set[UUID]:
    try:
        return {UUID(value)}
    except ValueError:
        return set()


def topic_choices() -> list[scopes.Choice]:
    tree = topics_in(active_locale())
    named = [(str(key), topic.title) for key, topic in tree.by_key.items()]
    return sorted(named, key=lambda choice: (choice[1].casefold(), choice[0]))


def keys_of_topic(value: str) -> set[UUID]:
    """Articles filed under the topic or one below it, in any language."""
    tree = topics_in(default_locale())
    family = [key for key in tree.by_key if value in map(str, tree.lineage(key))]
    filed = ArticleTopic.objects.filter(topic__translation_key__in=family)
    return set(filed.values_list("page__translation_key", flat=True))


def format_choices() -> list[scopes.Choice]:
    return [(each.value, str(each.label)) for each in ArticleFormat]


def keys_of_format(value: str) -> set[UUID]:
    return set(_articles().filter(format=value).values_list("translation_key", flat=True))


def _articles() -> QuerySet[ArticlePage]:
    """Aliases are the same text. Pages taken off the site keep the answers they had; drafts that
    nobody could answer about are left out."""
    seen = Q(live=True) | Q(first_published_at__isnull=False)
    return ArticlePage.objects.filter(seen, alias_of__isnull=True)
