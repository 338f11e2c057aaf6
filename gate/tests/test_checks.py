"""A page type that does not declare its public side stops the start."""

import pytest
from django.apps import apps

from core.exposure import Exposure
from gate.checks import check_middleware, check_page_types, declaration_errors


def ids(model):
    return [error.id for error in declaration_errors(model)]


def declared(**body):
    return type("SomePage", (), {"title": "", **body})


def test_the_page_types_of_the_hub_pass():
    assert check_page_types(None) == []


def test_a_declaration_that_is_only_inherited_is_an_error():
    parent = declared(exposure=Exposure.PUBLIC, public_fields=("title",))
    child = type("Child", (parent,), {})
    assert ids(parent) == []
    assert ids(child) == ["gate.E001", "gate.E001"]


def test_each_missing_part_is_named():
    assert ids(declared(exposure=Exposure.GATED)) == ["gate.E001"]
    assert ids(declared(public_fields=("title",))) == ["gate.E001"]


def test_a_public_field_that_does_not_exist_is_an_error():
    model = declared(exposure=Exposure.GATED, public_fields=("title", "titel"))
    assert ids(model) == ["gate.E002"]


@pytest.mark.parametrize("names", ["title", ["title"], (1,), None])
def test_a_forgotten_comma_is_found(names):
    assert ids(declared(exposure=Exposure.GATED, public_fields=names)) == ["gate.E003"]


@pytest.mark.parametrize("exposure", ["public", True, None])
def test_the_exposure_is_one_of_two(exposure):
    assert ids(declared(exposure=exposure, public_fields=("title",))) == ["gate.E003"]


def test_the_whole_project_is_looked_at(monkeypatch):
    monkeypatch.delattr(apps.get_model("articles.ArticlePage"), "exposure")
    assert [error.id for error in check_page_types(None)] == ["gate.E001"]


@pytest.mark.parametrize(
    ("order", "count"),
    [
        (["gate.middleware.GateMiddleware", "django.middleware.csrf.CsrfViewMiddleware"], 0),
        (["django.middleware.csrf.CsrfViewMiddleware", "gate.middleware.GateMiddleware"], 1),
        (["django.middleware.csrf.CsrfViewMiddleware"], 1),
    ],
)
def test_the_middleware_stands_before_what_would_refuse_the_form(settings, order, count):
    settings.MIDDLEWARE = order
    assert [error.id for error in check_middleware(None)] == ["gate.E004"] * count


def test_the_order_in_the_settings_is_right():
    assert check_middleware(None) == []
