"""What `make run` uses: as in production, on one machine, with demo accounts allowed."""

from hub.environment import local_secret_key

from .base import *  # noqa: F403
from .base import ENVIRONMENT, logging_configuration

SECRET_KEY = ENVIRONMENT.secret_key or local_secret_key()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *ENVIRONMENT.allowed_hosts]
# The terminal shows the address and the accounts, not a line for each request.
LOGGING = logging_configuration(ENVIRONMENT.log_level or "WARNING", as_json=True)
