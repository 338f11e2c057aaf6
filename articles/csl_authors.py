"""Author lists between CSL-JSON and the lines an editor types. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def author_as_line(author: Mapping[str, Any]) -> str:
    """`Maude, SL`, or `Frei, E, III`; a group's name without a comma."""
    if author.get("literal"):
        return str(author["literal"])
    parts = [str(author.get(name) or "").strip() for name in ("family", "given", "suffix")]
    return ", ".join(part for part in parts if part)


def authors_as_lines(record: Mapping[str, Any]) -> str:
    """An author a line; `et al` last when the list is known to go on."""
    lines = [author_as_line(author) for author in record.get("author") or []]
    if (record.get("custom") or {}).get("authors_truncated"):
        lines.append("et al")
    return "\n".join(line for line in lines if line.strip())


def lines_as_authors(
    text: str, before: Iterable[Mapping[str, Any]] = ()
) -> tuple[list[dict[str, Any]], bool]:
    """CSL names in order, and whether the list ended in `et al`.

    A line that says the same as an author in `before` is that author, with all that the record
    knows beyond what a line can show.
    """
    known = {author_as_line(author): dict(author) for author in before}
    authors: list[dict[str, Any]] = []
    truncated = False
    for line in (raw.strip().rstrip(";") for raw in text.splitlines()):
        if line.lower().rstrip(".") == "et al":
            truncated = True
        elif line:
            author = _author(line)
            authors.append(known.get(author_as_line(author), author))
    return authors, truncated


def _author(line: str) -> dict[str, str]:
    parts = [part.strip() for part in line.split(",", 2)]
    if len(parts) == 1:
        return {"literal": line}
    names = zip(("family", "given", "suffix"), parts, strict=False)
    return {name: part for name, part in names if part}
