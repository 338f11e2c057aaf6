"""The redirect that follows a form post (303), which Django has no class for."""

from django.http.response import HttpResponseRedirectBase


class HttpResponseSeeOther(HttpResponseRedirectBase):
    """Go on with GET, whatever the method was; browsers may not repeat the post (RFC 9110)."""

    status_code = 303
