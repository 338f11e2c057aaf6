"""Where the share card of a page is, and what it says: public fields only."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from django.urls import reverse

from gate.exposure import PublicView
from home.models import HomePage


class CardTexts(NamedTuple):
    title: str
    hub_name: str
    eyebrow: str
    line: str


def card_texts(view: PublicView, hub_name: str, strapline: str) -> CardTexts:
    """The words on the card. The home page bears the name of the hub; a page that is no article has
    no eyebrow."""
    title = hub_name if view.has_type(HomePage) else str(view.title)
    eyebrow = getattr(view, "format_label", "")
    topics = getattr(view, "topic_labels", [])
    if eyebrow and topics:
        eyebrow = f"{eyebrow} · {topics[0]}"
    return CardTexts(title, hub_name, str(eyebrow), strapline)


def card_fingerprint(texts: CardTexts) -> str:
    """Twelve hexadecimal digits that change with any word on the card."""
    return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()[:12]


def card_address(view: PublicView, texts: CardTexts) -> str:
    """The path of the card."""
    return reverse(
        "share-card", kwargs={"page_id": view.pk, "fingerprint": card_fingerprint(texts)}
    )
