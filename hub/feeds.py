"""The feeds of articles with the funding of each as it was recorded at publication.

In RSS and Atom the funding line opens the description; a JSON feed also has an object `_funding`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from articles.feeds import (
    ArticleFeed,
    feed_items,
    json_feed,
    json_item,
    printable,
    topic_by_slug,
)
from articles.models import TopicPage
from gate.exposure import PublicView
from sponsors.disclosed import ledger_entry_path, named_funders, no_record
from sponsors.selectors import FrozenFunding, frozen_funding_of


@dataclass(frozen=True)
class FundedItem:
    """An article of a feed and the funding record of its newest publication, if it has one."""

    view: PublicView
    funding: FrozenFunding | None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.view, name)

    @property
    def description(self) -> str:
        """Who paid, then what it says, as plain text."""
        line = self.funding.line if self.funding else no_record()
        return f"{line}\n\n{self.view.public_summary}"


def funded_items(topic: TopicPage | None) -> list[FundedItem]:
    """The newest articles with their records: one query more than without."""
    views = feed_items(topic)
    records = frozen_funding_of(views)
    return [FundedItem(view, records.get(view.pk)) for view in views]


class FundedArticleFeed(ArticleFeed):
    """RSS 2.0."""

    def items(self, obj: dict[str, Any]) -> list[Any]:
        return funded_items(obj["topic"])

    def item_description(self, item: Any) -> str:
        return printable(item.description)


class FundedAtomFeed(FundedArticleFeed):
    """The same as Atom 1.0."""

    feed_type = Atom1Feed


@require_safe
def funded_json_feed(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The same as JSON Feed 1.1."""
    topic = topic_by_slug(slug) if slug else None
    items = [
        {
            **json_item(request, item.view),
            "content_text": item.description,
            "_funding": funding_object(request, item.funding),
        }
        for item in funded_items(topic)
    ]
    return JsonResponse(json_feed(request, topic, items), content_type="application/feed+json")


def funding_object(request: HttpRequest, record: FrozenFunding | None) -> dict[str, Any]:
    """The record for machines. Without one, `line` says so and `entry` is null."""
    if record is None:
        return {"line": no_record(), "entry": None}
    return {
        "line": record.line,
        "statement": record.statement,
        "recorded": record.published_at.isoformat(),
        "funders": [
            {
                "name": funder.name,
                "kind": funder.kind,
                "group": funder.group,
                "level": funder.level,
                "support": list(funder.support),
            }
            for funder in named_funders(record)
        ],
        "entry": record.number,
        "hash": record.hash,
        "url": request.build_absolute_uri(ledger_entry_path(record.number)),
    }


feed_urls = [
    path("articles.rss", require_safe(FundedArticleFeed()), name="feed-all-rss"),
    path("articles.atom", require_safe(FundedAtomFeed()), name="feed-all-atom"),
    path("articles.json", funded_json_feed, name="feed-all-json"),
    path("topics/<slug:slug>.rss", require_safe(FundedArticleFeed()), name="feed-topic-rss"),
    path("topics/<slug:slug>.atom", require_safe(FundedAtomFeed()), name="feed-topic-atom"),
    path("topics/<slug:slug>.json", funded_json_feed, name="feed-topic-json"),
]
