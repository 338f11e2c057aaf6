"""Letters with a link by which a sponsor account gets its password: invitation and reminder.

The link holds a token of Django's kind: it works for `settings.PASSWORD_RESET_TIMEOUT` seconds and
no longer once a password was set or the account was used. The token is in the query of the address,
which logs leave out.
"""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor
from smtplib import SMTPException
from urllib.parse import urlencode

import structlog
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _

from sponsors.access import may_enter
from sponsors.models import SponsorAccess

logger = structlog.get_logger(__name__)
# Letters of the public form go out after its answer, so that the answer takes as long for an
# address nobody has.
OUTBOX = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sponsor-letters")


class SponsorTokens(PasswordResetTokenGenerator):
    """Tokens for /sponsor/ alone: one of the CMS does not work here, nor one of these there."""

    key_salt = "sponsors.invitations"


tokens = SponsorTokens()


def password_address(access: SponsorAccess) -> str:
    """The absolute address at which the account sets its password."""
    query = {
        "account": urlsafe_base64_encode(force_bytes(access.pk)),
        "token": tokens.make_token(access.user),
    }
    host = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    return f"{host}{reverse('sponsor:password')}?{urlencode(query)}"


def access_with_token(account: str, token: str) -> SponsorAccess | None:
    """The account that a link is for, if the link still works and the account may enter."""
    try:
        number = int(urlsafe_base64_decode(account))
        found = SponsorAccess.objects.select_related("user", "funder").get(pk=number)
    except (ValueError, OverflowError, SponsorAccess.DoesNotExist):
        return None
    if tokens.check_token(found.user, token) and may_enter(found, timezone.localdate()):
        return found
    return None


def invite(access: SponsorAccess, request: HttpRequest | None = None) -> bool:
    """Send the invitation; False if the account may not enter or the letter was not taken."""
    if not access.user.email or not may_enter(access, timezone.localdate()):
        return False
    subject = _("Your access to the funding record of %(funder)s")
    return _send(_letter(access, request, subject, "invitation"))


def remind(access: SponsorAccess, request: HttpRequest | None = None) -> None:
    """Send a link for a new password, after the answer to whoever asked for it."""
    if access.user.email and may_enter(access, timezone.localdate()):
        subject = _("A new password for the funding record of %(funder)s")
        OUTBOX.submit(_send, _letter(access, request, subject, "reminder"))


def _letter(
    access: SponsorAccess, request: HttpRequest | None, subject: str, name: str
) -> EmailMessage:
    context = {
        "access": access,
        "address": password_address(access),
        "days": datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT).days,
    }
    body = render_to_string(f"sponsors/area/{name}.txt", context, request)
    subject = subject % {"funder": access.funder.public_name}
    return EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[access.user.email])


def _send(letter: EmailMessage) -> bool:
    try:
        return letter.send() > 0
    except (OSError, SMTPException):
        logger.exception("sponsor_letter_not_sent")
        return False
