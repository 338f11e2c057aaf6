"""The statement reads as a careful writer would put it, whoever pays and in every language."""

from __future__ import annotations

import re

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from sponsors.models import Involvement
from sponsors.sentence_names import capitalised, continued, without_article
from sponsors.statement import (
    WORDING,
    Facts,
    Named,
    makes_claims,
    name_list,
    placeholder_problems,
    statement,
    wording_choices,
)

AT_ANY_SPEED = settings(deadline=None)  # a busy machine proves nothing wrong

COMPANIES = (
    "Northvane Bio",
    "Aldermoor Therapeutics",
    "Calder Finch Pharma",
    "Ostravia Cell Therapies",
)
SPONSORS = tuple(Named(name) for name in COMPANIES)
# In Portuguese the editors gave the names their article.
PORTUGUESE = tuple(Named(f"a {name}") for name in COMPANIES)
ASSOCIATION = {
    "en": Named("the Beaumarais Association", "the Beaumarais Group", "association"),
    "pt": Named("a Associação Beaumarais", "o Grupo Beaumarais", "association"),
    "es": Named("la Asociación Beaumarais", "el Grupo Beaumarais", "association"),
}
LANGUAGES = ("en", "pt", "es")


def facts(**who) -> Facts:
    return Facts(hub="ALL Hub", **who)


def said(language: str, count: int, *, grant: bool = False, readers: bool = False):
    companies = PORTUGUESE if language == "pt" else SPONSORS
    grants = (ASSOCIATION[language],) if grant else ()
    return statement(facts(sponsors=companies[:count], grants=grants, readers=readers), language)


# --- English --------------------------------------------------------------------------------------
def test_nobody_pays():
    found = said("en", 0)
    assert found.line == "No company, foundation or association pays for ALL Hub."
    assert found.text == f"{found.line} Should that change, this statement will say so."


def test_only_readers_pay():
    found = said("en", 0, readers=True)
    assert found.line == (
        "ALL Hub is paid for by its readers; no company, foundation or association pays for it."
    )
    assert found.text == (
        "ALL Hub is paid for by contributions from its readers. "
        "No company, foundation or association pays for it. "
        "All amounts are published on our funders page."
    )


def test_one_sponsor():
    found = said("en", 1)
    assert found.line == "Sponsored by Northvane Bio."
    assert found.text == (
        "ALL Hub is sponsored by Northvane Bio. "
        "The funder has no influence on topics, authors or content. "
        "A funder’s level reflects the amount it pays and nothing else. "
        "All amounts are published on our funders page."
    )


def test_two_sponsors():
    found = said("en", 2)
    assert found.line == "Sponsored by Northvane Bio and Aldermoor Therapeutics."
    assert found.text == (
        "ALL Hub is sponsored by Northvane Bio and Aldermoor Therapeutics. "
        "Funders have no influence on topics, authors or content. "
        "The order of the names and the levels of the funders reflect the amounts they pay "
        "and nothing else. "
        "All amounts are published on our funders page."
    )


def test_four_sponsors_an_association_and_readers():
    found = said("en", 4, grant=True, readers=True)
    assert found.line == (
        "Sponsored by Northvane Bio, Aldermoor Therapeutics, Calder Finch Pharma and "
        "Ostravia Cell Therapies; with an educational grant from the Beaumarais Association "
        "(Beaumarais Group); with contributions from readers."
    )
    assert found.text == (
        "ALL Hub is sponsored by Northvane Bio, Aldermoor Therapeutics, Calder Finch Pharma and "
        "Ostravia Cell Therapies. It also receives an educational grant from the Beaumarais "
        "Association, an association of the Beaumarais Group. Readers contribute as well. "
        "Funders have no influence on topics, authors or content. "
        "The order of the names and the levels of the funders reflect the amounts they pay "
        "and nothing else. "
        "All amounts are published on our funders page."
    )


def test_a_grant_giver_alone():
    found = said("en", 0, grant=True)
    assert found.line == (
        "With an educational grant from the Beaumarais Association (Beaumarais Group)."
    )
    assert found.text.startswith(
        "ALL Hub receives an educational grant from the Beaumarais Association, an association of "
        "the Beaumarais Group. The funder has no influence"
    )


def test_in_a_list_a_group_stands_in_brackets():
    givers = (ASSOCIATION["en"], Named("Marlow", "Marlow plc", "foundation"))
    text = statement(facts(grants=givers), "en").text
    assert text.startswith(
        "ALL Hub receives educational grants from the Beaumarais Association (an association of "
        "the Beaumarais Group) and Marlow (a foundation of Marlow plc). "
    )


@pytest.mark.parametrize(
    ("kind", "phrase"),
    [
        ("association", "an association of Y"),
        ("foundation", "a foundation of Y"),
        ("company", "a company of Y"),
        ("public_body", "part of Y"),
    ],
)
def test_a_group_is_named_by_the_kind_of_funder(kind, phrase):
    text = statement(facts(grants=(Named("X", "Y", kind),)), "en").text
    assert f"from X, {phrase}. " in text


def test_a_group_of_the_same_name_is_not_said_twice():
    assert statement(facts(sponsors=(Named("Marlow", "MARLOW"),)), "en").line == (
        "Sponsored by Marlow."
    )


def test_other_support_is_named_apart():
    found = statement(facts(sponsors=SPONSORS[:1], others=SPONSORS[1:2]), "en")
    assert found.line == "Sponsored by Northvane Bio; with support from Aldermoor Therapeutics."
    assert "Northvane Bio. Other support comes from Aldermoor Therapeutics. " in found.text
    alone = statement(facts(others=SPONSORS[1:2]), "en")
    assert alone.line == "With support from Aldermoor Therapeutics."
    assert alone.text.startswith("ALL Hub receives support from Aldermoor Therapeutics. ")


def test_who_pays_for_one_page_is_told_from_who_pays_for_the_hub():
    found = statement(
        facts(sponsors=SPONSORS[:2], item_sponsors=SPONSORS[3:], item_grants=(ASSOCIATION["en"],)),
        "en",
    )
    assert found.line == (
        "Sponsored by Northvane Bio and Aldermoor Therapeutics. This content is also paid for by "
        "Ostravia Cell Therapies and the Beaumarais Association (Beaumarais Group)."
    )
    assert "This content in particular is sponsored by Ostravia Cell Therapies. " in found.text
    assert (
        "This content in particular is supported by an educational grant from the Beaumarais "
        "Association, an association of the Beaumarais Group. "
    ) in found.text


def test_where_only_one_page_is_paid_for_nobody_is_said_to_pay_for_the_hub():
    found = statement(facts(item_sponsors=SPONSORS[:1], readers=True), "en")
    assert found.line == (
        "This content is paid for by Northvane Bio; with contributions from readers."
    )
    assert "No company" not in found.text
    assert "ALL Hub is sponsored" not in found.text


def test_who_pays_twice_for_one_page_is_named_once_in_the_line():
    found = statement(facts(item_sponsors=SPONSORS[:1], item_others=SPONSORS[:1]), "en")
    assert found.line == "This content is paid for by Northvane Bio."


@pytest.mark.parametrize(
    ("involvement", "sentence"),
    [
        ("suggested_topic", "Northvane Bio suggested the topic. "),
        ("supplied_data", "Northvane Bio supplied data. "),
        (
            "reviewed_accuracy",
            "Northvane Bio checked the accuracy of the content before publication. ",
        ),
        ("other", "Involvement of Northvane Bio: lent a room. "),
    ],
)
def test_what_a_funder_did_is_said_and_limits_the_claim_of_no_influence(involvement, sentence):
    note = "lent a room" if involvement == "other" else ""
    found = statement(
        facts(sponsors=SPONSORS[:2], involvement=((COMPANIES[0], involvement, note),)), "en"
    )
    assert sentence + "Beyond that, funders have no influence" in found.text


def test_a_note_follows_its_sentence():
    did = ((COMPANIES[0], "supplied_data", "Survival curves of one study"),)
    text = statement(facts(sponsors=SPONSORS[:1], involvement=did), "en").text
    assert "supplied data. Survival curves of one study. Beyond that, the funder" in text


def test_only_paying_is_not_an_involvement():
    did = ((COMPANIES[0], "funds_only", ""),)
    assert statement(facts(sponsors=SPONSORS, involvement=did), "en") == said("en", 4)


def test_every_involvement_has_its_sentence():
    for value in set(Involvement.values) - {"funds_only"}:
        assert f"involvement_{value}" in WORDING
    with pytest.raises(ValueError, match="unheard_of"):
        statement(facts(sponsors=SPONSORS, involvement=(("X", "unheard_of", ""),)), "en")


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        (("the Beaumarais Group",), "This year the Beaumarais Group provides a larger share"),
        (("Marlow", "Northvane Bio"), "This year Marlow and Northvane Bio each provide a larger"),
    ],
)
def test_who_is_above_the_ceiling_is_named(groups, sentence):
    assert sentence in statement(facts(sponsors=SPONSORS, over_ceiling=groups), "en").text


def test_while_amounts_cannot_be_compared_nothing_is_said_of_order_or_levels():
    text = statement(facts(sponsors=SPONSORS, is_ranked=False), "en").text
    assert "level" not in text
    assert "order" not in text
    assert "no influence" in text


def test_a_name_that_ends_with_a_full_stop_gets_no_second_one():
    found = statement(facts(sponsors=(Named("Marlow Pharma, Inc."),)), "en")
    assert found.line == "Sponsored by Marlow Pharma, Inc."
    assert found.text.startswith("ALL Hub is sponsored by Marlow Pharma, Inc. The funder")


# --- Portuguese and Spanish -----------------------------------------------------------------------
def test_portuguese_nobody_pays():
    assert said("pt", 0).line == (
        "Nenhuma empresa, fundação ou associação financia o site ALL Hub."
    )
    assert said("pt", 0, readers=True).line == (
        "O site ALL Hub é financiado pelos seus leitores; nenhuma empresa, fundação ou associação "
        "o financia."
    )


def test_portuguese_one_and_two_sponsors():
    assert said("pt", 1).line == "Com o patrocínio da Northvane Bio."
    assert said("pt", 1).text == (
        "O site ALL Hub conta com o patrocínio da Northvane Bio. "
        "Quem nos financia não tem qualquer influência sobre os temas, os autores ou os "
        "conteúdos. O nível de um financiador reflete o montante que paga e nada mais. "
        "Todos os montantes estão publicados na nossa página dos financiadores."
    )
    assert said("pt", 2).line == ("Com o patrocínio da Northvane Bio e da Aldermoor Therapeutics.")


def test_portuguese_four_sponsors_an_association_and_readers():
    found = said("pt", 4, grant=True, readers=True)
    assert found.line == (
        "Com o patrocínio da Northvane Bio, da Aldermoor Therapeutics, da Calder Finch Pharma e da "
        "Ostravia Cell Therapies; com uma bolsa de formação concedida pela Associação Beaumarais "
        "(Grupo Beaumarais); com contribuições dos leitores."
    )
    assert found.text == (
        "O site ALL Hub conta com o patrocínio da Northvane Bio, da Aldermoor Therapeutics, da "
        "Calder Finch Pharma e da Ostravia Cell Therapies. Recebe ainda uma bolsa de formação "
        "concedida pela Associação Beaumarais, associação do Grupo Beaumarais. Os leitores também "
        "contribuem. Quem nos financia não tem qualquer influência sobre os temas, os autores ou "
        "os conteúdos. A ordem dos nomes e os níveis dos financiadores refletem os montantes "
        "pagos e nada mais. Todos os montantes estão publicados na nossa página dos financiadores."
    )


def test_portuguese_begins_a_sentence_with_the_article_of_a_name():
    did = (("a Northvane Bio", "suggested_topic", ""),)
    text = statement(facts(sponsors=PORTUGUESE[:1], involvement=did), "pt").text
    assert "A Northvane Bio sugeriu o tema. De resto, quem nos financia" in text


def test_spanish_nobody_pays():
    assert said("es", 0).line == (
        "Ninguna empresa, fundación ni asociación financia el sitio ALL Hub."
    )
    assert said("es", 0, readers=True).line == (
        "El sitio ALL Hub se financia con las aportaciones de sus lectores; no lo financia ninguna "
        "empresa, fundación ni asociación."
    )


def test_spanish_one_and_two_sponsors():
    assert said("es", 1).line == "Con el patrocinio de Northvane Bio."
    assert said("es", 1).text == (
        "El sitio ALL Hub cuenta con el patrocinio de Northvane Bio. "
        "Quien nos financia no influye en los temas, en los autores ni en los contenidos. "
        "El nivel de un financiador refleja el importe que aporta y nada más. "
        "Todos los importes están publicados en nuestra página de financiadores."
    )
    assert said("es", 2).line == "Con el patrocinio de Northvane Bio y Aldermoor Therapeutics."


def test_spanish_four_sponsors_an_association_and_readers():
    found = said("es", 4, grant=True, readers=True)
    assert found.line == (
        "Con el patrocinio de Northvane Bio, Aldermoor Therapeutics, Calder Finch Pharma y "
        "Ostravia Cell Therapies; con una ayuda a la formación concedida por la Asociación "
        "Beaumarais (Grupo Beaumarais); con aportaciones de los lectores."
    )
    assert found.text == (
        "El sitio ALL Hub cuenta con el patrocinio de Northvane Bio, Aldermoor Therapeutics, "
        "Calder Finch Pharma y Ostravia Cell Therapies. Recibe además una ayuda a la formación "
        "concedida por la Asociación Beaumarais, asociación del Grupo Beaumarais. Los lectores "
        "también contribuyen. Quienes nos financian no influyen en los temas, en los autores ni "
        "en los contenidos. El orden de los nombres y los niveles de los financiadores reflejan "
        "los importes aportados y nada más. Todos los importes están publicados en nuestra página "
        "de financiadores."
    )


@pytest.mark.parametrize("language", ["pt", "es"])
def test_every_part_is_translated_with_the_same_placeholders(language):
    for part in WORDING.values():
        with translation.override("en"):
            english = str(part.default)
        with translation.override(language):
            translated = str(part.default)
        assert translated != english, part.key
        assert set(re.findall(r"\{\w+\}", translated)) == set(re.findall(r"\{\w+\}", english))


# --- Names in a sentence --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "names", "text"),
    [
        ("en", [], ""),
        ("en", ["A"], "A"),
        ("en", ["A", "B"], "A and B"),
        ("en", ["A", "B", "C"], "A, B and C"),
        ("pt", ["A", "B", "C"], "A, B e C"),
        ("es", ["A", "B", "C"], "A, B y C"),
        ("es", ["A", "B", "Ibérica"], "A, B e Ibérica"),
        ("es", ["A", "Hidalgo"], "A e Hidalgo"),
        ("es", ["A", "IBM"], "A e IBM"),
        ("es", ["A", "Íñigo"], "A e Íñigo"),
        ("es", ["A", "Ypsilon"], "A e Ypsilon"),
        ("es", ["A", "Hierro"], "A y Hierro"),
        ("es", ["A", "Hiato"], "A y Hiato"),
        ("es", ["A", "Yara"], "A y Yara"),
        ("es", ["A", "la Ibérica"], "A y la Ibérica"),
        ("es", ["A y Ibérica", "B"], "A y Ibérica y B"),
        ("de", ["A", "B", "C"], "A, B und C"),
        ("xx", ["A", "B"], "A and B"),
    ],
)
def test_lists_of_names(language, names, text):
    assert name_list(names, language) == text


@pytest.mark.parametrize(
    ("language", "before", "names", "text"),
    [
        ("pt", "pago por ", ["a A"], "pago pela A"),
        ("pt", "apoio de ", ["os A", "B", "as C"], "apoio dos A, de B e das C"),
        ("pt", "De ", ["o A"], "Do A"),
        ("pt", "em ", ["a A"], "na A"),
        ("pt", "graças a ", ["o A", "a B"], "graças ao A e à B"),
        ("pt", "apoio de ", ["A", "B"], "apoio de A e B"),
        ("pt", "pague ", ["o A"], "pague o A"),
        ("pt", "onde ", ["o A"], "onde o A"),
        ("es", "apoyo de ", ["el A"], "apoyo del A"),
        ("es", "apoyo de ", ["el A", "la B", "C"], "apoyo del A, de la B y de C"),
        ("es", "apoyo de ", ["la A", "B"], "apoyo de la A y B"),
        ("es", "apoyo de ", ["El Globo"], "apoyo de El Globo"),
        ("es", "gracias a ", ["el A"], "gracias al A"),
        ("es", "por ", ["el A", "la B"], "por el A y la B"),
        ("en", "of ", ["the A", "B"], "of the A and B"),
    ],
)
def test_prepositions_melt_with_articles(language, before, names, text):
    assert continued(before, names, language) == text


def test_only_an_article_gets_a_capital():
    assert capitalised("the Marlow Society pays.", "en") == "The Marlow Society pays."
    assert capitalised("bluemarlow pays.", "en") == "bluemarlow pays."
    assert capitalised("os leitores pagam.", "pt") == "Os leitores pagam."
    assert without_article("the Marlow Group", "en") == "Marlow Group"
    assert without_article("Los Globos", "es") == "Los Globos"


# --- Own wording ----------------------------------------------------------------------------------
def test_own_wording_takes_the_place_of_the_built_in_one():
    own = {
        "line_sponsors": "Paid for by {sponsors}.",
        "sponsors": "{sponsors} pay\n for  {hub}.",
        "grants_also_one": "A grant from {grants} helps.",
        "pointer": "  ",
    }
    found = statement(facts(sponsors=SPONSORS[:2], grants=(ASSOCIATION["en"],)), "en", own)
    assert found.line.startswith("Paid for by Northvane Bio and Aldermoor Therapeutics; with an")
    assert found.text.startswith("Northvane Bio and Aldermoor Therapeutics pay for ALL Hub. ")
    # In the middle of a sentence the group stands in brackets.
    assert "Association (an association of the Beaumarais Group) helps. " in found.text
    assert found.text.endswith("All amounts are published on our funders page.")


def test_own_wording_that_breaks_the_rules_is_not_used():
    own = {"sponsors": "Nobody pays {hub.__class__}.", "line_sponsors": "{nobody} pays"}
    assert statement(facts(sponsors=SPONSORS), "en", own) == said("en", 4)


@pytest.mark.parametrize(
    ("key", "text", "problem"),
    [
        ("sponsors", "{hub} is sponsored.", "{sponsors} is missing"),
        ("sponsors", "{sponsors} and {grants}", "no placeholder {grants}"),
        ("sponsors", "{sponsors} pay {{hub}}", "brace is left over"),
        ("sponsors", "{sponsors} pay {hub", "brace is left over"),
        ("sponsors", "{sponsors} pay }", "brace is left over"),
        ("sponsors", "{sponsors!r} pay", "brace is left over"),
        ("sponsors", "{sponsors.name} pay", "brace is left over"),
        ("sponsors", "<b>{sponsors}</b> pay", "plain text"),
        ("sponsors", "{sponsors} pay for Marlow®", "products"),
        ("grants_one", "An unrestricted grant from {grants}", "unrestricted"),
        ("grants_one", "Uma bolsa sem restrições de {grants}", "unrestricted"),
        ("grants_one", "Una ayuda incondicional de {grants}", "unrestricted"),
        ("sponsors", "{sponsors}" + "x" * 600, "At most 600"),
        ("no_such_part", "text", "no such part"),
    ],
)
def test_a_wording_that_would_break_the_statement_is_refused(key, text, problem):
    assert any(problem in found for found in placeholder_problems(key, text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_built_in_wording_keeps_its_own_rules(language):
    with translation.override(language):
        for key, part in WORDING.items():
            assert placeholder_problems(key, str(part.default)) == []


def test_every_part_can_be_chosen():
    assert [key for key, _label in wording_choices()] == list(WORDING)
    assert all(len(key) <= 40 and label for key, label in wording_choices())
    assert makes_claims("Unrestricted educational grant")
    assert not makes_claims("Educational grant")


# --- Any facts ------------------------------------------------------------------------------------
NAMES = st.text(st.characters(categories=["Lu", "Ll", "Nd", "Zs"]), min_size=1, max_size=12).map(
    lambda text: f"N{' '.join(text.split())}N"
)
FUNDERS = st.lists(st.builds(Named, NAMES, st.just("") | NAMES), max_size=4).map(tuple)


@AT_ANY_SPEED
@given(
    st.builds(
        Facts,
        hub=st.just("ALL Hub"),
        sponsors=FUNDERS,
        grants=FUNDERS,
        others=FUNDERS,
        readers=st.booleans(),
        item_sponsors=FUNDERS,
        item_grants=FUNDERS,
        item_others=FUNDERS,
        over_ceiling=st.lists(NAMES, max_size=2).map(tuple),
        is_ranked=st.booleans(),
    ),
    st.sampled_from(LANGUAGES),
)
def test_everybody_who_pays_is_named_in_the_line_and_in_the_text(who, language):
    found = statement(who, language)
    for funder in (*who.of_hub, *who.of_item):
        assert funder.name in found.line
        assert funder.name in found.text
        # A group that is called as the funder, however it is capitalised, is the funder itself.
        if funder.group.casefold() != funder.name.casefold():
            assert funder.group in found.line
            assert funder.group in found.text
    for text in (found.line, found.text):
        assert text.endswith(".")
        assert not re.search(r"[{}]|\.\.|  | [.,;]|;\.", text)
        assert text[0].isupper()
