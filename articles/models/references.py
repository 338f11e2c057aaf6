"""The reference record: CSL-JSON is the truth, the rest is derived from it on save."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from articles.citations import format_reference
from articles.identifiers import ReferenceLink, clean_doi, clean_pmid, reference_links
from articles.reference_form import ReferenceForm


class Reference(index.Indexed, models.Model):
    """A published source. Not translated: a citation reads the same in every language.

    `csl` is one CSL-JSON item (https://docs.citationstyles.org); DOI and PMID live in it and are
    copied to columns so that they can be unique and searched.
    """

    csl = models.JSONField(_("record (CSL-JSON)"), default=dict, blank=True)
    doi = models.CharField(_("DOI"), max_length=255, null=True, blank=True, unique=True)
    pmid = models.CharField(_("PubMed number"), max_length=12, null=True, blank=True, unique=True)
    title = models.TextField(_("title"), editable=False, default="")
    first_author = models.CharField(_("first author"), max_length=200, editable=False, default="")
    year = models.PositiveSmallIntegerField(_("year"), null=True, editable=False)
    ama = models.TextField(_("AMA text"), editable=False, default="")

    base_form_class = ReferenceForm

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [
                FieldPanel("kind"),
                FieldPanel("authors"),
                FieldPanel("title_text"),
                FieldPanel("container"),
                FieldPanel("container_short"),
                FieldRowPanel([FieldPanel("volume"), FieldPanel("issue"), FieldPanel("pages")]),
                FieldRowPanel([FieldPanel("published")]),
            ],
            heading=_("The source"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("doi_text"), FieldPanel("pmid_text")]),
                FieldRowPanel([FieldPanel("pmcid"), FieldPanel("nct")]),
                FieldPanel("url"),
            ],
            heading=_("Where readers find it"),
        ),
    ]

    search_fields: ClassVar[list[Any]] = [
        index.SearchField("title", boost=2),
        index.SearchField("ama"),
        index.AutocompleteField("title"),
        index.AutocompleteField("first_author"),
        index.AutocompleteField("ama"),
        index.AutocompleteField("doi"),
        index.AutocompleteField("pmid"),
        index.SearchField("doi"),
        index.SearchField("pmid"),
        index.FilterField("year"),
    ]

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering = ("first_author", "-year", "pk")

    def __str__(self) -> str:
        lead = " ".join(part for part in (self.first_author, str(self.year or "")) if part)
        return f"{lead}: {self.title}" if lead else self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Bring the columns in line with the CSL-JSON record."""
        record = self.csl or {}
        self.doi = clean_doi(str(record.get("DOI") or "")) or None
        self.pmid = clean_pmid(str(record.get("PMID") or "")) or None
        self.title = str(record.get("title") or "")
        authors = record.get("author") or [{}]
        self.first_author = str(authors[0].get("family") or authors[0].get("literal") or "")[:200]
        parts = (record.get("issued") or {}).get("date-parts") or [[None]]
        year = parts[0][0] if parts and parts[0] else None
        self.year = int(str(year)) if str(year or "").isdigit() else None
        self.ama = format_reference(record)

    @property
    def links(self) -> list[ReferenceLink]:
        """DOI, PubMed, PubMed Central, trial register or plain address, in that order."""
        return reference_links(self.csl or {})
