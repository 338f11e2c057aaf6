import pytest

from core.countries import country_name


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("PT", "en", "Portugal"),
        ("NO", "es", "Noruega"),
        ("DE", "pt", "Alemanha"),
        ("de", "pt-br", "Alemanha"),
        ("NO", "xx", "Norway"),
        ("", "en", ""),
        ("ZZZ", "en", ""),
    ],
)
def test_a_country_is_named_in_the_language(code, language, name):
    assert country_name(code, language) == name
