"""Fills the parts of the funding statement with names. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sponsors.sentence_names import capitalised, continued, without_article
from sponsors.statement_parts import WORDING
from sponsors.statement_rules import PLACEHOLDER, placeholder_problems

_GROUP_PARTS = {"association", "foundation", "company"}


@dataclass(frozen=True)
class Named:
    """A funder as a sentence names it. `kind` (association, …) says how its group is put."""

    name: str
    group: str = ""
    kind: str = "company"


class Writer:
    """Fills the parts of one statement in one language."""

    def __init__(self, hub: str, language: str, own_wording: Mapping[str, str]) -> None:
        self.hub = hub
        self.language = language
        self.own_wording = own_wording

    def template(self, key: str) -> str:
        """The editors' wording of the part where it keeps the rules, else the built-in one."""
        own = " ".join(self.own_wording.get(key, "").split())
        return own if own and not placeholder_problems(key, own) else str(WORDING[key].default)

    def filled(self, key: str, **values: str | Sequence[str]) -> str:
        """The part with its placeholders filled; a list becomes "A, B and C"."""
        literal_and_name = PLACEHOLDER.split(self.template(key))
        text = literal_and_name[0]
        for name, literal in zip(literal_and_name[1::2], literal_and_name[2::2], strict=True):
            value = self.hub if name == "hub" else values[name]
            text = continued(text, [value] if isinstance(value, str) else value, self.language)
            # "… of Marlow Inc." already has its full stop.
            text += literal[1:] if text.endswith(".") and literal.startswith(".") else literal
        return text

    def sentence(self, key: str, **values: str | Sequence[str]) -> str:
        """The filled part, with a capital where it begins with the article of a name."""
        return capitalised(self.filled(key, **values), self.language)

    def piece(self, key: str, *, begins: bool, **values: str | Sequence[str]) -> str:
        """A piece of the line, without the full stop that its wording may have. One that `begins`
        the line gets a capital, unless it begins with a name: `capitalised` decides there."""
        template, text = self.template(key), self.filled(key, **values)
        if begins and not template.startswith("{"):
            text = text[0].upper() + text[1:]
        if begins:
            text = capitalised(text, self.language)
        return text.removesuffix(".") if template.endswith(".") else text

    def naming(self, key: str, funders: Sequence[Named]) -> str:
        """The sentence `key` with all names: "X, an association of Y" for a single one at its end;
        elsewhere commas would be misread and brackets are used."""
        template = self.template(key)
        is_last = template.removesuffix(".").endswith("}")
        around = "{}, {}" if len(funders) == 1 and is_last else "{} ({})"
        names = [
            around.format(funder.name, self._group_phrase(funder))
            if has_group(funder)
            else funder.name
            for funder in funders
        ]
        (placeholder,) = WORDING[key].required
        return self.sentence(key, **{placeholder: names})

    def with_short_groups(self, funders: Sequence[Named]) -> list[str]:
        """Names for the line: "X (Y)"."""
        return [
            f"{funder.name} ({without_article(funder.group, self.language)})"
            if has_group(funder)
            else funder.name
            for funder in funders
        ]

    def _group_phrase(self, funder: Named) -> str:
        kind = funder.kind if funder.kind in _GROUP_PARTS else "other"
        return self.filled(f"group_{kind}", group=funder.group)


def has_group(funder: Named) -> bool:
    """Whether somebody else stands behind the funder."""
    return bool(funder.group) and funder.group.casefold() != funder.name.casefold()
