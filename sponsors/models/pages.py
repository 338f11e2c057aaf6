"""The public pages about money. Editors write the words; every figure comes from the register.

A year or a funder has its address below the funders page as soon as money is booked, in every
language that has a funders page. A page of its own adds words to it.
"""

from __future__ import annotations

import copy
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page, PagePermissionTester
from wagtail.url_routing import RouteResult

from core.exposure import Exposure
from core.fields import StreamField
from core.restricted import without_closed_pages
from sponsors.blocks import RuleBlock
from sponsors.funder_screen import funder_screen
from sponsors.models.funders import Funder
from sponsors.models.money_page import PUBLIC_FIELDS, MoneyPage
from sponsors.routes import funder_at, year_at
from sponsors.screens import current_year, year_screen


class FundersPage(MoneyPage):
    """Who funds the hub and on what terms; open to everybody, at /funders/."""

    exposure = Exposure.PUBLIC
    public_fields = (*PUBLIC_FIELDS, "rules", "share_image")
    parent_page_types: ClassVar[list[str]] = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = ["sponsors.FundersYearPage", "sponsors.FunderPage"]
    max_count_per_parent = 1
    template = "sponsors/funders_page.html"

    rules = StreamField(
        [("rule", RuleBlock())], verbose_name=_("what funders cannot do"), blank=True
    )

    content_panels: ClassVar[list[Any]] = [*MoneyPage.content_panels, FieldPanel("rules")]

    # Set by `shown_at`: the path below this page, and what is shown there.
    below = ""
    shown_title = ""

    class Meta:
        verbose_name = _("funders page")

    # --- Addresses below it that no page is written for ------------------------------------------
    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        try:
            return super().route(request, path_components)
        except Http404:
            if not self.live or len(path_components) != 1:
                raise
            return self.figures_at(path_components[0])

    def figures_at(self, below: str) -> RouteResult:
        """What the register knows about a year or a funder; Http404 if that is nothing."""
        if year := year_at(below):
            return RouteResult(self, kwargs={"year": year})
        if funder := funder_at(below):
            return RouteResult(self, kwargs={"funder": funder})
        raise Http404

    def shown_at(self, below: str, title: str) -> FundersPage:
        """This page as what it shows at an address below its own: the head of the HTML page, the
        breadcrumb and the language chooser then speak of that address. Not to be saved."""
        shown = copy.copy(self)
        shown.url_path = f"{self.url_path}{below}"
        shown.place = [*self.place, self]
        shown.below, shown.shown_title = below, title
        return shown

    @property
    def trail(self) -> list[tuple[str, str]]:
        above = [(page.title, page.full_url or "") for page in self.place]
        return [*above, (self.shown_title or self.title, self.full_url or "")]

    @property
    def language_anchor(self) -> tuple[Page, str]:
        return self, self.below

    # --- What it shows ----------------------------------------------------------------------------
    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        return FunderPage.template if kwargs.get("funder") else self.template

    def get_context(
        self,
        request: HttpRequest,
        *args: Any,
        year: int | None = None,
        funder: Funder | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        if funder is not None:
            page = self.shown_at(f"{funder.slug}/", funder.public_name)
            context.update(page=page, self=page, screen=funder_screen(funder, self, request))
            return context
        if year is not None:
            page = self.shown_at(f"{year}/", f"{self.title}, {year}")
            context.update(page=page, self=page)
        else:
            context.update(body=self.body, notes=self._notes_on(current_year()))
        context["funders_page"] = self
        context["screen"] = year_screen(year or current_year(), self)
        return context

    def _notes_on(self, year: int) -> FundersYearPage | None:
        """What is written about the year in this language."""
        pages = without_closed_pages(FundersYearPage.objects.live())
        return pages.filter(year=year, locale_id=self.locale_id).first()


class _NoCopies(PagePermissionTester):
    """A copy would need the address of its original, so the CMS does not offer one."""

    def can_copy(self) -> bool:
        return False


class PageBelowFunders(MoneyPage):
    """A page about one year or one funder. Its address follows from that, not from its title."""

    promote_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("seo_title"),
                FieldPanel("search_description"),
                FieldPanel("share_image"),
            ],
            heading=_("For search engines and sharing"),
        ),
    ]

    class Meta:
        abstract = True

    def address(self) -> str:
        """The last part of the address, or "" while it is not known what the page is about."""
        raise NotImplementedError

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self._take_address()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        self._take_address()
        super().minimal_clean()

    def _take_address(self) -> None:
        if address := self.address():
            self.slug = address

    def _refuse_second(self, field: str, message: Any) -> None:
        """Two pages about the same year or funder would need the same address."""
        others = type(self).objects.filter(**{field: getattr(self, field)})
        if self.locale_id:
            others = others.filter(locale_id=self.locale_id)
        if others.exclude(pk=self.pk).exists():
            raise ValidationError({field: message})

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return _NoCopies(user, self)

    @cached_property
    def above(self) -> Page | None:
        """The live page above this one; for a page that was never saved, the one in its language.
        Mostly known already: the way to this page led past it."""
        if self.pk and self.depth:
            return next((page for page in self.place if page.depth == self.depth - 1), None)
        return FundersPage.objects.live().filter(locale_id=self.locale_id).first()

    @cached_property
    def funders_page(self) -> FundersPage | None:
        """The same page with what only its type has."""
        above = self.above
        return FundersPage.objects.filter(pk=above.pk).first() if above is not None else None

    @property
    def language_anchor(self) -> tuple[Page, str]:
        return (self.above, f"{self.slug}/") if self.above and self.live else (self, "")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """As Wagtail's; as long as these words are not published, the figures stand alone."""
        above = None if self.live or path_components else self.funders_page
        return above.figures_at(self.slug) if above else super().route(request, path_components)


class FundersYearPage(PageBelowFunders):
    """What there is to say about one year; its figures come from the register."""

    exposure = Exposure.PUBLIC
    public_fields = (*PUBLIC_FIELDS, "year", "share_image")
    parent_page_types: ClassVar[list[str]] = ["sponsors.FundersPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "sponsors/funders_year_page.html"

    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1990), MaxValueValidator(2200)]
    )

    content_panels: ClassVar[list[Any]] = [FieldPanel("year"), *MoneyPage.content_panels]

    class Meta:
        verbose_name = _("funders of a year")
        verbose_name_plural = _("funders of a year")

    def address(self) -> str:
        return str(self.year or "")

    def clean(self) -> None:
        if self.year:
            self._refuse_second("year", _("There is a page about this year already."))
        super().clean()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["funders_page"] = self.funders_page
        context["notes"] = self
        context["screen"] = year_screen(self.year or current_year(), self.above)
        return context


class FunderPage(PageBelowFunders):
    """What there is to say about one funder; its figures come from the register."""

    exposure = Exposure.PUBLIC
    public_fields = (*PUBLIC_FIELDS, "funder", "share_image")
    parent_page_types: ClassVar[list[str]] = ["sponsors.FundersPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "sponsors/funder_page.html"

    funder = models.ForeignKey(
        Funder, verbose_name=_("funder"), on_delete=models.PROTECT, related_name="+"
    )

    content_panels: ClassVar[list[Any]] = [FieldPanel("funder"), *MoneyPage.content_panels]

    class Meta:
        verbose_name = _("page of a funder")
        verbose_name_plural = _("pages of funders")

    def address(self) -> str:
        return self.funder.slug if self.funder_id else ""

    def clean(self) -> None:
        if self.funder_id:
            self._refuse_second("funder", _("There is a page about this funder already."))
        super().clean()

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["words"] = self
        context["screen"] = funder_screen(self.funder, self.above, request)
        return context
