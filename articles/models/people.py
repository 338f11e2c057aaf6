"""People: who wrote, reviewed and edits, and what they declared."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from articles.listing import listing_for
from articles.selectors import articles_by_person
from core.blocks import INLINE_FEATURES
from core.countries import country_name
from core.exposure import Exposure
from core.locales import locale_of
from core.pages import BasePage


class PersonPage(BasePage):
    """A person with a role. The page's title is the name, the same in every language."""

    exposure = Exposure.GATED
    public_fields = (
        "title",
        "credentials",
        "role",
        "affiliation",
        "photo",
        "search_description",
        "share_image",
    )
    parent_page_types: ClassVar[list[str]] = ["articles.PeopleIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "articles/person_page.html"

    credentials = models.CharField(
        _("credentials"), max_length=80, blank=True, help_text=_("After the name: MD, PhD.")
    )
    role = models.CharField(
        _("role"), max_length=120, blank=True, help_text=_("At this hub: medical writer, …")
    )
    affiliation = models.CharField(_("affiliation"), max_length=200, blank=True)
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}$", _("Two capital letters, ISO 3166: PT."))],
        help_text=_("Two-letter code: PT, GB."),
    )
    orcid = models.CharField(
        "ORCID",
        max_length=19,
        blank=True,
        validators=[RegexValidator(r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$", _("0000-0002-1825-0097"))],
    )
    biography = RichTextField(_("biography"), blank=True, features=[*INLINE_FEATURES, "link"])
    photo = models.ForeignKey(
        "core.HubImage",
        verbose_name=_("photo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    is_board_member = models.BooleanField(
        _("member of the editorial board"), default=False, help_text=_("Listed as such.")
    )

    content_panels: ClassVar[list[Any]] = [
        FieldPanel("title", heading=_("Name"), help_text=_("As it is printed above articles.")),
        FieldRowPanel([FieldPanel("credentials"), FieldPanel("role")]),
        FieldRowPanel([FieldPanel("affiliation"), FieldPanel("country")]),
        FieldPanel("is_board_member"),
        InlinePanel(
            "disclosures",
            heading=_("Disclosures of interests"),
            label=_("Disclosure"),
            help_text=_("One for each date asked. “Nothing to declare” is an answer: tick it."),
        ),
        MultiFieldPanel(
            [FieldPanel("biography"), FieldPanel("photo"), FieldPanel("orcid")],
            heading=_("About"),
        ),
    ]

    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("affiliation"),
        index.SearchField("biography"),
    ]

    override_translatable_fields: ClassVar[list[Any]] = [
        SynchronizedField("title", overridable=False),
        SynchronizedField("slug", overridable=False),
        SynchronizedField("credentials"),
        SynchronizedField("affiliation"),
        SynchronizedField("country"),
        SynchronizedField("orcid"),
    ]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    @property
    def country_name(self) -> str:
        """In the language of the page, as the Unicode CLDR has it; "" when it is not known."""
        return country_name(self.country, locale_of(self.locale_id).language_code)

    @property
    def name_with_credentials(self) -> str:
        return f"{self.title}, {self.credentials}" if self.credentials else self.title

    @property
    def latest_disclosure(self) -> PersonDisclosure | None:
        """The newest dated answer, or None when nobody has asked yet."""
        dated = sorted(self.disclosures.all(), key=lambda d: (d.declared_on, d.pk or 0))
        return dated[-1] if dated else None

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["disclosures"] = sorted(
            self.disclosures.all(), key=lambda d: d.declared_on, reverse=True
        )
        context["listing"] = listing_for(
            request, articles_by_person(self), own_address=self.url, without="author"
        )
        return context


class PersonDisclosure(Orderable):
    """A dated answer to "what interests do you have?" (ICMJE; prior 36 months)."""

    person = ParentalKey(PersonPage, on_delete=models.CASCADE, related_name="disclosures")
    declared_on = models.DateField(_("declared on"))
    nothing_to_declare = models.BooleanField(_("nothing to declare"), default=False)
    statement = models.TextField(
        _("statement"),
        blank=True,
        help_text=_("Company, nature and year: “Speaker fees, Calder Finch Pharma, 2025”."),
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("declared_on"),
        FieldPanel("nothing_to_declare"),
        FieldPanel("statement"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("disclosure")

    def __str__(self) -> str:
        return f"{self.declared_on}"

    def clean(self) -> None:
        super().clean()
        if not self.nothing_to_declare and not self.statement.strip():
            raise ValidationError(
                {"statement": _("Either tick “nothing to declare” or write the interests.")}
            )
