"""JSON-LD of a page, from its public fields only (https://schema.org).

What is behind the notice is marked as such (`isAccessibleForFree: false` with the selector of the
gated part), so that search engines know that readers see the same as they do.
"""

from __future__ import annotations

from typing import Any

from gate.exposure import PublicView

Data = dict[str, Any]
GATED_PART = ".article-body"


def organisation(name: str, address: str, logo: str) -> Data:
    """The publisher of every page."""
    return {
        "@type": "Organization",
        "@id": f"{address}#organisation",
        "name": name,
        "url": address,
        "logo": {"@type": "ImageObject", "url": logo},
    }


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


def article(view: PublicView, *, image: str, organisation_id: str, address_of: Any) -> Data:
    """An article page. `address_of` gives the absolute address of a path."""
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
    if view.is_gated:
        data["hasPart"] = {
            "@type": "WebPageElement",
            "isAccessibleForFree": False,
            "cssSelector": GATED_PART,
        }
    return data
