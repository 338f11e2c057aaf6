"""What the composition root remembers."""

from django.db import models


class DemoRecord(models.Model):
    """One piece of demo content as it was last loaded: unchanged files are then left alone, and
    what an editor changed on the site since is not overwritten."""

    key = models.CharField(max_length=200, unique=True)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.key
