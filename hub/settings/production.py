"""A public site over TLS. Refuses to start when something unsafe is set, saying what to set."""

from hub.production_guard import refuse_unsafe_start

from .base import *  # noqa: F403
from .base import ENVIRONMENT, SILENCED_SYSTEM_CHECKS

refuse_unsafe_start(ENVIRONMENT)
HUB_ENV = "production"

SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = False
# Preloading binds every subdomain for years: the owner of the domain decides, not the software.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W021"]
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-hub_session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-hub_csrf"
CSRF_TRUSTED_ORIGINS = [ENVIRONMENT.base_url]
