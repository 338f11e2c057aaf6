"""What every test of the repository may ask for lives in tests/."""

pytest_plugins = ["tests.postgres", "tests.fixtures", "tests.browser"]
