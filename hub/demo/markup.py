"""From the plain text of the demo files to what the CMS stores. Pure.

The files may use <b>, <i>, <sub>, <sup> and <a href>; every other < > & is text. A comparison sign
must survive: "age < 18 years" becomes "age &lt; 18 years", never "age".
"""

from __future__ import annotations

import hashlib
import re

import nh3

INLINE = {"b", "i", "sub", "sup", "a"}
_OPEN_OR_CLOSE = re.compile(r"</?(?:b|i|a)(?:\s[^<>]*)?>")
_RAISED = re.compile(r"<sup>([^<]*)</sup>")
_LOWERED = re.compile(r"<sub>([^<]*)</sub>")
_TO_RAISED = str.maketrans("0123456789+-−–n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻ⁿ")
_TO_LOWERED = str.maketrans("0123456789+-−–", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋")


def plain(text: str | None) -> str:
    """Text for a field without markup: powers and indices become Unicode, so that no exponent is
    read as a digit; other tags go."""
    if not text:
        return ""
    text = _RAISED.sub(lambda match: match.group(1).translate(_TO_RAISED), str(text))
    text = _LOWERED.sub(lambda match: match.group(1).translate(_TO_LOWERED), text)
    return _OPEN_OR_CLOSE.sub("", text).strip()


def inline(text: str) -> str:
    """Safe inline HTML of one line or paragraph."""
    return nh3.clean(
        text.strip(),
        tags=INLINE,
        attributes={"a": {"href"}},
        url_schemes={"https", "mailto"},
        link_rel=None,
    )


def rich(text: str | None) -> str:
    """Rich text as Wagtail stores it: paragraphs and lists, each with a stable block key."""
    blocks = []
    for number, chunk in enumerate(re.split(r"\n\s*\n", (text or "").strip())):
        lines = [line.strip() for line in chunk.splitlines() if line.strip()]
        if not lines:
            continue
        if all(line.startswith("- ") for line in lines):
            items = "".join(
                f'<li data-block-key="{_key(chunk, number, index)}">{inline(line[2:])}</li>'
                for index, line in enumerate(lines)
            )
            blocks.append(f"<ul>{items}</ul>")
        else:
            blocks.append(
                f'<p data-block-key="{_key(chunk, number)}">{inline(" ".join(lines))}</p>'
            )
    return "".join(blocks)


def _key(*parts: object) -> str:
    """Five letters and digits, the same for the same text in the same place."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:5]
