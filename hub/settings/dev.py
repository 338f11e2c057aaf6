"""Working on the code: debug pages, plain static files, readable logs."""

from hub.environment import local_secret_key

from .base import *  # noqa: F403
from .base import ENVIRONMENT, STORAGES, logging_configuration

DEBUG = True
SECRET_KEY = ENVIRONMENT.secret_key or local_secret_key()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *ENVIRONMENT.allowed_hosts]
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LOGGING = logging_configuration(ENVIRONMENT.log_level or "INFO", as_json=False)
