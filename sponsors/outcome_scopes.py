"""How outcome reports can be narrowed down by money: the published pages that name a funder."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from feedback import scopes
from sponsors.frozen import pages_naming
from sponsors.models import Funder


def register_scopes() -> None:
    scopes.register(scopes.Scope("funder", _("Funder"), funder_choices, keys_of_funder))


def funder_choices() -> list[scopes.Choice]:
    return list(Funder.objects.order_by("public_name").values_list("slug", "public_name"))


def keys_of_funder(value: str) -> set[UUID]:
    """Live pages whose newest record names the funder."""
    return {page.translation_key for page, _frozen in pages_naming(value)}
