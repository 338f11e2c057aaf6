"""Polls: one question, one vote a reader."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from feedback.models.answered import Answered, Counted


class Poll(TranslatableMixin, index.Indexed, ClusterableModel):
    """A question to readers. Votes of all languages count together (by translation key)."""

    class Choice(models.TextChoices):
        SINGLE = "single", _("One option")
        MULTIPLE = "multiple", _("Several options")

    class Order(models.TextChoices):
        FIXED = "fixed", _("As below")
        SHUFFLED = "shuffled", _("Shuffled, differently each day")

    question = models.CharField(_("question"), max_length=300)
    choice = models.CharField(
        _("readers choose"), max_length=10, choices=Choice.choices, default=Choice.SINGLE
    )
    order = models.CharField(
        _("order of the options"), max_length=10, choices=Order.choices, default=Order.FIXED
    )
    is_open = models.BooleanField(_("open"), default=True)
    opened_on = models.DateField(_("open since"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    minimum_votes = models.PositiveSmallIntegerField(
        _("votes before results are shown"),
        default=10,
        validators=[MinValueValidator(10), MaxValueValidator(1000)],
        help_text=_("At least ten, so that nobody's vote can be read off."),
    )
    caveat = models.CharField(
        _("caveat"), max_length=240, blank=True, help_text=_("Stands below the results.")
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("question"),
        InlinePanel("options", heading=_("Options"), label=_("Option"), min_num=2, max_num=12),
        FieldRowPanel([FieldPanel("choice"), FieldPanel("order")]),
        FieldRowPanel([FieldPanel("is_open"), FieldPanel("opened_on"), FieldPanel("closes_at")]),
        FieldPanel("minimum_votes"),
        FieldPanel("caveat"),
    ]
    search_fields: ClassVar[list[Any]] = [
        index.SearchField("question"),
        index.AutocompleteField("question"),
        index.FilterField("locale_id"),
        index.FilterField("is_open"),
    ]
    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField(name, overridable=False)
        for name in ("choice", "order", "is_open", "opened_on", "closes_at", "minimum_votes")
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.question


class PollOption(TranslatableMixin, Orderable):
    """One option. With votes it can be retired, not deleted."""

    poll = ParentalKey(Poll, on_delete=models.CASCADE, related_name="options")
    text = models.CharField(_("option"), max_length=200)
    is_retired = models.BooleanField(
        _("retired"), default=False, help_text=_("No longer offered; its votes stay and are shown.")
    )

    panels: ClassVar[list[Any]] = [FieldPanel("text"), FieldPanel("is_retired")]
    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField("is_retired", overridable=False)
    ]

    class Meta(TranslatableMixin.Meta, Orderable.Meta):
        verbose_name = _("option")

    def __str__(self) -> str:
        return self.text


class PollVote(Answered):
    """One reader's vote in one poll."""

    poll_key = models.UUIDField(db_index=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["poll_key", "reader"], name="one_vote_per_reader")
        ]

    def __str__(self) -> str:
        return f"{self.poll_key} {self.month}"


class PollChoice(models.Model):
    vote = models.ForeignKey(PollVote, on_delete=models.CASCADE, related_name="choices")
    option_key = models.UUIDField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["vote", "option_key"], name="one_choice_per_option")
        ]

    def __str__(self) -> str:
        return str(self.option_key)


class PollCount(Counted):
    """Votes for an option; the row without an option counts the voters."""

    poll_key = models.UUIDField()
    option_key = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["poll_key", "option_key", "language", "month"], name="one_poll_count"
            ),
            # Two NULLs are never equal to a unique index, and not every database can be told so.
            models.UniqueConstraint(
                fields=["poll_key", "language", "month"],
                condition=Q(option_key__isnull=True),
                name="one_voter_count",
            ),
        ]

    def __str__(self) -> str:
        return str(self.count)
