"""Public identifiers of a reference: what counts as a valid one, and where it leads.

Pure. Each `clean_…` function takes what people paste (with prefix, as URL, with a stray full
stop) and returns one canonical form, or None for anything else.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlsplit

# Prefix of four to nine digits, then any printable characters without spaces (ISO 26324;
# the pattern Crossref gives for modern DOIs, widened by the < > of old Wiley ones).
_DOI = re.compile(r"10\.\d{4,9}/[-._;()/:a-z0-9<>+\[\]#]+")
_DOI_PREFIX = re.compile(
    r"^(?:doi(?!\.org)\s*[:=]?\s*)?(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/)?", re.I
)
_DOI_MAX_LENGTH = 250
_PMID = re.compile(
    r"(?:pmid\s*:?\s*)?(?:(?:https?://)?(?:pubmed\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pubmed)/)?"
    r"0*([1-9][0-9]{0,7})/?",
    re.I,
)
_PMCID = re.compile(
    r"(?:pmcid\s*:?\s*)?(?:(?:https?://)?(?:pmc\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pmc)/articles/)?"
    r"(?:PMC)?0*([1-9][0-9]{0,8})/?",
    re.I,
)
_NCT = re.compile(
    r"(?:(?:https?://)?(?:www\.)?clinicaltrials\.gov/(?:study|ct2/show)/)?(NCT[0-9]{8})/?", re.I
)


@dataclass(frozen=True, slots=True)
class ReferenceLink:
    """A link from a reference to its source: `label` is plain text, `url` always https."""

    label: str
    url: str


def _as_text(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).strip()


def clean_doi(text: object) -> str | None:
    """Return the DOI in lower case ("10.1056/nejmoa1709866"), or None.

    DOIs are case-insensitive (DOI Handbook 2.4), so one spelling keeps them comparable.
    """
    raw = _as_text(text)
    if "doi.org/" in raw.lower():
        raw = unquote(raw.split("?", 1)[0])
    bare = _DOI_PREFIX.sub("", raw).lower().rstrip(".,;")
    if bare.endswith(")") and bare.count(")") > bare.count("("):
        bare = bare[:-1]
    if len(bare) > _DOI_MAX_LENGTH or not _DOI.fullmatch(bare):
        return None
    return bare


def clean_pmid(text: object) -> str | None:
    """Return the PubMed number without leading zeros ("29385370"), or None."""
    match = _PMID.fullmatch(_as_text(text))
    return match[1] if match else None


def clean_pmcid(text: object) -> str | None:
    """Return the PubMed Central number with its prefix ("PMC5996391"), or None."""
    match = _PMCID.fullmatch(_as_text(text))
    return f"PMC{match[1]}" if match else None


def clean_nct(text: object) -> str | None:
    """Return the ClinicalTrials.gov number ("NCT02435849"), or None."""
    match = _NCT.fullmatch(_as_text(text))
    return match[1].upper() if match else None


def clean_https_url(text: object) -> str | None:
    """Return an absolute https address without user, control character or space, or None."""
    raw = _as_text(text)
    if not raw.isprintable() or re.search(r"[\s<>\"'`\\]", raw):
        return None
    try:
        parts = urlsplit(raw)
        host, user, _port = parts.hostname, parts.username, parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or not host or "." not in host or user is not None:
        return None
    return raw


def reference_links(csl: Mapping[str, Any]) -> list[ReferenceLink]:
    """Return the links of a CSL-JSON record: DOI, PubMed, PubMed Central, ClinicalTrials.gov.

    The record's own URL is used only where none of these is known. Identifiers that are not
    valid are left out: a reader never gets a link that cannot work.
    """
    custom = csl.get("custom")
    nct_source = custom.get("nct") if isinstance(custom, Mapping) else None
    links: list[ReferenceLink] = []
    if doi := clean_doi(csl.get("DOI")):
        # As the publisher writes it: the comparison is blind to case, readers are not.
        written = _as_text(csl.get("DOI"))
        shown = written[written.lower().index(doi) :][: len(doi)] if doi in written.lower() else doi
        links.append(ReferenceLink(f"doi:{shown}", f"https://doi.org/{quote(shown, safe='/:;()')}"))
    if pmid := clean_pmid(csl.get("PMID")):
        links.append(ReferenceLink(f"PubMed {pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"))
    if pmcid := clean_pmcid(csl.get("PMCID")):
        url = f"https://pmc.ncbi.nlm.nih.gov/articles/{pmcid}/"
        links.append(ReferenceLink("PubMed Central", url))
    for part in re.split(r"[;,]", _as_text(nct_source)):  # a pooled analysis has several trials
        if nct := clean_nct(part):
            url = f"https://clinicaltrials.gov/study/{nct}"
            links.append(ReferenceLink(f"ClinicalTrials.gov {nct}", url))
    if not links and (address := clean_https_url(csl.get("URL"))):
        host = urlsplit(address).hostname or ""
        links.append(ReferenceLink(host.removeprefix("www."), address))
    return links
