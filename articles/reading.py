"""How long an article takes to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.blocks import plain_text_of

if TYPE_CHECKING:
    from articles.models import ArticlePage

# Silent reading of English non-fiction: 238 words a minute (Brysbaert 2019, J Mem Lang 109:104047).
WORDS_PER_MINUTE = 238


def minutes_for(article: ArticlePage) -> int:
    """Whole minutes, at least one, of summary, body and key learning; recordings not counted."""
    words: int = len(plain_text_of(article.summary or "").split())
    for stream in (article.key_learning, article.body):
        read = [child for child in stream or () if _is_read(child)]
        words += sum(_words_in(child.value) for child in read)
    return max(1, round(words / WORDS_PER_MINUTE))


def recording_minutes(article: ArticlePage) -> int | None:
    """Length of the recording at the top, or None."""
    for raw in article.lead_media.raw_data if article.lead_media else ():
        if raw["type"] in ("video", "audio"):
            return int(raw["value"].get("minutes") or 0) or None
    return None


def _is_read(child: Any) -> bool:
    return child.block_type not in ("video", "audio", "download", "related", "chart")


def _words_in(value: Any) -> int:
    """Words in a block value, however nested."""
    if isinstance(value, str):
        return len(plain_text_of(value).split())
    if hasattr(value, "source"):  # rich text
        return len(plain_text_of(value.source).split())
    if isinstance(value, dict):
        return sum(_words_in(part) for part in value.values())
    if isinstance(value, (list, tuple)) or hasattr(value, "bound_blocks"):
        return sum(_words_in(part) for part in value)
    return 0
