"""In and out of the sponsor area: login, logout, setting a password, asking for a new one."""

from __future__ import annotations

from django.contrib.auth import password_validation
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import update_last_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from core.see_other import HttpResponseSeeOther
from sponsors import invitations, sponsor_login
from sponsors.access import Action, record_action
from sponsors.models import SponsorAccess
from sponsors.sponsor_forms import ForgottenForm, LoginForm
from sponsors.sponsor_login import Outcome
from sponsors.sponsor_session import (
    close_session,
    current_access,
    destination,
    kept_private,
    open_session,
)

LINK = "sponsor-link"  # where the session keeps account and token of a link
MINUTES = 15


@kept_private
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponseBase:
    """Ask for name and password and go on to `next`; the reasons for a refusal stay here."""
    if request.method != "POST":
        going = request.GET.get("next")
        if current_access(request):
            return HttpResponseSeeOther(destination(going))
        return _login_page(request, LoginForm(), going)
    going = request.POST.get("next")
    form = LoginForm(request.POST)
    if not form.is_valid():
        return _login_page(request, form, going)
    name, password = form.cleaned_data["name"], form.cleaned_data["password"]
    if sponsor_login.too_many_failures(request, name):
        form.add_error(None, _("Too many attempts. Wait a quarter of an hour, then try again."))
        return _too_many(_login_page(request, form, going))
    attempt = sponsor_login.attempt(name, password)
    if attempt.outcome is not Outcome.ADMITTED or attempt.access is None:
        sponsor_login.count_failure(request, name)
        if attempt.access is not None:
            record_action(attempt.access, Action.REFUSED)
        form.add_error(None, _reason(attempt.outcome))
        return _login_page(request, form, going)
    _let_in(request, attempt.access)
    return HttpResponseSeeOther(destination(going))


def _reason(outcome: Outcome) -> str:
    if outcome is Outcome.BELONGS_TO_CMS:
        return _("This account belongs to the editorial system. Log in there.")
    return _("The name or the password is wrong, or the account has no access.")


def _let_in(request: HttpRequest, access: SponsorAccess) -> None:
    update_last_login(type(access.user), access.user)  # also ends the links that were sent before
    open_session(request, access)
    rotate_token(request)
    record_action(access, Action.LOGIN)


def _login_page(request: HttpRequest, form: LoginForm, going: str | None) -> HttpResponse:
    context = {"form": form, "next": destination(going)}
    return render(request, "sponsors/area/login.html", context)


def _too_many(response: HttpResponse) -> HttpResponse:
    response.status_code = 429
    response.headers["Retry-After"] = str(MINUTES * 60)
    return response


@kept_private
@require_POST
def logout(request: HttpRequest) -> HttpResponseBase:
    """End the session, on both sides."""
    access = current_access(request)
    if access:
        record_action(access, Action.LOGOUT)
        close_session(request)
    return HttpResponseSeeOther(reverse("sponsor:login"))


@kept_private
@require_http_methods(["GET", "HEAD", "POST"])
def forgotten(request: HttpRequest) -> HttpResponseBase:
    """Send a link for a new password. The answer says nothing about who has an account."""
    form = ForgottenForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "sponsors/area/forgotten.html", {"form": form})
    name = form.cleaned_data["name"]
    if sponsor_login.too_many_requests(request):
        form.add_error(None, _("Too many attempts. Wait a quarter of an hour, then try again."))
        return _too_many(render(request, "sponsors/area/forgotten.html", {"form": form}))
    user = sponsor_login.account_named(name)
    access = SponsorAccess.objects.select_related("user", "funder").filter(user=user).first()
    if access and not sponsor_login.too_many_letters(request, name):
        invitations.remind(access, request)
    return HttpResponseSeeOther(reverse("sponsor:forgotten") + "?sent=1")


@kept_private
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponseBase:
    """Set a password by a link from a letter.

    The link's token goes into the session and out of the address, so that no page that is shown
    next, and no history, holds it. Opening a link changes nothing.
    """
    is_link = request.method != "POST" and "token" in request.GET
    link = (
        [request.GET.get("account", ""), request.GET["token"]]
        if is_link
        else request.session.get(LINK, ["", ""])
    )
    access = invitations.access_with_token(*link)
    if access is None:
        return render(request, "sponsors/area/link_used.html", status=410)
    if is_link:
        request.session[LINK] = link
        return HttpResponseSeeOther(reverse("sponsor:password"))
    form = SetPasswordForm(access.user, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        rules = password_validation.password_validators_help_texts()
        context = {"form": form, "access": access, "rules": rules}
        return render(request, "sponsors/area/password.html", context)
    form.save()
    record_action(access, Action.PASSWORD)
    _let_in(request, access)
    return HttpResponseSeeOther(reverse("sponsor:overview"))
