"""Reads the demo content: reviewed YAML files, one an article. No database here."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

CONTENT = Path(__file__).resolve().parent / "content"


@lru_cache(maxsize=512)
def read(name: str, language: str = "") -> Any:
    """The data of `name` ("topics.yaml", "articles/x.yaml"), or None if there is no such file."""
    path = (CONTENT / language if language else CONTENT) / name
    if not path.exists():
        return None
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def slugs(folder: str, language: str = "") -> list[str]:
    """Names of the files in a folder ("articles", "pages"), sorted."""
    base = (CONTENT / language if language else CONTENT) / folder
    return sorted(path.stem for path in base.glob("*.yaml"))


def references() -> dict[str, dict[str, Any]]:
    """All references by key."""
    merged: dict[str, dict[str, Any]] = {}
    for path in sorted(CONTENT.glob("references*.yaml")):
        merged.update(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    return merged


def digest_of(data: Any) -> str:
    """A digest that changes with any value in `data`."""
    text = json.dumps(data, sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
