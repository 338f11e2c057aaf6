"""WSGI entry point: `gunicorn hub.wsgi`."""

from django.core.wsgi import get_wsgi_application

from hub.environment import choose_settings_module

choose_settings_module()
application = get_wsgi_application()
