"""The search page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from articles.listing import listing_for
from articles.selectors import live_articles
from core.locales import active_locale
from gate.exposure import gated_view
from search.highlighting import highlighted_excerpt
from search.ranking import ranked_articles
from search.words import MAXIMUM_CHARACTERS, clean_query


@gated_view
def results(request: HttpRequest) -> HttpResponse:
    """Articles for `?q=`, best match first, with the facets of every listing.

    Any input is answered with a page: blank, quotes, NUL and very long text included.
    """
    typed = request.GET.get("q", "").replace("\x00", "").strip()
    query = typed[:MAXIMUM_CHARACTERS]
    locale = active_locale()
    ranked = ranked_articles(query, locale)
    listing = listing_for(
        request,
        live_articles(locale).filter(pk__in=ranked),
        own_address=reverse("search:results"),
        keep=[("q", query)] if query else [],
        ranked=ranked,
    )
    words = clean_query(query).split()
    for article in listing.articles:
        article.excerpt = highlighted_excerpt(article.standfirst, words)
        article.highlighted_title = highlighted_excerpt(article.title, words)
    response = render(
        request,
        "search/results.html",
        {"query": query, "was_cut": len(typed) > len(query), "listing": listing},
    )
    # What somebody searched for is theirs; and robots have no business in result lists.
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex, follow"
    return response
