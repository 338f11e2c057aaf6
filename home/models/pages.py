"""The home page and plain pages."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from core.blocks import PlainBodyBlock
from core.exposure import Exposure
from core.fields import StreamField
from core.pages import BasePage
from home.front_page import front_page


class HomePage(BasePage):
    """The front page: a lead article, the latest by topic, and something to watch or hear."""

    exposure = Exposure.GATED
    public_fields = ("title", "search_description", "share_image")
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    template = "home/home_page.html"

    lead_article = models.ForeignKey(
        "articles.ArticlePage",
        verbose_name=_("lead article"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Left empty, the newest article leads. Its first chart is shown beside it."),
    )

    poll = models.ForeignKey(
        "feedback.Poll",
        verbose_name=_("poll"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown below the topics, in the language of the page."),
    )

    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [
                PageChooserPanel("lead_article"),
                InlinePanel(
                    "pinned_articles",
                    heading=_("Pinned below the lead"),
                    label=_("Article"),
                    max_num=3,
                ),
            ],
            heading=_("Top of the page"),
        ),
        InlinePanel(
            "topics",
            heading=_("Topics in columns"),
            label=_("Topic"),
            max_num=8,
            help_text=_("The newest three articles of each are shown."),
        ),
        FieldPanel("poll"),
    ]
    # The original's choice; `feedback_tags` shows it in the language of the page.
    override_translatable_fields: ClassVar[list[Any]] = [SynchronizedField("poll")]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context.update(front_page(self))
        return context

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """As Wagtail's, but the whole path in one query instead of two a level."""
        if not path_components:
            return super().route(request, path_components)
        addresses = [
            self.url_path + "/".join(path_components[:length]) + "/"
            for length in range(1, len(path_components) + 1)
        ]
        line = list(Page.objects.filter(url_path__in=addresses).order_by("depth"))
        if not line or [page.url_path for page in line] != addresses[: len(line)]:
            raise Http404
        page = line[-1].specific
        # What the breadcrumb needs was read along the way.
        page.place = [above for above in [self, *line[:-1]] if above.live]
        return page.route(request, path_components[len(line) :])


class HomePinnedArticle(Orderable):
    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="pinned_articles")
    article = models.ForeignKey(
        "articles.ArticlePage",
        verbose_name=_("article"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    panels: ClassVar[list[Any]] = [PageChooserPanel("article")]

    class Meta(Orderable.Meta):
        verbose_name = _("pinned article")

    def __str__(self) -> str:
        return str(self.article)


class HomeTopic(Orderable):
    home = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="topics")
    topic = models.ForeignKey(
        "articles.TopicPage", verbose_name=_("topic"), on_delete=models.CASCADE, related_name="+"
    )
    panels: ClassVar[list[Any]] = [PageChooserPanel("topic")]

    class Meta(Orderable.Meta):
        verbose_name = _("topic column")

    def __str__(self) -> str:
        return str(self.topic)


class StandardPage(BasePage):
    """About, policies, privacy, contact: always open to everybody."""

    exposure = Exposure.PUBLIC
    public_fields = (
        "title",
        "introduction",
        "body",
        "reviewed_on",
        "search_description",
        "share_image",
    )
    parent_page_types: ClassVar[list[str]] = ["home.HomePage", "home.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["home.StandardPage"]
    template = "home/standard_page.html"

    introduction = models.TextField(
        _("introduction"), blank=True, help_text=_("One or two sentences under the title.")
    )
    body = StreamField(PlainBodyBlock(), verbose_name=_("body"), blank=True)
    reviewed_on = models.DateField(
        _("last reviewed"), null=True, blank=True, help_text=_("Shown at the end of the page.")
    )

    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("introduction"),
        FieldPanel("body"),
        FieldPanel("reviewed_on"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField("slug", overridable=False)
    ]

    class Meta:
        verbose_name = _("plain page")
        verbose_name_plural = _("plain pages")
