"""References in the style of the AMA Manual of Style (11th edition).

Pure: from CSL-JSON to safe HTML. Compute at save, not per view. Links and the number of a
reference are rendered by the template (`reference_links`, `<ol>`).
"""

import logging
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import nh3
from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle
from citeproc import formatter as citeproc_formatter
from citeproc.source.json import CiteProcJSON

from articles.csl_records import ALLOWED_TAGS, decode_markup, tidy_record
from articles.identifiers import (
    ReferenceLink,
    clean_doi,
    clean_nct,
    clean_pmcid,
    clean_pmid,
    reference_links,
)

__all__ = [
    "ReferenceLink",
    "clean_doi",
    "clean_nct",
    "clean_pmcid",
    "clean_pmid",
    "format_reference",
    "reference_links",
]

STYLE_PATH = Path(__file__).parent / "csl" / "american-medical-association.csl"

_log = logging.getLogger(__name__)
# citeproc keeps what it has suppressed on the shared style tree while it renders.
_rendering = Lock()


@cache
def _style() -> CitationStylesStyle:
    return CitationStylesStyle(str(STYLE_PATH), validate=False)


def _by_citeproc(record: Mapping[str, Any]) -> str:
    """Return the entry as citeproc writes it, still with private-use characters."""
    with _rendering:
        source = CiteProcJSON([{**record, "id": "entry"}])
        bibliography = CitationStylesBibliography(_style(), source, citeproc_formatter.html)
        bibliography.register(Citation([CitationItem("entry")]))
        entries = bibliography.bibliography()
    return str(entries[0]) if entries else ""


def _name_text(name: Mapping[str, str]) -> str:
    family, given = name.get("literal") or name.get("family", ""), name.get("given", "")
    initials = "".join(part[0] for part in re.split(r"[\s.-]+", given) if part)
    return f"{family} {initials}".strip()


def _by_hand(record: Mapping[str, Any]) -> str:
    """Return author, title, journal, year;volume(issue):page for a record citeproc refused."""
    authors = ", ".join(_name_text(name) for name in record.get("author", []))
    parts = record.get("issued", {}).get("date-parts", [[]])[0]
    volume = str(record.get("volume", ""))
    if "issue" in record:
        volume += f"({record['issue']})"
    place = ";".join(filter(None, [str(parts[0]) if parts else "", volume]))
    place = ":".join(filter(None, [place, record.get("page", "")]))
    container = record.get("container-title-short") or record.get("container-title", "")
    journal = f"<i>{container.replace('.', '')}</i>" if container else ""
    pieces = [authors, record.get("title", ""), journal, place or record.get("publisher", "")]
    text = ". ".join(piece for piece in pieces if piece)
    return f"{text}." if text else ""


def _tidy_punctuation(html: str) -> str:
    """Drop the full stop after ? ! or another full stop, also across a closing tag."""
    html = re.sub(r"([?!])((?:</\w+>)*)\.", r"\1\2", html)
    html = re.sub(r"(?<!\.)\.((?:</\w+>)+)\.", r".\1", html)
    return " ".join(html.split())


def format_reference(csl: Mapping[str, Any]) -> str:
    """Return one AMA reference as HTML with no tags but <b>, <i>, <sub> and <sup>.

    Without number, DOI and URL. More than six authors become three and "et al"; so do authors
    whose source had cut its own list (`custom.authors_truncated`). Never raises: a record that
    citeproc cannot format is put together plainly, an empty one gives "".
    """
    record = tidy_record(csl)
    if record.keys() <= {"type"}:
        return ""
    try:
        entry = _by_citeproc(record)
    except Exception:  # noqa: BLE001 - citeproc raises whatever its input trips over
        _log.warning("citeproc could not format a reference; put together plainly", exc_info=True)
        entry = ""
    entry = _tidy_punctuation(decode_markup(entry or _by_hand(record)))
    return nh3.clean(entry, tags=set(ALLOWED_TAGS), attributes={})
