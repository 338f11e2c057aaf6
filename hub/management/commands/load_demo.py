"""`manage.py load_demo`: the demo hub from the reviewed files in hub/demo/content."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home.models import HomePage
from hub.demo.loader import load_demo


class Command(BaseCommand):
    help = "Load or refresh the demo content. Loading twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there is a home page already"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.HUB_ENV == "production":
            raise CommandError(
                "The demo content has well-known passwords and is not loaded in production."
            )
        if options["if_empty"] and HomePage.objects.exists():
            return
        changed = load_demo()
        self.stdout.write(f"Demo content: {changed} pages and records written")
