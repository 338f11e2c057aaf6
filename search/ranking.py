"""Which articles answer the words, best first."""

from __future__ import annotations

from django.db import DatabaseError
from structlog import get_logger
from wagtail.models import Locale
from wagtail.search.backends import get_search_backend

from articles.selectors import live_articles
from search.words import clean_query

logger = get_logger(__name__)

# Ranking every match of a common word costs more than any reader reads.
MAXIMUM_RESULTS = 300


def ranked_articles(query: str, locale: Locale) -> list[int]:
    """Primary keys of the articles with any of the words, most relevant first, at most 300.

    Words are joined with OR and ranked: joined with AND, a whole-sentence question finds nothing.
    Never raises: a failing index gives an empty answer and a log line.
    """
    words = clean_query(query)
    if not words:
        return []
    articles = live_articles(locale).order_by()
    try:
        found = get_search_backend().search(words, articles, operator="or")[:MAXIMUM_RESULTS]
        return [article.pk for article in found]
    except DatabaseError:
        logger.exception("search failed", words=len(words.split()))
        return []
