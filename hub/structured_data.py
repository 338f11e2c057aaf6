"""JSON-LD of a page, from its public fields only (https://schema.org).

What is behind the notice is marked as such (`isAccessibleForFree: false` with the selector of the
gated part), so that search engines know that readers see the same as they do.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gate.exposure import PublicView
from sponsors.disclosed import named_funders
from sponsors.models import FunderKind, SupportKind
from sponsors.selectors import FrozenFunding

Data = dict[str, Any]
GATED_PART = ".article-body"


def organisation(name: str, address: str, logo: str, funders: Iterable[str] = ()) -> Data:
    """The publisher of every page, with the names of those who pay for it today."""
    data: Data = {
        "@type": "Organization",
        "@id": f"{address}#organisation",
        "name": name,
        "url": address,
        "logo": {"@type": "ImageObject", "url": logo},
    }
    if named := [{"@type": "Organization", "name": funder} for funder in funders]:
        data["funder"] = named
    return data


def funding(record: FrozenFunding) -> Data:
    """Who paid for a page according to its record: all under `funder`, sponsors under `sponsor`
    too, and the sentence that readers see under `creditText`. Readers are no organisation."""
    organisations = [
        (
            {"@type": "Organization", "name": funder.name, "legalName": funder.legal_name},
            SupportKind.SPONSORSHIP in funder.support,
        )
        for funder in named_funders(record)
        if funder.kind != FunderKind.READERS
    ]
    data: Data = {"creditText": record.line}
    if organisations:
        data["funder"] = [organisation for organisation, _is_sponsor in organisations]
    if sponsors := [organisation for organisation, is_sponsor in organisations if is_sponsor]:
        data["sponsor"] = sponsors
    return data


def breadcrumb(trail: list[tuple[str, str]]) -> Data:
    """From the home page down to the page itself: (title, absolute address) each."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": title, "item": address}
            for position, (title, address) in enumerate(trail, start=1)
        ],
    }


def website(name: str, address: str, language: str) -> Data:
    return {
        "@type": "WebSite",
        "@id": f"{address}#website",
        "name": name,
        "url": address,
        "inLanguage": language,
        "publisher": {"@id": f"{address}#organisation"},
    }


def article(
    view: PublicView,
    *,
    image: str,
    organisation_id: str,
    address_of: Any,
    record: FrozenFunding | None = None,
) -> Data:
    """An article page. `address_of` gives the absolute address of a path; `record` is the funding
    record of its newest publication: without one nobody is named as a funder."""
    people: dict[str, list[Data]] = {"author": [], "editor": []}
    for row_role, name, person in view.byline_by_role:
        if row_role in people:
            people[row_role].append(
                {"@type": "Person", "name": name, "url": address_of(person.url)}
            )
    data: Data = {
        "@type": "Article",
        "@id": f"{view.full_url}#article",
        "headline": str(view.title)[:110],
        "description": str(view.public_summary),
        "url": view.full_url,
        "mainEntityOfPage": view.full_url,
        "inLanguage": view.language_code,
        "datePublished": view.published_on.isoformat(),
        "dateModified": (view.updated_on or view.published_on).isoformat(),
        "genre": str(view.format_label),
        "about": [{"@type": "Thing", "name": label} for label in view.topic_labels],
        "image": image,
        "publisher": {"@id": organisation_id},
        "isAccessibleForFree": not view.is_gated,
    }
    data.update({role: entries for role, entries in people.items() if entries})
    if record is not None:
        data |= funding(record)
    if view.is_gated:
        data["hasPart"] = {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": GATED_PART,
        }
    return data
