"""The editor's view of an article: four tabs, in the order in which a writer works.

The help texts say what a reader will see. "Required" is asked for when an article is submitted or
published, not while it is a draft.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
    TabbedInterface,
    TitleFieldPanel,
)

TEXT_PANELS: list[Any] = [
    TitleFieldPanel(
        "title",
        placeholder=_("Title"),
        help_text=_("Name the study or the question. Shown above the article and in every list."),
    ),
    FieldPanel(
        "format",
        help_text=_("Shown above the title. A video or podcast also needs its recording below."),
    ),
    FieldPanel("standfirst"),
    MultiFieldPanel(
        [
            FieldPanel(
                "learning_objectives",
                help_text=_(
                    "One to three whole sentences: “After reading this article you will be able "
                    "to …”. Shown in a box before the summary."
                ),
            ),
            FieldPanel("summary"),
        ],
        heading=_("Opening"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("key_data"),
            FieldPanel(
                "key_data_note", help_text=_("Small print below the numbers: abbreviations, dates.")
            ),
        ],
        heading=_("Key data"),
    ),
    FieldPanel("lead_media", heading=_("Recording or picture"), icon="media"),
    FieldPanel(
        "body",
        heading=_("Body"),
        help_text=_("Press + to add a block. Each choice shows what readers will see."),
    ),
    FieldPanel("key_learning", heading=_("Key learning")),
]

SOURCE_PANELS: list[Any] = [
    MultipleChooserPanel(
        "references",
        chooser_field_name="reference",
        heading=_("References"),
        label=_("Reference"),
        help_text=_(
            "In the order in which the text uses them: readers see them numbered 1, 2, 3. "
            "A source that is not in the library yet is added in the same window."
        ),
    ),
    MultipleChooserPanel(
        "related_articles",
        chooser_field_name="target",
        heading=_("Read next"),
        label=_("Article"),
        max_num=4,
        help_text=_("Up to four. Left empty, readers see the newest on the same topics."),
    ),
]

PEOPLE_AND_TOPIC_PANELS: list[Any] = [
    InlinePanel(
        "contributors",
        heading=_("People"),
        label=_("Person"),
        help_text=_(
            "Authors, medical reviewer and editor, each with their role. Readers see their names "
            "at the top and their disclosures at the end."
        ),
    ),
    MultipleChooserPanel(
        "topics",
        chooser_field_name="topic",
        heading=_("Topics"),
        label=_("Topic"),
        help_text=_(
            "The article is listed under each of them; the first one is shown above the title."
        ),
    ),
]

PUBLICATION_PANELS: list[Any] = [
    MultiFieldPanel([FieldPanel("public_summary")], heading=_("What everybody sees")),
    MultiFieldPanel(
        [
            FieldRowPanel(
                [
                    FieldPanel(
                        "published_on", help_text=_("Shown under the names, and sorts the lists.")
                    ),
                    FieldPanel("updated_on"),
                ]
            ),
            FieldRowPanel([FieldPanel("evidence_searched_to"), FieldPanel("review_due_on")]),
        ],
        heading=_("Dates readers see"),
    ),
    MultiFieldPanel(
        [FieldPanel("congress_name"), FieldPanel("congress_session")],
        heading=_("Congress (for congress reports)"),
    ),
    FieldPanel("is_accredited"),
    MultiFieldPanel(
        [
            FieldPanel("asks_agreement"),
            FieldPanel("agreement_set"),
            FieldPanel("poll"),
            FieldPanel("paired_question"),
        ],
        heading=_("What readers are asked"),
    ),
    InlinePanel(
        "version_notes",
        heading=_("Version history"),
        label=_("Change"),
        help_text=_("What changed since publication. Shown to readers at the end of the article."),
    ),
]


def article_tabs(page_type: Any) -> TabbedInterface:
    """The tabs of an article; the last two hold what every page has as well."""
    return TabbedInterface(
        [
            ObjectList(TEXT_PANELS, heading=_("Text")),
            ObjectList(SOURCE_PANELS, heading=_("References")),
            ObjectList(PEOPLE_AND_TOPIC_PANELS, heading=_("People and topics")),
            ObjectList([*PUBLICATION_PANELS, *page_type.promote_panels], heading=_("Publication")),
            ObjectList(page_type.settings_panels, heading=_("Settings")),
        ]
    )
