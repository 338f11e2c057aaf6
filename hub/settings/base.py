"""Settings shared by every mode; safe by default, danger is opted into by dev.py and test.py."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

import structlog
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from hub.environment import ROOT, STATE, read_environment
from hub.log_privacy import without_personal_data

ENVIRONMENT = read_environment()
HUB_ENV = ENVIRONMENT.mode

DEBUG = False
SECRET_KEY = ENVIRONMENT.secret_key
ALLOWED_HOSTS: list[str] = ENVIRONMENT.allowed_hosts
ROOT_URLCONF = "hub.urls"
WSGI_APPLICATION = "hub.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "core.User"
# People of the CMS only: accounts of funders have a session of another kind, at /sponsor/.
AUTHENTICATION_BACKENDS = ["sponsors.backends.CmsBackend"]
SITE_ID = 1

INSTALLED_APPS = [
    "hub",
    "home",
    "search",
    "articles",
    "sponsors",
    "feedback",
    "gate",
    "translation",
    "core",
    "wagtail_localize",
    "wagtail_localize.locales",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "taggit",
    "modelcluster",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "django_structlog",
    "csp",
]

# The order matters: security headers first, so that error pages and static files carry them too;
# the locale before anything that renders; redirects last, on a 404 only.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "core.security_headers.SecurityHeadersMiddleware",
    "core.security_headers.ContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "translation.middleware.PathLanguageMiddleware",
    # Answers the notice's form, before pages refuse writing and before a token is asked for.
    "gate.middleware.GateMiddleware",
    "core.unusable_input.RefuseUnusableInputMiddleware",
    "django.middleware.common.CommonMiddleware",
    "core.unusable_input.PagesAreReadOnlyMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "sponsors.middleware.UnfrozenPublicationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.caching.CacheHeadersMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "wagtail.contrib.settings.context_processors.settings",
                "home.context_processors.hub",
                "gate.context_processors.gate",
                "core.appearance.theme",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "wagtail.templatetags.wagtailcore_tags",
                "core.templatetags.core_tags",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data ---------------------------------------------------------------------------------------
SQLITE_OPTIONS = {
    # WAL + IMMEDIATE + a long timeout: concurrent read-then-write transactions wait for each other
    # instead of failing with "database is locked"; FULL keeps acknowledged writes over power loss.
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA mmap_size=134217728; "
        "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-20000;"
    ),
}
DATABASES: dict[str, dict[str, Any]] = {"default": dict(ENVIRONMENT.database)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
CACHES: dict[str, dict[str, Any]] = {
    "default": (
        {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": ENVIRONMENT.cache_url,
        }
        if ENVIRONMENT.cache_url
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    ),
}
CACHES["renditions"] = {**CACHES["default"], "KEY_PREFIX": "renditions"}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

# --- Static files and media ---------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = STATE / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = STATE / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "hub.static_storage.HubStaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # our files are for our pages
FILE_UPLOAD_PERMISSIONS = 0o644
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # the page editor posts one field a StreamField value

# --- Languages ----------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [
    ("en", _("English")),
    ("pt", _("Portuguese")),
    ("es", _("Spanish")),
]
LOCALE_PATHS = [ROOT / "locale"]
WAGTAIL_I18N_ENABLED = True
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_NAME = "hub_language"

# --- Security -----------------------------------------------------------------------------------
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
# The page editor shows the preview in a frame of its own origin; the public site forbids frames
# through the Content-Security-Policy.
X_FRAME_OPTIONS = "SAMEORIGIN"
SILENCED_SYSTEM_CHECKS = ["security.W019"]
SESSION_COOKIE_NAME = "hub_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "hub_csrf"
CSRF_COOKIE_HTTPONLY = True
# Gone with the browser session: it is only there for people who log in.
CSRF_COOKIE_AGE = None
CSRF_COOKIE_SAMESITE = "Lax"
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "form-action": [SELF],
        # The CMS shows public pages in its preview frame.
        "frame-ancestors": [SELF],
    }
}
# The Wagtail editor needs inline scripts and styles (wagtail issue 1288); nothing from elsewhere.
ADMIN_CONTENT_SECURITY_POLICY = {
    "default-src": [NONE],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "connect-src": [SELF],
    "media-src": [SELF],
    "frame-src": [SELF],
    "worker-src": [SELF, "blob:"],
    "base-uri": [NONE],
    "object-src": [NONE],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
}
if ENVIRONMENT.trusted_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# From one network address. A hospital may be behind one, or a lecture hall that votes at once.
ANSWER_RATE = f"{ENVIRONMENT.answers_per_minute}/m"

# --- Wagtail ------------------------------------------------------------------------------------
WAGTAIL_SITE_NAME = "Hub"
WAGTAILADMIN_BASE_URL = ENVIRONMENT.base_url or "http://127.0.0.1:8000"
WAGTAILIMAGES_IMAGE_MODEL = "core.HubImage"
WAGTAILDOCS_DOCUMENT_MODEL = "core.HubDocument"
WAGTAILIMAGES_EXTENSIONS = ["png", "jpg", "jpeg", "webp", "avif", "gif"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
WAGTAILIMAGES_IMAGE_FORM_BASE = "core.image_upload.HubImageForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "csv", "txt", "docx", "xlsx", "pptx", "vtt", "mp3", "m4a", "mp4"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 200 * 1024 * 1024
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Not every machine's table of types knows them.
WAGTAILDOCS_CONTENT_TYPES = {
    "pdf": "application/pdf",
    "vtt": "text/vtt",
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "mp4": "video/mp4",
}
WAGTAILDOCS_INLINE_CONTENT_TYPES = [
    "application/pdf",
    "text/vtt",
    "audio/mpeg",
    "audio/mp4",
    "video/mp4",
]
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "search.backend", "SEARCH_CONFIG": "english"},
}
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS: list[dict[str, Any]] = []
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False
# Some systems list names that browsers do not know ("localtime"): the account page breaks on them.
WAGTAIL_USER_TIME_ZONES = sorted({"UTC", *(z for z in available_timezones() if "/" in z)})
WAGTAIL_DATE_FORMAT = "%d %b %Y"
TAGGIT_CASE_INSENSITIVE = True

# --- Mail and logs ------------------------------------------------------------------------------
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = "hub@localhost"
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = None
# Without local variables: they hold requests, and with them what a reader looked for.
_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
)
_SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    without_personal_data,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_configuration(level: str, *, as_json: bool) -> dict[str, Any]:
    """Logging for Django and structlog alike: JSON lines, or coloured text for people."""
    renderer: list[Any] = (
        [_TRACEBACKS, structlog.processors.JSONRenderer()]
        if as_json
        else [structlog.dev.ConsoleRenderer()]
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED_PROCESSORS,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *renderer,
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": ["console"], "level": level, "propagate": False},
            # A 404 from a robot is not a warning anybody acts on.
            "django.request": {"level": "ERROR"},
            # Wagtail keeps its own history of edits; a line for each index task helps nobody.
            "wagtail": {"level": "WARNING"},
            "django_tasks": {"level": "WARNING"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
        },
    }


structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED_PROCESSORS,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = logging_configuration(ENVIRONMENT.log_level or "INFO", as_json=True)
