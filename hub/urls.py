"""All addresses. Machine addresses and forms have no language; pages and search do."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from core.appearance import choose_theme
from feedback import urls as voice_urls
from hub import health, machines, sitemaps
from hub.feeds import feed_urls
from hub.media import serve_media
from hub.voice_gate import gated_patterns

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:path>", serve_media, name="media"),
    path("acknowledge/", include("gate.urls")),
    path("appearance/", choose_theme, name="appearance"),
    path("sponsor/", include("sponsors.sponsor_urls")),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("robots.txt", machines.robots, name="robots"),
    path(".well-known/security.txt", machines.security_txt, name="security-txt"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap-index"),
    path("sitemap-languages.xml", sitemaps.language_sitemap, name="sitemap-languages"),
    path("sitemap-<str:language>.xml", sitemaps.sitemap, name="sitemap"),
    path("cards/<int:page_id>-<str:fingerprint>.png", machines.share_card, name="share-card"),
    path("favicon.ico", machines.favicon, name="favicon"),
]

urlpatterns += i18n_patterns(
    path("feeds/", include(feed_urls)),
    path("search/", include("search.urls")),
    path("funders/", include("sponsors.urls")),
    path("voice/", include((gated_patterns(voice_urls.urlpatterns), voice_urls.app_name))),
    path("impact/", include("feedback.impact_urls")),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)

handler400 = "hub.errors.bad_request"
handler403 = "hub.errors.permission_denied"
handler404 = "hub.errors.page_not_found"
handler500 = "hub.errors.server_error"

if settings.DEBUG:
    from django.contrib.staticfiles.urls import staticfiles_urlpatterns

    urlpatterns = [*staticfiles_urlpatterns(), *urlpatterns]
