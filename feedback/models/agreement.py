"""Agreement statements and the answers to them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail_localize.fields import SynchronizedField

from feedback.models.answered import Answered, Counted


class Measure(models.TextChoices):
    """What a statement asks about, and so which of Moore's levels its answers belong to."""

    CLARITY = "clarity", _("Clear and easy to understand (satisfaction)")
    OBJECTIVE = "objective", _("Met the learning objective (satisfaction)")
    RELEVANCE = "relevance", _("Relevant to practice (satisfaction)")
    INTENT = "intent", _("Will change practice (intent, subjective competence)")
    OTHER = "other", _("Something else")


class AgreementSet(TranslatableMixin, ClusterableModel):
    """The statements that readers of an article agree or disagree with."""

    title = models.CharField(
        _("name"), max_length=80, help_text=_("For editors. Readers do not see it.")
    )
    is_default = models.BooleanField(_("used where an article names no other"), default=False)
    heading = models.CharField(
        _("heading"), max_length=100, help_text=_("Such as: Was this useful to you?")
    )
    introduction = models.CharField(_("introduction"), max_length=240, blank=True)
    thanks = models.CharField(_("thanks"), max_length=240)
    shows_distribution = models.BooleanField(
        _("show readers the answers so far"),
        default=False,
        help_text=_("After they answered, and only from ten readers on."),
    )
    asks_for_remark = models.BooleanField(
        _("offer a field for a remark"),
        default=True,
        help_text=_("Only editors read remarks; they are never published."),
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("is_default"),
        FieldPanel("heading"),
        FieldPanel("introduction"),
        InlinePanel("statements", heading=_("Statements"), label=_("Statement"), min_num=1),
        FieldPanel("thanks"),
        FieldPanel("shows_distribution"),
        FieldPanel("asks_for_remark"),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField("is_default", overridable=False),
        SynchronizedField("shows_distribution", overridable=False),
        SynchronizedField("asks_for_remark", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("agreement statements")
        verbose_name_plural = _("agreement statements")
        ordering = ("title",)
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["locale"], condition=Q(is_default=True), name="one_default_set"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        others = type(self).objects.filter(locale_id=self.locale_id, is_default=True)
        if self.is_default and others.exclude(pk=self.pk).exists():
            raise ValidationError(
                {"is_default": _("Another set is the default already. Untick it there first.")}
            )


class AgreementStatement(TranslatableMixin, Orderable):
    """One statement. Retired instead of deleted, so that its answers keep their meaning."""

    set = ParentalKey(AgreementSet, on_delete=models.CASCADE, related_name="statements")
    text = models.CharField(_("statement"), max_length=200)
    measure = models.CharField(_("asks about"), max_length=20, choices=Measure.choices)
    is_retired = models.BooleanField(
        _("retired"), default=False, help_text=_("No longer asked; its answers stay.")
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("text"),
        FieldPanel("measure"),
        FieldPanel("is_retired"),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField("measure", overridable=False),
        SynchronizedField("is_retired", overridable=False),
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("statement")

    def __str__(self) -> str:
        return self.text


class AgreementResponse(Answered):
    """That one reader answered about one page (its translation key, the same in all languages)."""

    page_key = models.UUIDField(db_index=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["page_key", "reader"], name="one_response_per_reader")
        ]

    def __str__(self) -> str:
        return f"{self.page_key} {self.month}"


class AgreementAnswer(models.Model):
    response = models.ForeignKey(
        AgreementResponse, on_delete=models.CASCADE, related_name="answers"
    )
    statement_key = models.UUIDField()
    answer = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(5)]
    )

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["response", "statement_key"], name="one_answer_per_statement"
            ),
            models.CheckConstraint(
                condition=Q(answer__gte=1, answer__lte=5), name="answer_on_the_scale"
            ),
        ]

    def __str__(self) -> str:
        return str(self.answer)


class AgreementCount(Counted):
    """How many gave `answer` (1 to 5) to the statement. The row without a statement and with
    answer 0 counts the readers who answered anything at all."""

    page_key = models.UUIDField()
    statement_key = models.UUIDField(null=True, blank=True)
    answer = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["page_key", "statement_key", "language", "month", "answer"],
                name="one_agreement_count",
            ),
            # Two NULLs are never equal to a unique index, and not every database can be told so.
            models.UniqueConstraint(
                fields=["page_key", "language", "month", "answer"],
                condition=Q(statement_key__isnull=True),
                name="one_respondent_count",
            ),
        ]
        # The report reads all of them, in this order, and from the index alone.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["statement_key", "page_key", "language", "month", "answer", "count"],
                name="agreement_report",
            )
        ]

    def __str__(self) -> str:
        return str(self.count)
