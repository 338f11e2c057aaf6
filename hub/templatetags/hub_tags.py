"""What machines read in the head of a page: canonical, Open Graph, feeds, JSON-LD."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page, Site

from articles.feeds import feed_addresses
from articles.models import ArticlePage, TopicPage
from gate.exposure import PublicView, public_view
from home.models import HomePage
from hub import structured_data
from hub.card_address import card_address, card_texts
from sponsors.disclosed import PageFunding, page_funding

register = template.Library()

_SAFE_IN_SCRIPT = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def page_metadata(context: dict[str, Any], page: Page | PublicView | None) -> SafeString | str:
    """Everything about `page` for machines, from its public fields: the same on both sides of the
    notice."""
    request, hub = context.get("request"), context.get("hub")
    if page is None or request is None or hub is None or not getattr(page, "pk", None):
        return ""
    view = page if isinstance(page, PublicView) else public_view(page)
    site = Site.find_for_request(request)
    if site is None:
        return ""
    texts = card_texts(view, hub.name, hub.strapline)
    root = f"{site.root_url}/"

    def address_of(path: str) -> str:
        return path if path.startswith("http") else f"{site.root_url}{path}"

    chosen = view.share_image
    image = (
        address_of(chosen.get_rendition("fill-1200x630|format-jpeg").url)
        if chosen
        else address_of(card_address(view, texts))
    )
    topic_feeds = feed_addresses(view) if view.has_type(TopicPage) else []
    parts = {
        "view": view,
        "title": texts.title,
        "description": _description(view),
        "image": image,
        "hub": hub,
        "is_article": view.has_type(ArticlePage),
        "feeds": [*feed_addresses(), *topic_feeds],
        "json_ld": _json_ld(view, hub, root, image, address_of, page_funding(request, view)),
    }
    return mark_safe(render_to_string("components/metadata.html", parts))  # noqa: S308


def _description(view: PublicView) -> str:
    return str(view.search_description or getattr(view, "public_summary", "") or "")


def _json_ld(
    view: PublicView,
    hub: Any,
    root: str,
    image: str,
    address_of: Any,
    funding: PageFunding | None,
) -> SafeString:
    record = funding.newest if funding else None
    # A page with a record of its own names its funders there: an accredited one by legal name.
    organisation = structured_data.organisation(
        hub.name,
        root,
        address_of(static("hub/img/mark.svg")),
        hub.funder_names if funding is None else (),
    )
    graph = [organisation]
    if view.has_type(HomePage):
        graph.append(structured_data.website(hub.name, view.full_url, view.language_code))
    else:
        (_home_title, home), *below = view.trail
        graph.append(structured_data.breadcrumb([(hub.name, home), *below]))
    if view.has_type(ArticlePage):
        graph.append(
            structured_data.article(
                view,
                image=image,
                organisation_id=organisation["@id"],
                address_of=address_of,
                record=record,
            )
        )
    document = {"@context": "https://schema.org", "@graph": graph}
    text = json.dumps(document, ensure_ascii=False, default=str)
    # Safe: <, > and & are escaped, so the text cannot leave its script element.
    return mark_safe(text.translate(_SAFE_IN_SCRIPT))  # noqa: S308
