"""WSGI entry point: `gunicorn hub.wsgi`. Served means production unless HUB_ENV says otherwise."""

import os

from django.core.wsgi import get_wsgi_application

from hub.environment import choose_settings_module

os.environ.setdefault("HUB_ENV", "production")
choose_settings_module()
application = get_wsgi_application()
