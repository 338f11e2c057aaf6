"""Articles and what they stand on: topics, people, references."""

from articles.models.articles import (
    ArticleContributor,
    ArticlePage,
    ArticleReference,
    ArticleTopic,
    RelatedArticle,
    VersionNote,
)
from articles.models.listings import ArticleIndexPage, PeopleIndexPage, TopicIndexPage
from articles.models.people import PersonDisclosure, PersonPage
from articles.models.references import Reference
from articles.models.topics import TopicPage

__all__ = [
    "ArticleContributor",
    "ArticleIndexPage",
    "ArticlePage",
    "ArticleReference",
    "ArticleTopic",
    "PeopleIndexPage",
    "PersonDisclosure",
    "PersonPage",
    "Reference",
    "RelatedArticle",
    "TopicIndexPage",
    "TopicPage",
    "VersionNote",
]
