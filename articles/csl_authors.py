"""Author lists between CSL-JSON and the lines an editor types. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def authors_as_lines(record: Mapping[str, Any]) -> str:
    """`Maude, SL` a line; groups alone on theirs; `et al` last when the list is known to go on."""
    lines = []
    for author in record.get("author") or []:
        if author.get("literal"):
            lines.append(str(author["literal"]))
        elif author.get("given"):
            lines.append(f"{author.get('family', '')}, {author['given']}")
        else:
            lines.append(str(author.get("family", "")))
    if (record.get("custom") or {}).get("authors_truncated"):
        lines.append("et al")
    return "\n".join(line for line in lines if line.strip())


def lines_as_authors(text: str) -> tuple[list[dict[str, str]], bool]:
    """CSL names in order, and whether the list ended in `et al`."""
    authors: list[dict[str, str]] = []
    truncated = False
    for line in (raw.strip().rstrip(";") for raw in text.splitlines()):
        if not line:
            continue
        if line.lower().rstrip(".") == "et al":
            truncated = True
        elif "," in line:
            family, given = (part.strip() for part in line.split(",", 1))
            authors.append({"family": family, "given": given} if given else {"family": family})
        else:
            authors.append({"literal": line})
    return authors, truncated
