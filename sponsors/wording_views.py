"""Editing the wording of the funding statement in the CMS."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log
from wagtail.models import Locale

from sponsors.models import StatementWording
from sponsors.wording_form import WordingForm

WORDING = "statement_wording"
MAY_CHANGE = "sponsors.change_statementwording"


def index(request: HttpRequest) -> HttpResponse:
    """The wording in the default language; the others are one click away."""
    return redirect(f"{WORDING}:edit", Locale.get_default().language_code)


@require_http_methods(["GET", "POST"])
@never_cache
def edit(request: HttpRequest, language: str) -> HttpResponse:
    """All parts in one language. With `examples` in the post, only the examples come back."""
    if not request.user.has_perm(MAY_CHANGE):
        raise PermissionDenied
    locale = get_object_or_404(Locale, language_code=language)
    form = WordingForm(request.POST or None, locale=locale)
    if request.method == "POST":
        if "examples" in request.POST:
            form.is_valid()
            return render(request, "sponsors/admin/wording_examples.html", {"form": form})
        if form.is_valid():
            return _save(request, form)
        messages.validation_error(
            request, _("Nothing was saved. Please correct what is marked below."), form
        )
    return render(request, "sponsors/admin/wording.html", _context(form))


def _save(request: HttpRequest, form: WordingForm) -> HttpResponse:
    changed = form.save()
    for row in StatementWording.objects.filter(locale=form.locale, key__in=changed):
        log(instance=row, action="sponsors.wording", user=request.user)
    if changed:
        said = ngettext(
            "%(number)d part has a new wording. All pages show it from now on; what was published "
            "with articles stays as it was.",
            "%(number)d parts have a new wording. All pages show it from now on; what was "
            "published with articles stays as it was.",
            len(changed),
        )
        messages.success(request, said % {"number": len(changed)})
    else:
        messages.info(request, _("Nothing was different, so that nothing was changed."))
    return redirect(f"{WORDING}:edit", form.locale.language_code)


def _context(form: WordingForm) -> dict[str, Any]:
    title = _("Wording of the statement")
    return {
        "form": form,
        "languages": [
            {
                "name": locale.get_display_name(),
                "url": reverse(f"{WORDING}:edit", args=[locale.language_code]),
                "is_current": locale == form.locale,
            }
            for locale in Locale.objects.all()
        ],
        "header_title": title,
        "header_icon": "openquote",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": "", "label": title, "sublabel": form.locale.get_display_name()},
        ],
    }


# --- The entry of the menu ------------------------------------------------------------------------
class WordingMenuItem(MenuItem):
    """Shown to those who may change the wording."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(MAY_CHANGE))


class WordingViewSet(ViewSet):
    name = WORDING
    url_prefix = "funding/wording"
    icon = "openquote"
    menu_label = gettext_lazy("Wording of the statement")
    menu_name = "statement-wording"
    menu_order = 40
    menu_item_class = WordingMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", index, name="index"),
            path("<slug:language>/", edit, name="edit"),
        ]
