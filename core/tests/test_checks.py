"""A page or block that names a template which is not there does not start."""

import pytest
from wagtail import blocks

from core import checks
from core.checks import block_templates, check_templates


class LostBlock(blocks.StructBlock):
    lines = blocks.ListBlock(blocks.CharBlock(template="blocks/lost_line.html"))

    class Meta:
        template = "blocks/lost_block.html"


def test_every_template_of_the_site_exists():
    assert check_templates() == []


def test_templates_are_found_at_any_depth():
    stream = blocks.StreamBlock([("lost", LostBlock())])
    assert list(block_templates(stream)) == [
        ("lost", "blocks/lost_block.html"),
        ("lines", "blocks/lost_line.html"),
    ]


@pytest.mark.parametrize("missing", ["articles/article_page.html", "blocks/chart_block.html"])
def test_a_missing_template_is_reported(monkeypatch, missing):
    exists = checks._exists
    monkeypatch.setattr(checks, "_exists", lambda name: name != missing and exists(name))
    assert any(missing in problem.msg for problem in check_templates())
