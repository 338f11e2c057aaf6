"""Body blocks that any page may use. Few and flat; no raw HTML, no embed of foreign pages."""

from __future__ import annotations

import re
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

# Headings are blocks of their own, so that the contents list and the numbering see them.
INLINE_FEATURES = ["bold", "italic", "superscript", "subscript"]
PARAGRAPH_FEATURES = [*INLINE_FEATURES, "link", "document-link", "ol", "ul"]


class ParagraphBlock(blocks.RichTextBlock):
    """Running text."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", PARAGRAPH_FEATURES)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        group = _("Text")
        label = _("Paragraph")
        description = _("Running text with bold, italic, super- and subscript, links and lists.")
        template = "blocks/paragraph_block.html"
        preview_value = (
            "<p>Between 12 and 24 months after infusion, relapse-free survival fell from "
            "61.8% to 50.3%.</p>"
        )


class HeadingValue(blocks.StructValue):
    @property
    def anchor(self) -> str:
        """The fragment that the contents list and shared links use, e.g. `safety`."""
        return slugify(self.get("text") or "") or "section"


class HeadingBlock(blocks.StructBlock):
    """A section heading; level 2 appears in the contents list of a long article."""

    text = blocks.CharBlock(label=_("Heading"), max_length=120)
    level = blocks.ChoiceBlock(
        label=_("Level"), choices=[("2", _("Section")), ("3", _("Subsection"))], default="2"
    )

    class Meta:
        icon = "title"
        group = _("Text")
        label = _("Heading")
        description = _("Starts a section. Sections are listed in the contents of long articles.")
        template = "blocks/heading_block.html"
        value_class = HeadingValue
        preview_value = {"text": "Efficacy", "level": "2"}


class FigureBlock(blocks.StructBlock):
    """An image with its caption; credit and licence come from the image library."""

    image = ImageBlock(
        label=_("Image"),
        help_text=_("Say what the image shows, or mark it decorative: readers may not see it."),
    )
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=160)
    caption = blocks.RichTextBlock(
        label=_("Caption"), required=False, features=[*INLINE_FEATURES, "link"]
    )
    long_description = blocks.TextBlock(
        label=_("Long description"),
        required=False,
        help_text=_("For diagrams: everything a reader would learn by looking. Folded away."),
    )

    class Meta:
        icon = "image"
        group = _("Figures and tables")
        label = _("Figure")
        description = _("An image with caption, credit and licence.")
        template = "blocks/figure_block.html"
        preview_template = "blocks/previews/figure_block.html"


class QuotationBlock(blocks.StructBlock):
    """What a named person said."""

    quotation = blocks.TextBlock(label=_("Quotation"))
    attribution = blocks.CharBlock(label=_("Who said it"), max_length=200)

    class Meta:
        icon = "openquote"
        group = _("Text")
        label = _("Quotation")
        description = _("Words of a named person, set apart from the text.")
        template = "blocks/quotation_block.html"
        preview_value = {
            "quotation": "Relapses in the second year are why we keep looking.",
            "attribution": "Ilias Vrettos, haematologist",
        }


class CalloutBlock(blocks.StructBlock):
    """A definition, a caution, or the notice that a use is off-label or investigational."""

    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[
            ("definition", _("Definition")),
            ("caution", _("Caution")),
            ("off_label", _("Off-label or investigational use")),
        ],
        default="definition",
    )
    title = blocks.CharBlock(label=_("Title"), required=False, max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=[*INLINE_FEATURES, "link", "ul"])

    class Meta:
        icon = "warning"
        group = _("Text")
        label = _("Callout")
        description = _("A definition, a caution, or an off-label notice in a coloured box.")
        template = "blocks/callout_block.html"
        preview_value = {
            "kind": "definition",
            "title": "CRi",
            "text": "<p>Complete remission with incomplete recovery of blood counts.</p>",
        }


class DownloadBlock(blocks.StructBlock):
    """A document from the library; size and type are shown from the file itself."""

    document = DocumentChooserBlock(label=_("Document"))
    text = blocks.CharBlock(
        label=_("Link text"),
        required=False,
        max_length=160,
        help_text=_("Left empty, the document's title is shown."),
    )

    class Meta:
        icon = "download"
        group = _("Links and files")
        label = _("Download")
        description = _("A file readers can take with them, with its type and size.")
        template = "blocks/download_block.html"
        preview_template = "blocks/previews/download_block.html"


class PlainBodyBlock(blocks.StreamBlock):
    """The body of plain pages: policies, about, contact."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    callout = CalloutBlock()
    quotation = QuotationBlock()
    figure = FigureBlock()
    download = DownloadBlock()


def plain_text_of(html: str) -> str:
    """The words of a piece of rich text, without markup, one blank between blocks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()
