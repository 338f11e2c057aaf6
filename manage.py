#!/usr/bin/env python
"""Django's command line. HUB_ENV chooses the settings (see docs/configuration.md)."""

import sys

from django.core.management import execute_from_command_line

from hub.environment import choose_settings_module

if __name__ == "__main__":
    choose_settings_module()
    execute_from_command_line(sys.argv)
