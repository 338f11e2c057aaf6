"""The funding statement, in one line and in full, from facts and wording. Pure.

Sentences come from the catalogue of the language, or in the editors' own words where they have
any. All text is plain: whoever puts it into HTML escapes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils import translation

from sponsors.sentence_names import name_list
from sponsors.statement_parts import WORDING, WordingPart, wording_choices
from sponsors.statement_rules import makes_claims, placeholder_problems
from sponsors.statement_writer import Named, Writer

__all__ = [
    "WORDING",
    "Facts",
    "Named",
    "Statement",
    "WordingPart",
    "makes_claims",
    "name_list",
    "placeholder_problems",
    "statement",
    "wording_choices",
]

FUNDS_ONLY = "funds_only"


@dataclass(frozen=True)
class Facts:
    """Who pays at a time, each tuple in the order of the amounts.

    `sponsors`, `grants` and `others` pay for the whole hub, the `item_` ones for the page or its
    topic. `involvement` holds name, value of the closed list and note for all that did more than
    pay. `over_ceiling` names groups. `is_ranked` is False while amounts cannot be compared.
    """

    hub: str
    sponsors: tuple[Named, ...] = ()
    grants: tuple[Named, ...] = ()
    others: tuple[Named, ...] = ()
    readers: bool = False
    item_sponsors: tuple[Named, ...] = ()
    item_grants: tuple[Named, ...] = ()
    item_others: tuple[Named, ...] = ()
    involvement: tuple[tuple[str, str, str], ...] = ()
    over_ceiling: tuple[str, ...] = ()
    is_ranked: bool = True

    @property
    def of_hub(self) -> tuple[Named, ...]:
        return (*self.sponsors, *self.grants, *self.others)

    @property
    def of_item(self) -> tuple[Named, ...]:
        return (*self.item_sponsors, *self.item_grants, *self.item_others)


@dataclass(frozen=True)
class Statement:
    """`line` is for the top of a page, `text` is the whole."""

    line: str
    text: str


def statement(
    facts: Facts, language: str, own_wording: Mapping[str, str] | None = None
) -> Statement:
    """The statement in `language`. Own wording that breaks the rules of its part is not used.

    Raises ValueError for an involvement that is not in the closed list.
    """
    with translation.override(language):
        writer = Writer(facts.hub, language, own_wording or {})
        return Statement(line=_line(facts, writer), text=" ".join(_sentences(facts, writer)))


def _line(facts: Facts, writer: Writer) -> str:
    if not facts.of_hub and not facts.of_item:
        only = "line_readers_only" if facts.readers else "line_none"
        return _closed(writer.sentence(only))
    pieces: list[str] = []

    def add(key: str, **names: Sequence[str]) -> None:
        pieces.append(writer.piece(key, begins=not pieces, **names))

    if facts.sponsors:
        add("line_sponsors", sponsors=writer.with_short_groups(facts.sponsors))
    if facts.grants:
        number = _number(facts.grants)
        add(f"line_grants_{number}", grants=writer.with_short_groups(facts.grants))
    if facts.others:
        add("line_others", others=writer.with_short_groups(facts.others))
    # A funder that pays twice for the same content is named once here.
    item_names = list(dict.fromkeys(writer.with_short_groups(facts.of_item)))
    if item_names and not facts.of_hub:
        add("line_item", names=item_names)
    if facts.readers:
        add("line_readers")
    line = _closed("; ".join(pieces))
    if item_names and facts.of_hub:
        line += " " + _closed(writer.piece("line_item_also", begins=True, names=item_names))
    return line


def _sentences(facts: Facts, writer: Writer) -> Iterator[str]:
    if not facts.of_hub and not facts.of_item:
        yield writer.sentence("readers_only" if facts.readers else "none")
        if facts.readers:
            yield writer.sentence("pointer")
        return
    yield from _who_pays(facts, writer)
    yield from _what_they_did(facts, writer)
    if facts.is_ranked:
        lists = (
            facts.sponsors,
            facts.grants,
            facts.others,
            facts.item_sponsors,
            facts.item_grants,
            facts.item_others,
        )
        several = any(len(funders) > 1 for funders in lists)
        yield writer.sentence("order_and_levels" if several else "levels")
    if facts.over_ceiling:
        number = _number(facts.over_ceiling)
        yield writer.sentence(f"ceiling_{number}", groups=facts.over_ceiling)
    yield writer.sentence("pointer")


def _who_pays(facts: Facts, writer: Writer) -> Iterator[str]:
    if facts.sponsors:
        yield writer.naming("sponsors", facts.sponsors)
    if facts.grants:
        also = "also_" if facts.sponsors else ""
        yield writer.naming(f"grants_{also}{_number(facts.grants)}", facts.grants)
    if facts.others:
        also = "_also" if facts.sponsors or facts.grants else ""
        yield writer.naming(f"others{also}", facts.others)
    if facts.item_sponsors:
        yield writer.naming("item_sponsors", facts.item_sponsors)
    if facts.item_grants:
        yield writer.naming(f"item_grants_{_number(facts.item_grants)}", facts.item_grants)
    if facts.item_others:
        yield writer.naming("item_others", facts.item_others)
    if facts.readers:
        yield writer.sentence("readers_also")


def _what_they_did(facts: Facts, writer: Writer) -> Iterator[str]:
    did_more = [entry for entry in facts.involvement if entry[1] != FUNDS_ONLY]
    for name, value, note in did_more:
        key = f"involvement_{value}"
        if key not in WORDING:
            raise ValueError(f"There is no involvement {value!r}.")
        if value == "other":
            yield _closed(writer.sentence(key, name=name, note=note.strip()))
        else:
            yield writer.sentence(key, name=name)
            if note.strip():
                yield _closed(note.strip())
    payers = {funder.name for funder in (*facts.of_hub, *facts.of_item)}
    number = "one" if len(payers) == 1 and not facts.readers else "many"
    yield writer.sentence(f"independence_{'after_' if did_more else ''}{number}")


def _number(names: Sequence[object]) -> str:
    return "one" if len(names) == 1 else "many"


def _closed(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
