"""The article page: one type for every format."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from articles import reading
from articles.article_form import ArticlePageForm
from articles.article_panels import article_tabs
from articles.blocks import ArticleBodyBlock, KeyDatumBlock, LeadMediaBlock
from articles.formats import (
    ArticleFormat,
    ChangeKind,
    ContributorRole,
)
from articles.screens import ArticleScreen, LeadNumber
from articles.tables import table_as_csv
from core.blocks import INLINE_FEATURES
from core.exposure import Exposure
from core.fields import StreamField
from core.pages import BasePage
from core.restricted import is_in_the_open


class ArticlePage(RoutablePageMixin, BasePage):
    """A short, referenced evidence article in one of six formats."""

    exposure = Exposure.GATED
    keeps_funding_record = True
    public_fields = (
        "title",
        "format",
        "format_label",
        "public_summary",
        "byline",
        "byline_by_role",
        "topic_labels",
        "published_on",
        "updated_on",
        "evidence_searched_to",
        "reading_minutes",
        "search_description",
        "share_image",
    )
    parent_page_types: ClassVar[list[str]] = ["articles.ArticleIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "articles/article_page.html"

    format = models.CharField(
        _("format"), max_length=20, choices=ArticleFormat.choices, default=ArticleFormat.ARTICLE
    )
    standfirst = models.TextField(
        _("standfirst"),
        max_length=300,
        help_text=_("The finding in one or two sentences, shown under the title and in lists."),
    )
    public_summary = models.TextField(
        _("public summary"),
        max_length=500,
        help_text=_(
            "Everybody sees this, before the professional notice and in search engines. "
            "Name no medicine or product."
        ),
    )
    learning_objectives = StreamField(
        [("objective", blocks.CharBlock(label=_("Objective"), max_length=240))],
        verbose_name=_("learning objectives"),
        starts_with=[("objective", "")],
        min_num=1,
        max_num=3,
        help_text=_("“After reading this article you will be able to …”"),
    )
    summary = RichTextField(
        _("summary"),
        features=[*INLINE_FEATURES, "link"],
        help_text=_("60 to 120 words that name the study, the journal, the population and N."),
    )
    key_data = StreamField(
        [("datum", KeyDatumBlock())],
        verbose_name=_("key data"),
        blank=True,
        max_num=6,
        help_text=_("Two to four numbers, the most important first: lists show that one."),
    )
    key_data_note = models.TextField(_("footnote to the key data"), blank=True)
    lead_media = StreamField(
        LeadMediaBlock(),
        verbose_name=_("recording or picture"),
        blank=True,
        max_num=1,
        help_text=_("For video, podcast and visual abstract: what the page is about."),
    )
    body = StreamField(ArticleBodyBlock(), verbose_name=_("body"), blank=True)
    key_learning = StreamField(
        [("point", blocks.TextBlock(label=_("Sentence"), max_length=400))],
        verbose_name=_("key learning"),
        starts_with=[("point", "")],
        min_num=1,
        max_num=4,
        help_text=_("Two to four sentences to remember."),
    )
    published_on = models.DateField(_("published"), default=timezone.localdate)
    updated_on = models.DateField(
        _("updated"), null=True, blank=True, help_text=_("Only if the content changed.")
    )
    evidence_searched_to = models.DateField(
        _("evidence searched to"),
        null=True,
        blank=True,
        help_text=_("The last day on which we looked for new evidence."),
    )
    review_due_on = models.DateField(
        _("to be reviewed again on"), null=True, blank=True, help_text=_("Editors are reminded.")
    )
    congress_name = models.CharField(
        _("congress"), max_length=160, blank=True, help_text=_("Name and year.")
    )
    congress_session = models.CharField(_("session or abstract"), max_length=200, blank=True)
    is_accredited = models.BooleanField(
        _("accredited education"),
        default=False,
        help_text=_("Counts for continuing education. Funders are then given by legal name only."),
    )
    asks_agreement = models.BooleanField(
        _("ask readers what they think of it"),
        default=True,
        help_text=_("Shows the agreement statements at the end of the article."),
    )
    agreement_set = models.ForeignKey(
        "feedback.AgreementSet",
        verbose_name=_("statements"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Left empty, the usual statements are shown."),
    )
    poll = models.ForeignKey(
        "feedback.Poll",
        verbose_name=_("poll"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown below the statements, in the language of the article."),
    )
    paired_question = models.ForeignKey(
        "feedback.PairedQuestion",
        verbose_name=_("paired question"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Asked before the text and again after it, to measure what readers learned."),
    )
    reading_minutes = models.PositiveSmallIntegerField(default=1, editable=False)
    media_minutes = models.PositiveSmallIntegerField(null=True, editable=False)

    base_form_class = ArticlePageForm
    edit_handler = article_tabs(BasePage)

    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("standfirst", boost=2),
        index.SearchField("summary"),
        index.SearchField("key_learning"),
        index.SearchField("body"),
        index.FilterField("published_on"),
        index.FilterField("format"),
        index.FilterField("alias_of"),
    ]

    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField("slug", overridable=False),
        SynchronizedField("asks_agreement"),
        # The original's choice; `feedback_tags` shows it in the language of the page.
        SynchronizedField("agreement_set"),
        SynchronizedField("poll"),
        SynchronizedField("paired_question"),
    ]

    # Set for lists by `selectors.attach_teaser_facts`; an article's own page does not use them.
    primary_topic: Any = None
    authors: Any = ()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [models.Index(fields=["-published_on"], name="article_newest_first")]

    def __str__(self) -> str:
        return self.title

    # --- What lists, cards and feeds show -------------------------------------------------------
    @property
    def format_label(self) -> str:
        return str(self.get_format_display())

    @property
    def byline(self) -> list[tuple[str, str, Any]]:
        """(role label, name with credentials, person) of everybody named above the article."""
        return [
            (row.get_role_display(), row.person.name_with_credentials, row.person)
            for row in self._rows("contributors", "person")
        ]

    @property
    def byline_by_role(self) -> list[tuple[str, str, Any]]:
        """As `byline`, with the stored role: author, medical_reviewer, editor."""
        return [
            (row.role, row.person.title, row.person) for row in self._rows("contributors", "person")
        ]

    @property
    def topic_labels(self) -> list[str]:
        return [topic.label for topic in self.open_topics]

    @property
    def open_topics(self) -> list[Any]:
        """The topics it is filed under, in order, without drafts and closed ones."""
        topics = [row.topic for row in self._rows("topics", "topic")]
        return [topic for topic in topics if is_in_the_open(topic)]

    def funding_subjects(self) -> set[UUID]:
        """The article, its topics and whatever these are a part of."""
        keys = super().funding_subjects()
        for topic in (row.topic for row in self._rows("topics", "topic")):
            keys |= topic.funding_subjects()
        return keys

    def _rows(self, relation: str, target: str) -> Any:
        """Rows of a child relation with their targets: as prefetched, else in one query."""
        prefetched = relation in getattr(self, "_prefetched_objects_cache", {})
        manager = getattr(self, relation)
        return manager.all() if prefetched else manager.select_related(target)

    @property
    def lead_number(self) -> LeadNumber | None:
        """The first key number, from the stored value: a list needs no further query."""
        return LeadNumber.from_raw(self.key_data.raw_data)

    # --- Behaviour ------------------------------------------------------------------------------
    def clean(self) -> None:
        super().clean()
        if self.updated_on and self.published_on and self.updated_on < self.published_on:
            raise ValidationError({"updated_on": _("Updated before it was published.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.reading_minutes = reading.minutes_for(self)
        self.media_minutes = reading.recording_minutes(self)
        super().save(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        self._fetch_relations()
        context["screen"] = ArticleScreen.of(self)
        return context

    def _fetch_relations(self) -> None:
        """Read people, topics and sources once for all that shows them.

        Not in a preview: there they are in memory, as the editor has them.
        """
        in_memory = getattr(self, "_cluster_related_objects", None)
        if self.pk and not in_memory:
            prefetch_related_objects(
                [self],
                Prefetch("contributors", ArticleContributor.objects.select_related("person")),
                "contributors__person__disclosures",
                Prefetch("topics", ArticleTopic.objects.select_related("topic")),
                Prefetch("references", ArticleReference.objects.select_related("reference")),
                "version_notes",
            )

    @path("table/<uuid:block_id>/", name="table")
    def table(self, request: HttpRequest, block_id: Any) -> HttpResponse:
        """One table of the body as CSV (UTF-8 with a byte-order mark, so that Excel reads it)."""
        for child in self.body:
            if child.block_type == "data_table" and child.id == str(block_id):
                response = HttpResponse(
                    table_as_csv(child.value), content_type="text/csv; charset=utf-8"
                )
                response["Content-Disposition"] = f'attachment; filename="{self.slug}.csv"'
                response["X-Robots-Tag"] = "noindex"
                return response
        raise Http404


class ArticleContributor(Orderable):
    """A person in a named role."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="contributors")
    person = models.ForeignKey(
        "articles.PersonPage",
        verbose_name=_("person"),
        on_delete=models.PROTECT,
        related_name="contributions",
    )
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=ContributorRole.choices,
        default=ContributorRole.AUTHOR,
    )

    panels: ClassVar[list[Any]] = [
        FieldRowPanel([FieldPanel("person"), FieldPanel("role")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("contributor")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "person", "role"], name="one_row_per_person_and_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"


class ArticleTopic(Orderable):
    """A topic the article is filed under; the first is its primary topic."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="topics")
    topic = models.ForeignKey(
        "articles.TopicPage",
        verbose_name=_("topic"),
        on_delete=models.PROTECT,
        related_name="filed_articles",
    )

    panels: ClassVar[list[Any]] = [FieldPanel("topic")]

    class Meta(Orderable.Meta):
        verbose_name = _("topic")

    def __str__(self) -> str:
        return str(self.topic)


class ArticleReference(Orderable):
    """A source in the article's list; the order is the number readers see."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="references")
    reference = models.ForeignKey(
        "articles.Reference",
        verbose_name=_("reference"),
        on_delete=models.PROTECT,
        related_name="uses",
    )

    panels: ClassVar[list[Any]] = [FieldPanel("reference")]

    class Meta(Orderable.Meta):
        verbose_name = _("reference")

    def __str__(self) -> str:
        return str(self.reference)


class RelatedArticle(Orderable):
    """An article an editor pinned to the end of this one."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="related_articles")
    target = models.ForeignKey(
        ArticlePage, verbose_name=_("article"), on_delete=models.CASCADE, related_name="+"
    )

    panels: ClassVar[list[Any]] = [FieldPanel("target")]

    class Meta(Orderable.Meta):
        verbose_name = _("related article")

    def __str__(self) -> str:
        return str(self.target)


class VersionNote(Orderable):
    """What changed after publication, in plain words for readers."""

    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="version_notes")
    changed_on = models.DateField(_("changed on"), default=timezone.localdate)
    kind = models.CharField(
        _("kind"), max_length=20, choices=ChangeKind.choices, default=ChangeKind.UPDATE
    )
    text = models.TextField(
        _("what changed"), help_text=_("What it said, what it says now, and why.")
    )

    panels: ClassVar[list[Any]] = [
        FieldRowPanel([FieldPanel("changed_on"), FieldPanel("kind")]),
        FieldPanel("text"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("version note")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.changed_on}"
