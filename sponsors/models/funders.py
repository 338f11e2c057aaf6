"""Funders: who they are in law, and what they are called in a sentence. No logo, by design."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.models import Locale
from wagtail.search import index


class FunderKind(models.TextChoices):
    COMPANY = "company", _("Company")
    FOUNDATION = "foundation", _("Foundation")
    ASSOCIATION = "association", _("Association")
    PUBLIC_BODY = "public_body", _("Public body")
    READERS = "readers", _("Readers")


class Funder(index.Indexed, ClusterableModel):
    """Somebody who pays. A change here is seen in all current statements; frozen ones stay."""

    legal_name = models.CharField(
        _("legal name"), max_length=200, unique=True, help_text=_("As in the agreement.")
    )
    public_name = models.CharField(
        _("public name"),
        max_length=120,
        unique=True,
        help_text=_("As readers know the organisation. Never the name of a product."),
    )
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        blank=True,
        help_text=_("The last part of /funders/…/. Left empty, made from the public name."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=FunderKind.choices)
    parent_group = models.CharField(
        _("group it belongs to"),
        max_length=120,
        blank=True,
        help_text=_("The group of companies behind an association or foundation. It is named."),
    )
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Two letters, such as DE or PT.")
    )
    website = models.URLField(
        _("web site"), blank=True, help_text=_("Shown as text on the funder's page, not as a link.")
    )

    search_fields: ClassVar[list[Any]] = [
        index.SearchField("public_name"),
        index.SearchField("legal_name"),
        index.AutocompleteField("public_name"),
        index.AutocompleteField("legal_name"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("funder")
        verbose_name_plural = _("funders")
        ordering = ("public_name",)

    def __str__(self) -> str:
        return self.public_name

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        if not self.slug:
            self.slug = slugify(self.public_name)[:80]
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        problems: dict[str, Any] = {}
        for name in ("legal_name", "public_name", "parent_group"):
            if any(sign in getattr(self, name) for sign in "®™©<>{}"):
                problems[name] = _("A name of an organisation has no ®, ™, brackets or braces.")
        if self.slug.isdigit() or self.slug in RESERVED_SLUGS:
            problems["slug"] = _("This address is used for something else. Choose another.")
        problems |= self._changed_though_booked()
        if self.country and not (len(self.country) == 2 and self.country.isalpha()):
            problems["country"] = _("Two letters, such as DE or PT.")
        if problems:
            raise ValidationError(problems)
        self.country = self.country.upper()

    def _changed_though_booked(self) -> dict[str, Any]:
        """The address is permanent and stands in frozen records, and readers' money is of another
        kind than everybody else's: neither changes once a record hangs on it."""
        stored = type(self).objects.filter(pk=self.pk, records__isnull=False).first()
        if stored is None:
            return {}
        problems: dict[str, Any] = {}
        if self.slug != stored.slug:
            problems["slug"] = _("The address stays once money is booked.")
        if FunderKind.READERS in {self.kind, stored.kind} and self.kind != stored.kind:
            problems["kind"] = _(
                "Money is booked already: readers and other funders cannot take each other's place."
            )
        return problems


# Addresses below /funders/ that are not a funder's.
RESERVED_SLUGS = frozenset(
    {
        "agreements",
        "data",
        "ledger",
        "record",
        "schema",
        "sponsor-access",
        "statement",
        "verify",
    }
)


class FunderWording(models.Model):
    """How one language puts the funder into a sentence, where its public name alone does not read
    well: "the Marlow Society", "a Fundação Marlow"."""

    funder = ParentalKey(Funder, on_delete=models.CASCADE, related_name="wordings")
    locale = models.ForeignKey(
        Locale, verbose_name=_("language"), on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(
        _("name inside a sentence"),
        max_length=140,
        help_text=_("With its article where the language wants one: the Marlow Society."),
    )
    parent_group = models.CharField(_("group inside a sentence"), max_length=140, blank=True)

    class Meta:
        verbose_name = _("name in a language")
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["funder", "locale"], name="one_wording_per_language")
        ]

    def __str__(self) -> str:
        return self.name
