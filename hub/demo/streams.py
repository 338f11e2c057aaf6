"""From the blocks of a demo file to StreamField data, with ids that stay the same on reloading.

List items carry ids too: without them wagtail-localize silently offers them to no translator.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from wagtail.models import Locale

from hub.demo.library import Library
from hub.demo.markup import plain, rich
from hub.demo.voice import find_poll

NAMESPACE = uuid.UUID("6d1d3f0e-9b1c-5c55-8d0a-4a2f6c1f7d10")


class StreamWriter:
    """Writes the streams of one article or page. `key` makes the ids, `library` finds records,
    polls are those of `locale` (None for the default one)."""

    def __init__(self, key: str, library: Library, locale: Locale | None = None) -> None:
        self.key = key
        self.library = library
        self.locale = locale

    def identity(self, *path: object) -> str:
        return str(uuid.uuid5(NAMESPACE, "/".join(map(str, (self.key, *path)))))

    def items(self, values: list[Any], *path: object) -> list[dict[str, Any]]:
        """A ListBlock in its full form."""
        return [
            {"type": "item", "id": self.identity(*path, index), "value": value}
            for index, value in enumerate(values)
        ]

    def block(self, kind: str, value: Any, *path: object) -> dict[str, Any]:
        return {"type": kind, "id": self.identity(*path), "value": value}

    def simple(self, kind: str, texts: list[str], place: str) -> list[dict[str, Any]]:
        """A stream of plain texts: learning objectives, key learning."""
        return [self.block(kind, plain(text), place, index) for index, text in enumerate(texts)]

    def datum(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """One key number. The interval is split at its en dash."""
        low, _dash, high = str(raw.get("ci") or "").partition("–")
        return {
            "label": plain(raw.get("label")),
            "value": plain(str(raw["value"])),
            "unit": plain(raw.get("unit")),
            "population": plain(raw.get("population")),
            "n": raw.get("n"),
            "total": raw.get("total"),
            "ci_low": low.strip().rstrip("%"),
            "ci_high": high.strip().rstrip("%"),
            "ci_source": raw.get("ci_source") or "unavailable",
            "time_point": plain(raw.get("time_point")),
            "comparator": plain(raw.get("comparator")),
            "note": plain(raw.get("note")),
            "reference": self.library.reference(raw.get("reference")),
            "locator": plain(raw.get("locator")),
        }

    def key_data(self, raw: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
        return [
            self.block("datum", self.datum(datum), "key_data", index)
            for index, datum in enumerate(raw)
        ]

    def body(self, raw: list[Mapping[str, Any]] | None) -> list[dict[str, Any]]:
        blocks = []
        for index, entry in enumerate(raw or []):
            (name, content), *_rest = entry.items()
            kind, write = self.writers[name]
            blocks.append(self.block(kind, write(content, index), "body", index))
        return blocks

    def media(self, raw: Mapping[str, Any] | None, title: str) -> list[dict[str, Any]]:
        """The recording or picture at the top; at most one."""
        if not raw:
            return []
        if raw["kind"] == "figure":
            return [self.block("figure", self._figure(raw, 0), "media")]
        lines = [
            {"at": line["at"], "speaker": plain(line.get("speaker")), "text": plain(line["text"])}
            for line in raw["transcript"]
        ]
        value: dict[str, Any] = {
            "title": plain(raw.get("title") or title),
            "minutes": raw["minutes"],
            "file": self.library.recording(raw["kind"], raw["file"]),
            "external_url": "",
            "transcript": self.items(lines, "media", "transcript"),
            "transcript_checked": True,
        }
        if raw["kind"] == "video":
            value["captions"] = self.library.captions(raw["file"])
            value["poster"] = self.library.poster(raw["file"])
        return [self.block(raw["kind"], value, "media")]

    @property
    def writers(self) -> dict[str, tuple[str, Callable[[Any, int], Any]]]:
        """Name in the file -> (block type, function that writes its value)."""
        return {
            "heading": ("heading", self._heading),
            "subheading": ("heading", self._subheading),
            "text": ("paragraph", lambda raw, index: rich(raw)),
            "callout": ("callout", self._callout),
            "quotation": ("quotation", self._quotation),
            "key_learning": ("key_learning", self._key_learning),
            "factors": ("factor_pair", self._factors),
            "figure": ("figure", self._figure),
            "table": ("data_table", self._table),
            "chart": ("chart", self._chart),
            "timeline": ("timeline", self._timeline),
            "related": ("related", self._related),
            "poll": ("poll", self._poll),
        }

    def _heading(self, raw: str, index: int) -> dict[str, Any]:
        return {"text": plain(raw), "level": "2"}

    def _subheading(self, raw: str, index: int) -> dict[str, Any]:
        return {"text": plain(raw), "level": "3"}

    def _callout(self, raw: Mapping[str, Any], index: int) -> dict[str, Any]:
        return {
            "kind": raw.get("kind", "definition"),
            "title": plain(raw.get("title")),
            "text": rich(raw["text"]),
        }

    def _quotation(self, raw: Mapping[str, Any], index: int) -> dict[str, Any]:
        return {"quotation": plain(raw["text"]), "attribution": plain(raw["attribution"])}

    def _key_learning(self, raw: list[str], index: int) -> dict[str, Any]:
        return {"points": self.items([plain(point) for point in raw], "body", index)}

    def _factors(self, raw: Mapping[str, Any], index: int) -> dict[str, Any]:
        return {
            "better_title": plain(raw["better_title"]),
            "better": self.items([plain(t) for t in raw["better"]], "body", index, "better"),
            "worse_title": plain(raw["worse_title"]),
            "worse": self.items([plain(t) for t in raw["worse"]], "body", index, "worse"),
        }

    def _figure(self, raw: Mapping[str, Any], index: int) -> dict[str, Any]:
        return {
            "image": {
                "image": self.library.drawing(raw["drawing"], plain(raw["alt"])),
                "decorative": False,
                "alt_text": plain(raw["alt"]),
            },
            "title": plain(raw.get("title")),
            "caption": rich(raw.get("caption")),
            "long_description": plain(raw.get("long_description")),
        }

    def _table(self, raw: Mapping[str, Any], index: int) -> dict[str, Any]:
        rows = [raw["columns"], *raw["rows"]]
        return {
            "title": plain(raw["title"]),
            "subtitle": plain(raw.get("subtitle")),
            "table": {
                "data": [[plain(str(cell)) for cell in row] for row in rows],
                "cell": [],
                "first_row_is_table_header": True,
                "first_col_is_header": True,
                "table_header_choice": "both",
                "table_caption": plain(raw["title"]),
            },
            "stack": bool(raw.get("stack")),
            "note": rich(raw.get("note")),
        }

    def _chart(self, raw: Mapping[str, Any], index: int) -> dict[str, Any]:
        series = []
        for number, one in enumerate(raw["series"]):
            points = [
                {
                    "label": plain(str(point["label"])),
                    "value": str(point["value"]),
                    "low": None if point.get("low") is None else str(point["low"]),
                    "high": None if point.get("high") is None else str(point["high"]),
                }
                for point in one["points"]
            ]
            series.append(
                {
                    "name": plain(one["name"]),
                    "points": self.items(points, "body", index, "series", number),
                }
            )
        return {
            "kind": raw["kind"],
            "title": plain(raw["title"]),
            "subtitle": plain(raw.get("subtitle")),
            "unit": plain(raw.get("unit")),
            "x_label": plain(raw.get("x_label")),
            "starts_at_100": bool(raw.get("starts_at_100")),
            "series": self.items(series, "body", index, "series"),
            "conclusion": plain(raw["conclusion"]),
            "note": rich(raw.get("note")),
        }

    def _timeline(self, raw: Mapping[str, Any], index: int) -> dict[str, Any]:
        entries = [
            {"when": plain(str(entry["when"])), "what": plain(entry["what"])}
            for entry in raw["entries"]
        ]
        return {
            "title": plain(raw["title"]),
            "entries": self.items(entries, "body", index),
        }

    def _related(self, raw: list[str], index: int) -> dict[str, Any]:
        pages = [page for slug in raw if (page := self.library.article(slug))]
        return {"title": "", "articles": self.items(pages, "body", index)}

    def _poll(self, raw: str, index: int) -> dict[str, Any]:
        poll = find_poll(raw, self.locale or Locale.get_default())
        if poll is None:
            raise ValueError(f"there is no poll {raw}")
        return {"poll": poll.pk}
