"""The register on PostgreSQL, where writers at the same time are kept apart by other means."""

import pytest

from tests.postgres import run_committing_tests


@pytest.mark.postgres
def test_what_is_written_at_once_is_as_sound_on_postgresql(postgresql_url, tmp_path):
    run_committing_tests(postgresql_url, tmp_path, "sponsors/tests/test_services.py")
