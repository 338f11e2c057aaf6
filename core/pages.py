"""The base of every page type."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PageViewRestriction

from core.exposure import Exposure
from core.page_form import HubPageForm
from core.restricted import is_in_the_open


class BasePage(Page):
    """What all pages share: their share image and the declaration of what is public.

    Each concrete class declares `exposure` and `public_fields` itself (checked by gate.E001), so
    that a new page type cannot be public by accident.
    """

    exposure: ClassVar[Exposure]
    public_fields: ClassVar[tuple[str, ...]]
    # Whether each published version keeps the record of who funded it (see sponsors).
    keeps_funding_record: ClassVar[bool] = False
    # Whether it is accredited education: its funders are then named by their legal name only.
    is_accredited: bool = False
    base_form_class = HubPageForm

    share_image = models.ForeignKey(
        "core.HubImage",
        verbose_name=_("share image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Shown when somebody shares the address. Left empty, a card with the title is drawn."
        ),
    )

    promote_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel(
                    "slug",
                    help_text=_("The last part of the address. Leave it once the page is live."),
                ),
                FieldPanel(
                    "seo_title",
                    help_text=_("Only if search engines should show another title than the page."),
                ),
                FieldPanel(
                    "search_description",
                    help_text=_("One sentence for search engines; visible to everybody."),
                ),
                FieldPanel("share_image"),
            ],
            heading=_("For search engines and sharing"),
        ),
    ]

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """As Wagtail's, in one query: the restrictions of this page, of the pages above, and of the
        pages that any of these is an alias of."""
        lengths = range(self.steplen, len(self.path) + 1, self.steplen)
        paths = [self.path[:length] for length in lengths]
        return PageViewRestriction.objects.filter(
            Q(page__path__in=paths) | Q(page__aliases__path__in=paths)
        ).distinct()

    def funding_subjects(self) -> set[UUID]:
        """Translation keys of what money for this page may be booked on: itself, its subjects."""
        return {self.translation_key}

    @property
    def in_the_open(self) -> bool:
        """Whether other pages may name this one (a template asks before it links)."""
        return is_in_the_open(self)

    @cached_property
    def place(self) -> list[Page]:
        """The live pages above this one, the home page first: one query, asked once."""
        return list(self.get_ancestors().live().filter(depth__gt=1)) if self.pk else []

    @property
    def trail(self) -> list[tuple[str, str]]:
        """(title, absolute address) from the home page down to this page."""
        return [(page.title, page.full_url or "") for page in [*self.place, self]]
