"""Who can be logged in to Django at all: people of the CMS.

A sponsor account that could log in at Wagtail's own login pages would be "any logged-in user" there
and see pages closed to the public. Its session at /sponsor/ is of another kind
(sponsors/sponsor_session.py), which nothing else on the site looks at.
"""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser

from core.models import User
from sponsors.access import has_cms_access


class CmsBackend(ModelBackend):
    """As Django's own, but only for those who may enter the CMS; asked again at each request."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        if user is None or not super().user_can_authenticate(user):
            return False
        return has_cms_access(user)
