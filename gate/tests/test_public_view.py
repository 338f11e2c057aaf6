"""Channels for readers who have not acknowledged get public fields and nothing else."""

import copy
import pickle
from collections import namedtuple
from dataclasses import dataclass

import pytest
from django.apps import apps
from django.template import Context, Template
from wagtail.models import Page

from gate.exposure import GatedFieldError, PublicView, public_view
from gate.public_view import ALWAYS_SAFE

Named = namedtuple("Named", "role person")


@dataclass(frozen=True)
class Credit:
    role: str
    person: object


@pytest.fixture
def person():
    page = apps.get_model("articles.PersonPage")(
        title="Ada Example", slug="ada", affiliation="Example University", biography="zq7-canary"
    )
    page.set_url_path(None)
    return page


@pytest.fixture
def offering(article, monkeypatch):
    """Return a function: the value that the public view of an article gives for a public field."""

    def offer(value):
        monkeypatch.setattr(type(article), "byline", property(lambda page: value))
        return public_view(article).byline

    return offer


def test_public_fields_are_let_through(article):
    view = public_view(article)
    assert view.title == article.title
    assert view.public_summary == article.public_summary
    assert view.published_on == article.published_on


def test_gated_fields_are_an_error(article):
    view = public_view(article)
    for name in ("standfirst", "summary", "body", "key_data", "learning_objectives"):
        with pytest.raises(GatedFieldError, match=name):
            getattr(view, name)


def test_everything_that_is_not_declared_public_is_an_error(article):
    allowed = {*type(article).public_fields, *ALWAYS_SAFE}
    view = public_view(article)
    for name in dir(article):
        if name not in allowed and not name.startswith("_"):
            with pytest.raises(GatedFieldError):
                getattr(view, name)


@pytest.mark.parametrize("way_round", ["specific", "get_children", "get_parent", "save", "serve"])
def test_there_is_no_way_round_through_the_methods_of_a_page(article, way_round):
    with pytest.raises(GatedFieldError):
        getattr(public_view(article), way_round)


def test_an_address_and_a_language_are_always_safe(article):
    view = public_view(article)
    assert view.pk == article.pk
    assert view.url == article.url
    assert view.full_url == article.full_url
    assert view.get_full_url() == article.full_url
    assert view.locale == article.locale
    assert view.language_code == "en"
    assert view.translation_key == article.translation_key


def test_the_type_of_a_page_is_no_secret(article, home):
    assert public_view(article).has_type(type(article))
    assert not public_view(article).has_type(type(home))


def test_a_page_of_the_base_class_is_seen_as_what_it_is(article):
    view = public_view(Page.objects.get(pk=article.pk))
    assert view.public_summary == article.public_summary
    with pytest.raises(GatedFieldError):
        view.standfirst  # noqa: B018


def test_a_page_type_that_declares_nothing_shows_nothing(home):
    root = Page.get_first_root_node()
    with pytest.raises(GatedFieldError):
        public_view(root).title  # noqa: B018


def test_a_template_that_asks_for_too_much_fails_instead_of_printing(article):
    context = Context({"page": public_view(article)})
    assert Template("{{ page.title }}").render(context) == article.title
    for source in (
        "{{ page.standfirst }}",
        "{% if page.body %}x{% endif %}",
        "{{ page.specific }}",
    ):
        with pytest.raises(GatedFieldError):
            Template(source).render(context)


def test_a_template_may_ask_for_what_only_other_types_have(article):
    context = Context({"page": public_view(article)})
    assert Template("{{ page.no_such_thing }}").render(context) == ""


@pytest.mark.parametrize(
    ("wrap", "unwrap"),
    [
        (lambda page: page, lambda value: value),
        (lambda page: [page], lambda value: value[0]),
        (lambda page: (page,), lambda value: value[0]),
        (lambda page: [[page]], lambda value: value[0][0]),
        (lambda page: {"author": page}, lambda value: value["author"]),
        (lambda page: [("Author", page)], lambda value: value[0][1]),
        (lambda page: [Named("Author", page)], lambda value: value[0].person),
        (lambda page: [Credit("Author", page)], lambda value: value[0].person),
    ],
)
def test_pages_inside_public_values_are_public_views_too(offering, person, wrap, unwrap):
    found = unwrap(offering(wrap(person)))
    assert isinstance(found, PublicView)
    assert found.title == person.title
    with pytest.raises(GatedFieldError):
        found.biography  # noqa: B018


def test_named_tuples_and_records_keep_their_shape(offering, person):
    assert offering(Named("Author", person)).role == "Author"
    assert offering(Credit("Author", person)).role == "Author"


def test_querysets_become_lists_of_public_views(offering, article):
    (view,) = offering(type(article).objects.filter(pk=article.pk))
    assert view == public_view(article)


def test_methods_are_guarded_by_what_they_return(offering, person):
    (found,) = offering(lambda: [person])()
    with pytest.raises(GatedFieldError):
        found.biography  # noqa: B018


def test_objects_that_do_not_say_what_is_public_are_refused(offering, article, django_user_model):
    with pytest.raises(GatedFieldError, match="public_fields"):
        offering(django_user_model(username="x"))
    with pytest.raises(GatedFieldError, match="property"):
        offering(article.contributors)


def test_each_part_is_worked_out_once(article, django_assert_num_queries):
    view = public_view(article)
    with django_assert_num_queries(1):
        assert view.topic_labels is view.topic_labels


def test_it_cannot_be_changed_copied_or_stored(article):
    view = public_view(article)
    with pytest.raises(TypeError):
        view.title = "x"
    for way in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError):
            way(view)


def test_views_of_the_same_page_are_equal(article):
    assert public_view(article) == public_view(article)
    assert len({public_view(article), public_view(article)}) == 1
    assert public_view(article) != article
    assert str(public_view(article)) == article.title
    assert article.standfirst not in repr(public_view(article))
