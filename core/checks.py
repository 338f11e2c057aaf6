"""System checks that keep a promise people forget: what a page or block names does exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from wagtail.blocks import Block, ListBlock
from wagtail.blocks.stream_block import BaseStreamBlock
from wagtail.blocks.struct_block import BaseStructBlock
from wagtail.fields import StreamField

from core.pages import BasePage


@register(Tags.templates)
def check_templates(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """core.E001: the template of every page type; core.E002: of every block of its streams."""
    problems: list[CheckMessage] = []
    for model in apps.get_models():
        if not issubclass(model, BasePage):
            continue
        if not _exists(model.template):
            problems.append(
                Error(f"Template {model.template} does not exist.", obj=model, id="core.E001")
            )
        for field in model._meta.get_fields():
            if isinstance(field, StreamField):
                problems += [
                    Error(
                        f"Template {template} of block “{name}” does not exist.",
                        obj=f"{model.__name__}.{field.name}",
                        id="core.E002",
                    )
                    for name, template in block_templates(field.stream_block)
                    if not _exists(template)
                ]
    return problems


def block_templates(block: Block, name: str = "") -> Iterator[tuple[str, str]]:
    """(block name, template) of `block` and of everything inside it that names a template of ours.

    Wagtail's own blocks render themselves and are left out.
    """
    template = getattr(block.meta, "template", None)
    if template and not template.startswith("wagtail"):
        yield name or type(block).__name__, template
    if isinstance(block, (BaseStreamBlock, BaseStructBlock)):
        for child_name, child in block.child_blocks.items():
            yield from block_templates(child, child_name)
    elif isinstance(block, ListBlock):
        yield from block_templates(block.child_block, name)


def _exists(template: str) -> bool:
    try:
        get_template(template)
    except TemplateDoesNotExist:
        return False
    return True
