"""Small answers for machines: robots, security contact, share cards, icon."""

from __future__ import annotations

import datetime
import hashlib

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from articles.share_cards import draw_share_card
from core.pages import BasePage
from core.restricted import without_closed_pages
from gate.exposure import public_view
from home.models import HubSettings, SiteTextKey
from home.models.texts import texts_in
from hub.card_address import card_fingerprint, card_texts

ONE_DAY = 86_400
SECURITY_TXT_VALID_DAYS = 180


@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be indexed; the CMS, forms and result lists are of no use to robots."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /acknowledge/",
        "Disallow: /appearance/",
        *(f"Disallow: {prefix}search/" for prefix in _language_prefixes()),
        "",
        f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
        f"Sitemap: {request.build_absolute_uri('/sitemap-languages.xml')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _language_prefixes() -> list[str]:
    return [
        "/" if code == settings.LANGUAGE_CODE else f"/{code}/" for code, _name in settings.LANGUAGES
    ]


@require_safe
@cache_control(public=True, max_age=ONE_DAY)
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116. 404 until an administrator has named a contact."""
    hub = HubSettings.of(Site.find_for_request(request))
    contact = hub.security_contact or (f"mailto:{hub.editors_email}" if hub.editors_email else "")
    if not contact:
        raise Http404
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    expires = today + datetime.timedelta(days=SECURITY_TXT_VALID_DAYS)
    lines = [
        f"Contact: {contact}",
        f"Expires: {expires.strftime('%Y-%m-%dT%H:%M:%SZ')}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES)}",
        f"Canonical: {request.build_absolute_uri(request.path)}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@cache_control(public=True, max_age=ONE_DAY)
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this address unasked; the icon itself is a static file."""
    return HttpResponsePermanentRedirect(staticfiles_storage.url("hub/img/mark.svg"))


@require_safe
@cache_control(public=True, max_age=ONE_DAY * 30)
def share_card(request: HttpRequest, page_id: int, fingerprint: str) -> HttpResponse:
    """The picture of a page for link previews, drawn from its public fields.

    The fingerprint is part of the address, so that a changed title has a new address and nobody can
    make the server draw what no page says.
    """
    pages = without_closed_pages(Page.objects.live())
    page = pages.filter(pk=page_id).select_related("locale").first()
    site = Site.find_for_request(request)
    # The root of the tree is a page too, but none of ours.
    if page is None or site is None or not isinstance(page.specific, BasePage):
        raise Http404
    hub = HubSettings.of(site)
    view = public_view(page.specific)
    with translation.override(page.locale.language_code):
        texts = card_texts(view, hub.hub_name, texts_in(page.locale).get(SiteTextKey.STRAPLINE, ""))
    if fingerprint != card_fingerprint(texts):
        raise Http404
    key = f"share-card-{hashlib.sha256(repr(texts).encode()).hexdigest()}"
    png = cache.get(key)
    if png is None:
        png = draw_share_card(*texts)
        cache.set(key, png, ONE_DAY)
    return HttpResponse(png, content_type="image/png")
