"""Blocks of the pages about money."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class RuleBlock(blocks.StructBlock):
    """One thing a funder cannot do."""

    rule = blocks.CharBlock(label=_("Rule"), max_length=120)
    explanation = blocks.TextBlock(label=_("What that means"), max_length=300)

    class Meta:
        icon = "lock"
        label = _("Rule")
        description = _("One thing a funder cannot do, and what that means.")
        template = "blocks/rule_block.html"
        preview_value = {
            "rule": "See content before you do.",
            "explanation": "Drafts are not shared with any funder.",
        }
