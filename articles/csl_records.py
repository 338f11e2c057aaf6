"""Odd CSL-JSON records made regular before citeproc sees them.

Pure. Records come from editors, Crossref and PubMed: lists where a string belongs, JATS tags,
double-escaped entities, "SL" as a given name, "et al" as an author. `tidy_record` returns a
record with known fields of known types only. Markup and the three characters that mean
something in HTML travel as private-use characters, because citeproc neither escapes titles nor
keeps tags whole when it changes case; `decode_markup` turns them into HTML at the end.
"""

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import nh3

ALLOWED_TAGS = frozenset({"b", "i", "sub", "sup"})

_TOKENS = {
    token: chr(0xE000 + index)
    for index, token in enumerate(
        [f"<{slash}{tag}>" for tag in sorted(ALLOWED_TAGS) for slash in ("", "/")]
        + ["&lt;", "&gt;", "&amp;"]
    )
}
_TOKEN = re.compile("|".join(re.escape(token) for token in _TOKENS))
_DECODE = {ord(code): token for token, code in _TOKENS.items()}

# What other vocabularies call our four tags (HTML, JATS in Crossref's titles).
_SYNONYMS = {"em": "i", "italic": "i", "strong": "b", "bold": "b", "inf": "sub"}
_SYNONYM_TAG = re.compile(r"<(/?)(?:jats:)?(em|italic|strong|bold|inf|i|b|sub|sup)\s*>", re.I)
# "<" that opens no tag: "age < 18", "p<0.05", "<18 years", "a<b and c".
_STRAY_LESS_THAN = re.compile(r"<(?!/?[a-z][\w:-]*(?:\s+[\w:-]+\s*=|\s*/?>))", re.I)

# CSL types of citeproc-py; Crossref's own names for two of them.
_TYPES = frozenset({
    "article", "article-journal", "article-magazine", "article-newspaper", "bill", "book",
    "chapter", "dataset", "entry", "entry-dictionary", "entry-encyclopedia", "figure", "graphic",
    "interview", "legal_case", "legislation", "manuscript", "map", "motion_picture",
    "musical_score", "pamphlet", "paper-conference", "patent", "personal_communication", "post",
    "post-weblog", "report", "review", "review-book", "song", "speech", "thesis", "treaty",
    "webpage",
})  # fmt: skip
_TYPE_SYNONYMS = {"journal-article": "article-journal", "proceedings-article": "paper-conference"}

_TEXT_FIELDS = (
    "title", "container-title", "container-title-short", "collection-title", "publisher",
    "publisher-place", "volume", "issue", "page", "number", "edition", "chapter-number",
    "genre", "event", "event-place", "authority",
)  # fmt: skip
_FIELD_SYNONYMS = {
    "journalAbbreviation": "container-title-short",
    "short-container-title": "container-title-short",
    "article-number": "page",
    "event-title": "event",
}
_NAME_PARTS = ("family", "given", "suffix", "dropping-particle", "non-dropping-particle")
_ET_AL = re.compile(r"(?:et\.? al\.?|and others|others)", re.I)
_ET_AL_AFTER = 3
_MAX_INITIALS = 4
_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")


def _plain(value: object) -> str:
    """Return one line of text for any JSON value: the first item of a list, "" for an object."""
    if isinstance(value, list | tuple):
        return _plain(value[0]) if value else ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value).encode("utf-8", "ignore").decode("utf-8")
    for _ in range(2):  # Crossref escapes some titles twice
        text = html.unescape(text)
    text = "".join(
        " " if unicodedata.category(c) == "Cc" else c
        for c in unicodedata.normalize("NFC", text)
        if unicodedata.category(c) not in {"Co", "Cs"}
    )
    return " ".join(text.split())


def encode_markup(value: object) -> str:
    """Return text in which allowed tags and < > & are single private-use characters."""
    text = _SYNONYM_TAG.sub(
        lambda m: f"<{m[1]}{_SYNONYMS.get(m[2].lower(), m[2].lower())}>", _plain(value)
    )
    text = _STRAY_LESS_THAN.sub("&lt;", text)
    clean = nh3.clean(text, tags=set(ALLOWED_TAGS), attributes={})
    return html.unescape(_TOKEN.sub(lambda m: _TOKENS[m[0]], clean)).strip()


def decode_markup(text: str) -> str:
    """Return HTML for text with private-use characters (the reverse of `encode_markup`)."""
    return text.translate(_DECODE)


def _spaced_initials(given: str) -> str:
    """Return "S L" for "SL": citeproc takes one initial from each word."""
    if len(given) <= _MAX_INITIALS and given.isalpha() and given.isupper():
        return " ".join(given)
    return given


def _tidy_name(value: object) -> dict[str, str] | None:
    """Return one CSL name, or None for an empty one."""
    if isinstance(value, str):
        value = {"literal": value}
    if not isinstance(value, Mapping):
        return None
    literal = encode_markup(value.get("literal") or value.get("name"))
    if literal:
        return {"literal": literal}
    name = {part: encode_markup(value.get(part)) for part in _NAME_PARTS}
    name["given"] = _spaced_initials(name["given"])
    if not name["family"]:
        return {"literal": name["given"]} if name["given"] else None
    return {part: text for part, text in name.items() if text}


def _tidy_names(value: object, *, truncated: bool) -> list[dict[str, str]]:
    """Return names; with "et al" as last name where the source itself cut its list."""
    entries = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    names = [name for name in map(_tidy_name, entries) if name]
    known = [name for name in names if not _ET_AL.fullmatch(name.get("literal", ""))]
    if known and (truncated or len(known) < len(names)):
        return [*known[:_ET_AL_AFTER], {"literal": "et al"}]
    return known


def _integers(value: object) -> list[int]:
    parts: list[int] = []
    for part in value if isinstance(value, list | tuple) else []:
        text = _plain(part)
        if not re.fullmatch(r"[0-9]{1,4}", text):
            break
        parts.append(int(text))
    return parts[:3]


def _valid_date_parts(parts: list[int]) -> list[int]:
    """Return year, year and month, or a whole date: as much of it as is a real date."""
    if not parts or not _YEAR.fullmatch(str(parts[0])):
        return []
    for length in range(len(parts), 0, -1):
        try:
            date(*[*parts[:length], 1, 1][:3])
        except ValueError:
            continue
        return parts[:length]
    return []


def _tidy_date(value: object) -> dict[str, Any] | None:
    """Return a CSL date with one start date; the year alone where only text was given."""
    if not isinstance(value, Mapping):
        value = {"raw": value}
    listed = value.get("date-parts")
    first = listed[0] if isinstance(listed, list | tuple) and listed else None
    if parts := _valid_date_parts(_integers(first)):
        return {"date-parts": [parts]}
    text = _plain(value.get("literal")) or _plain(value.get("raw"))
    if iso := re.match(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?!\d)", text):
        parts = _valid_date_parts([int(part) for part in iso.groups() if part])
    elif year := _YEAR.search(text):
        parts = [int(year[1])]
    if parts:
        return {"date-parts": [parts]}
    return {"literal": encode_markup(text)} if text else None


def _full_page_range(pages: str) -> str:
    """Return "1254-1265" for "1254-65" and for an en dash (AMA 11: full, with hyphen)."""
    pages = re.sub(r"\s*[\u2010-\u2015-]+\s*", "-", pages)
    match = re.fullmatch(r"(\d+)-(\d+)", pages)
    if match and len(match[2]) < len(match[1]):
        return f"{match[1]}-{match[1][: -len(match[2])]}{match[2]}"
    return pages


def _issue_with_supplement(issue: str, supplement: str) -> str:
    """Return "5", "suppl 1" or "5 suppl 1" (AMA 11, 3.11.2 and 3.11.4)."""
    issue = re.sub(r"(?i)suppl(?:ement|\.)?[\s_]*(?=\w|$)", "suppl ", issue).strip()
    if supplement:
        number = re.sub(r"(?i)^suppl(?:ement)?\.?[\s_]*", "", supplement)
        issue = f"{issue} suppl {number}".strip()
    return issue


def tidy_record(csl: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record for the processor: encoded text, real names and dates, no DOI, no URL.

    Identifiers are left out because links stand beside the reference. The access date stays
    only for records that have no DOI, as AMA asks.
    """
    kind = _plain(csl.get("type"))
    kind = _TYPE_SYNONYMS.get(kind, kind)
    record: dict[str, Any] = {"type": kind if kind in _TYPES else "article-journal"}
    for key in (*_TEXT_FIELDS, *_FIELD_SYNONYMS):
        if text := encode_markup(csl.get(key)):
            record.setdefault(_FIELD_SYNONYMS.get(key, key), text)

    if "title" in record:
        record["title"] = re.sub(r"(?<![.])\.$", "", record["title"]).strip()
    if "page" in record:
        record["page"] = _full_page_range(record["page"])
    supplement = encode_markup(csl.get("supplement-number"))
    if issue := _issue_with_supplement(record.pop("issue", ""), supplement):
        record["issue"] = issue

    custom = csl.get("custom")
    truncated = isinstance(custom, Mapping) and custom.get("authors_truncated") is True
    if authors := _tidy_names(csl.get("author"), truncated=truncated):
        record["author"] = authors
    if editors := _tidy_names(csl.get("editor"), truncated=False):
        record["editor"] = editors

    if issued := _tidy_date(csl.get("issued")):
        record["issued"] = issued
    if not csl.get("DOI") and (accessed := _tidy_date(csl.get("accessed"))):
        record["accessed"] = accessed
    return {key: value for key, value in record.items() if value}
