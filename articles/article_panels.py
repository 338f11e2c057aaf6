"""The editor's view of an article, grouped the way a writer works."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
)

ARTICLE_CONTENT_PANELS: list[Any] = [
    FieldRowPanel([FieldPanel("format")]),
    FieldPanel("standfirst"),
    MultiFieldPanel(
        [
            InlinePanel(
                "topics",
                heading=_("Topics"),
                label=_("Topic"),
                min_num=1,
                help_text=_("The first one is shown above the title."),
            ),
            InlinePanel(
                "contributors",
                heading=_("People"),
                label=_("Person"),
                min_num=1,
                help_text=_("Authors, medical reviewer and editor, each with their role."),
            ),
        ],
        heading=_("Topics and people"),
    ),
    MultiFieldPanel(
        [FieldPanel("learning_objectives"), FieldPanel("summary")],
        heading=_("Opening"),
    ),
    MultiFieldPanel(
        [FieldPanel("key_data"), FieldPanel("key_data_note")],
        heading=_("Key data"),
    ),
    FieldPanel("lead_media", heading=_("Recording or picture")),
    FieldPanel("body", heading=_("Body")),
    FieldPanel("key_learning", heading=_("Key learning")),
    InlinePanel(
        "references",
        heading=_("References"),
        label=_("Reference"),
        help_text=_("In the order in which the text uses them; readers see the numbers."),
    ),
    InlinePanel(
        "related_articles",
        heading=_("Related articles"),
        label=_("Article"),
        max_num=4,
        help_text=_("Left empty, the newest on the same topics are shown."),
    ),
]

ARTICLE_DETAILS_PANELS: list[Any] = [
    MultiFieldPanel(
        [FieldPanel("public_summary")],
        heading=_("What everybody sees"),
    ),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("published_on"), FieldPanel("updated_on")]),
            FieldRowPanel([FieldPanel("evidence_searched_to"), FieldPanel("review_due_on")]),
        ],
        heading=_("Dates readers see"),
    ),
    InlinePanel(
        "version_notes",
        heading=_("Version history"),
        label=_("Change"),
        help_text=_("Shown to readers at the end of the article."),
    ),
    MultiFieldPanel(
        [FieldPanel("congress_name"), FieldPanel("congress_session")],
        heading=_("Congress (for congress reports)"),
    ),
]
