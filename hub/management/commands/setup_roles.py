"""`manage.py setup_roles`: create or correct the roles and the review workflow."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from home.models import HomePage
from hub.roles import apply_roles


class Command(BaseCommand):
    help = "Create or correct the CMS roles and the review workflow. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            report = apply_roles(list(HomePage.objects.all()))
        self.stdout.write(f"{len(report.groups)} roles on {report.homes} home pages")
