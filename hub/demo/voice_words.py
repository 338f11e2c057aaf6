"""What the demo asks its readers, from content/voice.yaml and its translations. No database here.

A new hub begins with the same four statements (hub/migrations/0002_usual_statements.py).
"""

from __future__ import annotations

import uuid
from typing import Any

from hub.demo import content

VOICE = "voice.yaml"
NAMESPACE = uuid.UUID("0c6f4a1e-5a0e-5b0b-9a54-6f3d9a7a2b61")

Data = dict[str, Any]


def voice_key(*path: str) -> uuid.UUID:
    """The translation key of a piece: ("polls", its name), ("polls", its name, its option) and so
    on. The same in all languages and on every hub."""
    return uuid.uuid5(NAMESPACE, "/".join(path))


def words(kind: str, language: str = "") -> Data:
    """A section of the file ("statements", "polls", "questions"); {} in a language without one."""
    found: Data = (content.read(VOICE, language) or {}).get(kind) or {}
    return found


def usual_statements(language: str = "") -> tuple[Data, list[Data]] | None:
    """The set's fields and those of its statements, in order; None in a language without them.

    What is no word (`measure`, `shows_distribution`) is taken from the English file.
    """
    texts = words("statements", language)
    if not texts:
        return None
    merged = {**words("statements"), **texts}
    fields = {
        "title": merged["title"],
        "heading": merged["heading"],
        "thanks": merged["thanks"],
        "shows_distribution": merged["shows_distribution"],
        "asks_for_remark": merged["asks_for_remark"],
        "translation_key": voice_key("statements"),
    }
    statements = [
        {
            "text": text,
            "measure": measure,
            "sort_order": place,
            "translation_key": voice_key("statements", measure),
        }
        for place, (measure, text) in enumerate(merged["statements"].items())
    ]
    return fields, statements
