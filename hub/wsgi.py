"""WSGI entry point: `gunicorn hub.wsgi`. Served means production unless HUB_ENV says otherwise."""

from django.core.wsgi import get_wsgi_application

from hub.environment import choose_settings_module

choose_settings_module(default_mode="production")
application = get_wsgi_application()
