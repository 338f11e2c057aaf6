"""RSS, Atom and JSON feeds: all articles, and those of one topic. Public fields only.

hub/feeds.py adds what articles know nothing of, and gives the feeds their addresses.
"""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed, SyndicationFeed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Site

from articles.models import TopicPage
from articles.selectors import articles_in_topics, live_articles, topic_family
from core.locales import active_locale, default_locale
from core.restricted import without_closed_pages
from gate.exposure import PublicView, public_view

ITEMS = 40
# XML 1.0 (section 2.2) allows none of these, and one of them in a title would cost the whole feed.
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def feed_items(topic: TopicPage | None) -> list[PublicView]:
    """The newest articles, of `topic` if one is given, in the active language."""
    locale = active_locale()
    articles = (
        live_articles(locale) if topic is None else articles_in_topics(locale, topic_family(topic))
    )
    newest = articles.defer("body", "summary")[:ITEMS].prefetch_related(
        "contributors__person", "topics__topic"
    )
    return [public_view(article) for article in newest]


def topic_by_slug(slug: str) -> TopicPage:
    """The topic in the active language, else in the default one; Http404 when there is none."""
    topics = without_closed_pages(TopicPage.objects.live().filter(slug=slug))
    topic = (
        topics.filter(locale=active_locale()).first()
        or topics.filter(locale=default_locale()).first()
    )
    if topic is None:
        raise Http404
    return topic


def printable(text: object) -> str:
    """The text without the control characters that people paste unseen."""
    return _NOT_IN_XML.sub("", str(text))


def _site_name(request: HttpRequest) -> str:
    site = Site.find_for_request(request)
    return site.site_name if site and site.site_name else "Hub"


def _at_noon(day: datetime.date) -> datetime.datetime:
    """A moment on that day: feeds want a time, articles have a date."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


class ArticleFeed(Feed):
    """RSS 2.0 of all articles or of one topic."""

    feed_type: type[SyndicationFeed] = Rss201rev2Feed

    def get_object(self, request: HttpRequest, slug: str = "") -> dict[str, Any]:
        topic = topic_by_slug(slug) if slug else None
        return {"topic": topic, "name": _site_name(request), "request": request}

    def title(self, obj: dict[str, Any]) -> str:
        name = f"{obj['name']}: {obj['topic'].title}" if obj["topic"] else obj["name"]
        return printable(name)

    def link(self, obj: dict[str, Any]) -> str:
        if obj["topic"]:
            return str(obj["topic"].get_url(obj["request"]) or "/")
        return home_path()

    def description(self, obj: dict[str, Any]) -> str:
        return _("New articles for healthcare professionals. Public summaries only.")

    subtitle = description

    def items(self, obj: dict[str, Any]) -> list[PublicView]:
        return feed_items(obj["topic"])

    def item_title(self, item: PublicView) -> str:
        return printable(item.title)

    def item_description(self, item: PublicView) -> str:
        return printable(item.public_summary)

    def item_link(self, item: PublicView) -> str:
        return str(item.url)

    def item_pubdate(self, item: PublicView) -> datetime.datetime:
        return _at_noon(item.published_on)

    def item_updateddate(self, item: PublicView) -> datetime.datetime:
        return _at_noon(item.updated_on or item.published_on)

    def item_categories(self, item: PublicView) -> list[str]:
        return [printable(label) for label in (item.format_label, *item.topic_labels)]

    def item_author_name(self, item: PublicView) -> str:
        return printable(", ".join(name for _role, name, _person in item.byline[:3]))


def home_path() -> str:
    language, default = get_language() or "en", default_locale().language_code
    return "/" if language == default else f"/{language}/"


def json_feed(
    request: HttpRequest, topic: TopicPage | None, items: list[dict[str, Any]]
) -> dict[str, Any]:
    """The same as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""
    name = _site_name(request)
    home = topic.get_url(request) if topic else home_path()
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{name}: {topic.title}" if topic else name,
        "home_page_url": request.build_absolute_uri(home or "/"),
        "feed_url": request.build_absolute_uri(request.path),
        "language": get_language(),
        "items": items,
    }


def json_item(request: HttpRequest, item: PublicView) -> dict[str, Any]:
    """One article as an item of a JSON feed."""
    return {
        "id": request.build_absolute_uri(item.url),
        "url": request.build_absolute_uri(item.url),
        "title": item.title,
        "content_text": item.public_summary,
        "date_published": _at_noon(item.published_on).isoformat(),
        "date_modified": _at_noon(item.updated_on or item.published_on).isoformat(),
        "authors": [{"name": person} for _role, person, _page in item.byline],
        "tags": [item.format_label, *item.topic_labels],
    }


def feed_addresses(topic: TopicPage | PublicView | None = None) -> list[tuple[str, str, str]]:
    """(title, media type, path) of the feeds that a page announces."""
    kwargs = {"slug": topic.slug} if topic else {}
    scope = "topic" if topic else "all"
    name = topic.title if topic else _("All articles")
    return [
        (f"{name} (RSS)", "application/rss+xml", reverse(f"feed-{scope}-rss", kwargs=kwargs)),
        (f"{name} (Atom)", "application/atom+xml", reverse(f"feed-{scope}-atom", kwargs=kwargs)),
        (f"{name} (JSON)", "application/feed+json", reverse(f"feed-{scope}-json", kwargs=kwargs)),
    ]
