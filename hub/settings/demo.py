"""What `make run` uses: as in production, on one machine, with demo accounts allowed."""

from hub.environment import local_secret_key

from .base import *  # noqa: F403
from .base import ENVIRONMENT

SECRET_KEY = ENVIRONMENT.secret_key or local_secret_key()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *ENVIRONMENT.allowed_hosts]
