"""Is the process up, and can it serve?"""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def alive(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; asks nothing of anything else."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when database, cache and migrations are in order, else 503 with the reason."""
    reasons = [reason for check in (_database, _cache, _migrations) if (reason := _try(check))]
    if reasons:
        response = JsonResponse({"status": "unavailable", "reasons": reasons}, status=503)
        response["Retry-After"] = "30"
        return response
    return JsonResponse({"status": "ok"})


def _try(check: Callable[[], str]) -> str:
    """The reason why `check` fails, or ""; the error's text stays out of the public answer."""
    try:
        return check()
    except Exception:  # noqa: BLE001 (whatever is wrong, the answer is "not ready")
        return f"{check.__name__.lstrip('_')} does not answer"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return ""


def _cache() -> str:
    key, value = f"readyz-{uuid4()}", "ok"
    cache.set(key, value, 5)
    answer = cache.get(key)
    cache.delete(key)
    return "" if answer == value else "cache loses values"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations wait" if waiting else ""
