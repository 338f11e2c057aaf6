"""The parts of the funding statement and their built-in wording. Pure.

Editors may word each part anew in each language (statement_rules.py). Names come in by placeholder,
such as {sponsors}.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class WordingPart:
    """One part. `required` placeholders must stand in every wording of it, `optional` ones may."""

    key: str
    label: str | Promise
    default: str | Promise
    required: frozenset[str]
    optional: frozenset[str]

    @property
    def placeholders(self) -> frozenset[str]:
        return self.required | self.optional


def _part(key: str, label: Promise, default: Promise, *required: str) -> WordingPart:
    needed = frozenset(required)
    return WordingPart(key, label, default, needed, frozenset({"hub"}) - needed)


_PARTS = (
    # The line: pieces that are joined by semicolons, in this order.
    _part("line_sponsors", _("Line: sponsors"), _("sponsored by {sponsors}"), "sponsors"),
    _part(
        "line_grants_one",
        _("Line: one grant giver"),
        _("with an educational grant from {grants}"),
        "grants",
    ),
    _part(
        "line_grants_many",
        _("Line: several grant givers"),
        _("with educational grants from {grants}"),
        "grants",
    ),
    _part("line_others", _("Line: other support"), _("with support from {others}"), "others"),
    _part("line_readers", _("Line: readers as well"), _("with contributions from readers")),
    _part(
        "line_item",
        _("Line: only one page or topic is paid for"),
        _("this content is paid for by {names}"),
        "names",
    ),
    _part(
        "line_item_also",
        _("Line: a page or topic is paid for as well"),
        _("this content is also paid for by {names}"),
        "names",
    ),
    _part(
        "line_none",
        _("Line: nobody pays"),
        _("No company, foundation or association pays for {hub}."),
        "hub",
    ),
    _part(
        "line_readers_only",
        _("Line: only readers pay"),
        _("{hub} is paid for by its readers; no company, foundation or association pays for it."),
        "hub",
    ),
    # The full text: sentences, in this order.
    _part("sponsors", _("Sponsors"), _("{hub} is sponsored by {sponsors}."), "sponsors"),
    _part(
        "grants_one",
        _("One grant giver, no sponsor"),
        _("{hub} receives an educational grant from {grants}."),
        "grants",
    ),
    _part(
        "grants_many",
        _("Several grant givers, no sponsor"),
        _("{hub} receives educational grants from {grants}."),
        "grants",
    ),
    _part(
        "grants_also_one",
        _("One grant giver, after the sponsors"),
        _("It also receives an educational grant from {grants}."),
        "grants",
    ),
    _part(
        "grants_also_many",
        _("Several grant givers, after the sponsors"),
        _("It also receives educational grants from {grants}."),
        "grants",
    ),
    _part("others", _("Other support alone"), _("{hub} receives support from {others}."), "others"),
    _part(
        "others_also",
        _("Other support, after the others"),
        _("Other support comes from {others}."),
        "others",
    ),
    _part("readers_also", _("Readers as well"), _("Readers contribute as well.")),
    _part(
        "item_sponsors",
        _("Sponsors of one page or topic"),
        _("This content in particular is sponsored by {sponsors}."),
        "sponsors",
    ),
    _part(
        "item_grants_one",
        _("One grant giver of one page or topic"),
        _("This content in particular is supported by an educational grant from {grants}."),
        "grants",
    ),
    _part(
        "item_grants_many",
        _("Several grant givers of one page or topic"),
        _("This content in particular is supported by educational grants from {grants}."),
        "grants",
    ),
    _part(
        "item_others",
        _("Other support for one page or topic"),
        _("This content in particular is supported by {others}."),
        "others",
    ),
    _part(
        "none",
        _("Nobody pays"),
        _(
            "No company, foundation or association pays for {hub}. "
            "Should that change, this statement will say so."
        ),
        "hub",
    ),
    _part(
        "readers_only",
        _("Only readers pay"),
        _(
            "{hub} is paid for by contributions from its readers. "
            "No company, foundation or association pays for it."
        ),
        "hub",
    ),
    # What a funder did besides paying; without any, funders had no influence at all.
    _part(
        "involvement_suggested_topic",
        _("Involvement: suggested the topic"),
        _("{name} suggested the topic."),
        "name",
    ),
    _part(
        "involvement_supplied_data",
        _("Involvement: supplied data"),
        _("{name} supplied data."),
        "name",
    ),
    _part(
        "involvement_reviewed_accuracy",
        _("Involvement: checked accuracy"),
        _("{name} checked the accuracy of the content before publication."),
        "name",
    ),
    _part(
        "involvement_other",
        _("Involvement: something else"),
        _("Involvement of {name}: {note}"),
        "name",
        "note",
    ),
    _part(
        "independence_one",
        _("Independence from one funder"),
        _("The funder has no influence on topics, authors or content."),
    ),
    _part(
        "independence_many",
        _("Independence from several funders"),
        _("Funders have no influence on topics, authors or content."),
    ),
    _part(
        "independence_after_one",
        _("Independence from one funder, after an involvement"),
        _("Beyond that, the funder has no influence on topics, authors or content."),
    ),
    _part(
        "independence_after_many",
        _("Independence from several funders, after an involvement"),
        _("Beyond that, funders have no influence on topics, authors or content."),
    ),
    _part(
        "levels",
        _("What levels reflect"),
        _("A funder’s level reflects the amount it pays and nothing else."),
    ),
    _part(
        "order_and_levels",
        _("What order and levels reflect"),
        _(
            "The order of the names and the levels of the funders reflect the amounts they pay "
            "and nothing else."
        ),
    ),
    _part(
        "ceiling_one",
        _("One funder or group is above the ceiling"),
        _(
            "This year {groups} provides a larger share of our income than the ceiling that we "
            "have published."
        ),
        "groups",
    ),
    _part(
        "ceiling_many",
        _("Several funders or groups are above the ceiling"),
        _(
            "This year {groups} each provide a larger share of our income than the ceiling that we "
            "have published."
        ),
        "groups",
    ),
    _part(
        "pointer",
        _("Where the amounts are"),
        _("All amounts are published on our funders page."),
    ),
    # How the group behind a funder is named, after the funder's name.
    _part(
        "group_association",
        _("Group behind an association"),
        _("an association of {group}"),
        "group",
    ),
    _part(
        "group_foundation", _("Group behind a foundation"), _("a foundation of {group}"), "group"
    ),
    _part("group_company", _("Group behind a company"), _("a company of {group}"), "group"),
    _part("group_other", _("Group behind anybody else"), _("part of {group}"), "group"),
)

WORDING: Mapping[str, WordingPart] = {part.key: part for part in _PARTS}


def wording_choices() -> list[tuple[str, str | Promise]]:
    """The parts for a form: key and label, in the order in which they are read."""
    return [(part.key, part.label) for part in WORDING.values()]
