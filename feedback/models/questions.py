"""Paired questions: the same item before and after reading, to measure learning."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from feedback.models.answered import Answered, Counted


class PairedQuestion(TranslatableMixin, index.Indexed, ClusterableModel):
    """A question with one right answer and its explanation, shown only after the second answer."""

    question = models.CharField(_("question"), max_length=300)
    explanation = models.TextField(
        _("explanation"), help_text=_("Why the answer is right. Shown after reading.")
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("question"),
        InlinePanel("options", heading=_("Answers"), label=_("Answer"), min_num=2, max_num=6),
        FieldPanel("explanation"),
    ]
    search_fields: ClassVar[list[Any]] = [
        index.SearchField("question"),
        index.AutocompleteField("question"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("paired question")
        verbose_name_plural = _("paired questions")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.question


class PairedOption(TranslatableMixin, Orderable):
    question = ParentalKey(PairedQuestion, on_delete=models.CASCADE, related_name="options")
    text = models.CharField(_("answer"), max_length=200)
    is_right = models.BooleanField(_("right"), default=False)

    panels: ClassVar[list[Any]] = [FieldPanel("text"), FieldPanel("is_right")]
    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField("is_right", overridable=False)
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("answer")

    def __str__(self) -> str:
        return self.text


class PairedResponse(Answered):
    """What one reader chose before and after one page. First answers count: after the second one
    the explanation has been shown. `before_key` is None for who answered after reading only."""

    question_key = models.UUIDField(db_index=True)
    page_key = models.UUIDField()
    before_key = models.UUIDField(null=True, blank=True)
    after_key = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["question_key", "page_key", "reader"], name="one_pair_per_reader"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_key} {self.month}"


class Outcome(models.TextChoices):
    """How an answer to a paired question came out."""

    RIGHT = "right", _("right")
    WRONG = "wrong", _("wrong")
    MISSING = "missing", _("not answered")


class PairedCount(Counted):
    """Readers by how they answered before and after."""

    question_key = models.UUIDField()
    page_key = models.UUIDField()
    before = models.CharField(max_length=10, choices=Outcome.choices)
    after = models.CharField(max_length=10, choices=Outcome.choices)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["question_key", "page_key", "language", "month", "before", "after"],
                name="one_paired_count",
            )
        ]

    def __str__(self) -> str:
        return str(self.count)
