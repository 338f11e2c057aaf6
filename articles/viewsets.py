"""How editors find references."""

from wagtail.snippets.views.snippets import SnippetViewSet

from articles.models import Reference


class ReferenceViewSet(SnippetViewSet):
    """The reference library: searched by title, author, DOI or PubMed number."""

    model = Reference
    icon = "openquote"
    menu_label = "References"
    menu_name = "references"
    add_to_admin_menu = True
    menu_order = 250
    list_display = ["__str__", "doi", "pmid", "year"]
    list_filter = ["year"]
    list_per_page = 50
    inspect_view_enabled = True
