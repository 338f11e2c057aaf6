"""Wagtail's database search, made unable to fail on what people type.

The stock backends answer 500 to a lone quotation mark, a NUL, a blank or some 600 words (wagtail
issue 13227); this wrapper cleans the words before any compiler sees them. It serves the CMS too:
choosers, page search, image search.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.db import connection
from modelsearch.backends import database
from modelsearch.backends.base import EmptySearchResults
from modelsearch.query import Boost, Phrase, PlainText, SearchQuery

from search.words import clean_query


class NothingFound(EmptySearchResults):
    """An empty answer that, unlike the stock one, still knows its model: lists in the CMS ask."""

    def __init__(self, model: Any = None) -> None:
        super().__init__()
        self.model = model

    def _clone(self) -> NothingFound:
        return NothingFound(self.model)


class ForgivingSearch:
    """Mixin for a search backend: cleaned text in, and an empty answer for empty text."""

    def _search(self, compiler: Any, query: Any, model_or_queryset: Any, **kwargs: Any) -> Any:
        query = _cleaned(query)
        if query == "":
            return NothingFound(getattr(model_or_queryset, "model", model_or_queryset))
        return super()._search(compiler, query, model_or_queryset, **kwargs)  # type: ignore[misc]


def _cleaned(query: Any) -> Any:
    if isinstance(query, str):
        return clean_query(query)
    if isinstance(query, PlainText):
        text = clean_query(query.query_string)
        return PlainText(text, operator=query.operator, boost=query.boost) if text else ""
    if isinstance(query, Phrase):
        text = clean_query(query.query_string)
        return Phrase(text) if text else ""
    if isinstance(query, Boost):
        inner = _cleaned(query.subquery)
        return Boost(inner, query.boost) if isinstance(inner, SearchQuery) else inner
    return query


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 (the name Wagtail looks for)
    """The backend of the configured database (SQLite FTS5 or PostgreSQL), with cleaned queries."""
    stock = type(database.SearchBackend(params))
    parts: dict[str, Any] = {}
    if connection.vendor == "sqlite":
        ranking = import_module("search.sqlite_ranking")
        compiler = stock.query_compiler_class
        parts["query_compiler_class"] = type("Compiler", (ranking.TitleFirst, compiler), {})
    return type(f"Forgiving{stock.__name__}", (ForgivingSearch, stock), parts)(params)
