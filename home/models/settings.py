from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Site


@register_setting(icon="home", order=100)
class HubSettings(BaseSiteSetting):
    """The hub's name and addresses: what would change if the software served another disease."""

    hub_name = models.CharField(
        _("name of the hub"),
        max_length=60,
        default="Hub",
        help_text=_("A proper name, the same in every language. It is never translated."),
    )
    editors_email = models.EmailField(
        _("address of the editors"), blank=True, help_text=_("Readers write here.")
    )
    security_contact = models.CharField(
        _("contact for security reports"),
        max_length=200,
        blank=True,
        help_text=_("mailto: or https:// address, published in security.txt."),
    )
    organisation_name = models.CharField(
        _("publishing organisation"), max_length=120, blank=True, help_text=_("Legal name.")
    )
    is_demonstration = models.BooleanField(
        _("this is a demonstration"),
        default=False,
        help_text=_("Says so at the foot of every page."),
    )

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [FieldPanel("hub_name"), FieldPanel("organisation_name")], heading=_("Name")
        ),
        MultiFieldPanel(
            [FieldPanel("editors_email"), FieldPanel("security_contact")], heading=_("Contact")
        ),
        FieldPanel("is_demonstration"),
    ]

    class Meta:
        verbose_name = _("hub settings")

    @classmethod
    def of(cls, site: Site | None) -> HubSettings:
        """The settings of a site, or the defaults. Unlike Wagtail's reader it never writes, so
        that showing a page changes nothing."""
        stored = cls.objects.filter(site=site).first() if site is not None else None
        return stored or cls(site=site)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Also names Wagtail's site, which feeds and the CMS show."""
        super().save(*args, **kwargs)
        if self.site.site_name != self.hub_name:
            self.site.site_name = self.hub_name
            self.site.save(update_fields=["site_name"])
