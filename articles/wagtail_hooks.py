"""Registers the reference library with the CMS."""

from wagtail.snippets.models import register_snippet

from articles.viewsets import ReferenceViewSet

register_snippet(ReferenceViewSet)
