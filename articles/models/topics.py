"""Topics: a tree by the `broader` relation, at flat addresses (ADR 0007)."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from articles.listing import listing_for
from articles.selectors import articles_in_topics, localized_topics, narrower_topics, topic_family
from core.blocks import INLINE_FEATURES
from core.exposure import Exposure
from core.locales import locale_of
from core.pages import BasePage


class TopicPage(BasePage):
    """One topic, with its introduction and its articles."""

    exposure = Exposure.GATED
    public_fields = ("title", "search_description", "share_image")
    parent_page_types: ClassVar[list[str]] = ["articles.TopicIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "articles/topic_page.html"

    broader = models.ForeignKey(
        "self",
        verbose_name=_("broader topic"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="narrower",
        help_text=_("The topic this one is a part of. The address does not change with it."),
    )
    menu_title = models.CharField(
        _("short title"), max_length=40, blank=True, help_text=_("For menus and labels.")
    )
    synonyms = models.TextField(
        _("synonyms"),
        blank=True,
        help_text=_("Other names readers search for, one a line."),
    )
    introduction = RichTextField(
        _("introduction"),
        blank=True,
        features=[*INLINE_FEATURES, "link"],
        help_text=_("Two to four sentences above the articles."),
    )
    reviewed_on = models.DateField(
        _("reviewed on"), null=True, blank=True, help_text=_("When the introduction was checked.")
    )

    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("menu_title"),
        FieldPanel("introduction"),
        MultiFieldPanel(
            [PageChooserPanel("broader"), FieldPanel("synonyms"), FieldPanel("reviewed_on")],
            heading=_("Where it belongs"),
        ),
    ]

    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("synonyms"),
    ]

    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField("slug", overridable=False),
        TranslatableField("synonyms"),
    ]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def clean(self) -> None:
        super().clean()
        seen = {self.pk}
        ancestor = self.broader
        while ancestor is not None and self.pk:
            if ancestor.pk in seen:
                raise ValidationError({"broader": _("A topic cannot be part of itself.")})
            seen.add(ancestor.pk)
            ancestor = ancestor.broader

    @property
    def label(self) -> str:
        """The short title where space is short."""
        return self.menu_title or self.title

    @property
    def synonym_list(self) -> list[str]:
        return [line.strip() for line in self.synonyms.splitlines() if line.strip()]

    def funding_subjects(self) -> set[UUID]:
        """The topic and every topic it is a part of."""
        keys, above = super().funding_subjects(), self.broader
        while above is not None and above.translation_key not in keys:
            keys.add(above.translation_key)
            above = above.broader
        return keys

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        family = topic_family(self)
        context["narrower_topics"] = narrower_topics(self)
        context["broader_topic"] = next(iter(localized_topics([self.broader])), None)
        context["listing"] = listing_for(
            request,
            articles_in_topics(locale_of(self.locale_id), family),
            own_address=self.url,
            without="topic",
        )
        return context
