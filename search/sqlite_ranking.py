"""On SQLite: a word in the title counts more than the same word in the text.

The stock backend ranks both alike (its BM25 takes no weights). Imported for SQLite only: the index
table is not defined elsewhere.
"""

from __future__ import annotations

from typing import Any

from modelsearch.backends.database.sqlite.query import BM25, SQLiteFTSIndexEntry
from modelsearch.query import Not, Phrase, PlainText

# Weights of the columns of the index, in their order: autocomplete, body, title.
WEIGHTS = (0.0, 1.0, 5.0)


class WeightedBM25(BM25):
    """https://www.sqlite.org/fts5.html#the_bm25_function (smaller is better)."""

    def as_sql(self, compiler: Any, connection: Any, **kwargs: Any) -> tuple[str, list[Any]]:
        weights = ", ".join(str(weight) for weight in WEIGHTS)
        return f"bm25({SQLiteFTSIndexEntry._meta.db_table}, {weights})", []


class TitleFirst:
    """Mixin for the query compiler of the SQLite backend."""

    def build_tsrank(self, vector: Any, query: Any, config: Any = None, boost: float = 1.0) -> Any:
        if isinstance(query, (Phrase, PlainText, Not)):
            return WeightedBM25() * boost
        return super().build_tsrank(vector, query, config=config, boost=boost)  # type: ignore[misc]
