"""A production site starts only on safe settings; each fault has one sentence of its own."""

from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured

from hub.environment import Environment
from hub.production_guard import refuse_unsafe_start, unsafe_settings

SAFE = Environment(
    mode="production",
    secret_key="0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOP",
    allowed_hosts=["hub.example"],
    base_url="https://hub.example",
    database={},
    cache_url="",
    trusted_proxy=False,
    log_level="INFO",
    answers_per_minute=600,
)

UNSAFE = [
    ({"secret_key": ""}, "HUB_SECRET_KEY"),
    ({"secret_key": "short"}, "HUB_SECRET_KEY"),
    ({"secret_key": "a" * 80}, "HUB_SECRET_KEY"),
    ({"secret_key": "abcd" * 20}, "HUB_SECRET_KEY"),
    ({"allowed_hosts": []}, "HUB_ALLOWED_HOSTS"),
    ({"allowed_hosts": ["*"]}, "HUB_ALLOWED_HOSTS"),
    ({"allowed_hosts": ["hub.example", "*"]}, "HUB_ALLOWED_HOSTS"),
    ({"allowed_hosts": ["*.example"]}, "HUB_ALLOWED_HOSTS"),
    ({"base_url": ""}, "HUB_BASE_URL"),
    ({"base_url": "http://hub.example"}, "HUB_BASE_URL"),
    ({"base_url": "hub.example"}, "HUB_BASE_URL"),
    ({"base_url": "//hub.example"}, "HUB_BASE_URL"),
    ({"base_url": "https://"}, "HUB_BASE_URL"),
    ({"base_url": "https://[hub.example"}, "HUB_BASE_URL"),
]


def test_safe_settings_start():
    assert unsafe_settings(SAFE) == []
    refuse_unsafe_start(SAFE)


@pytest.mark.parametrize(("change", "variable"), UNSAFE)
def test_each_unsafe_setting_is_one_sentence_that_names_it(change, variable):
    (reason,) = unsafe_settings(replace(SAFE, **change))
    assert variable in reason
    assert reason[0].isupper()
    assert reason.endswith(".")
    with pytest.raises(ImproperlyConfigured, match=variable):
        refuse_unsafe_start(replace(SAFE, **change))


def test_all_faults_are_told_at_once():
    broken = replace(SAFE, secret_key="", allowed_hosts=[], base_url="")
    assert len(unsafe_settings(broken)) == 3


def test_no_secret_is_repeated_in_the_message():
    secret = "a weak but private secret"
    assert secret not in " ".join(unsafe_settings(replace(SAFE, secret_key=secret)))
