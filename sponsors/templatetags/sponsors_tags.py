"""Who paid for a page, for templates of other apps."""

from __future__ import annotations

from typing import Any

from django import template

from sponsors.disclosed import (
    NamedFunder,
    PageFunding,
    ledger_entry_path,
    named_funders,
    page_funding,
)
from sponsors.selectors import FrozenFunding

register = template.Library()


@register.simple_tag(takes_context=True)
def funding_of(context: dict[str, Any], page: Any) -> PageFunding | None:
    """`{% funding_of page as funding %}`: its frozen records; None if its type keeps none."""
    return page_funding(context.get("request"), page)


@register.filter
def funders_named(record: FrozenFunding) -> list[NamedFunder]:
    """`{% for funder in record|funders_named %}`: names and levels as the record has them."""
    return named_funders(record)


@register.simple_tag
def ledger_entry_url(number: int) -> str:
    """`{% ledger_entry_url record.number %}`: the public address of an entry of the ledger."""
    return ledger_entry_path(number)
