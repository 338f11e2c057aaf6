"""Where readers answer and see what was answered; never cached."""

from __future__ import annotations

from django.urls import path, register_converter

from feedback import paired_views, reading_views, views
from feedback.paired_rules import Moment


class MomentConverter:
    """`before` or `after`, as `Moment`."""

    regex = "before|after"

    def to_python(self, value: str) -> Moment:
        return Moment(value)

    def to_url(self, value: str) -> str:
        return Moment(value).value


register_converter(MomentConverter, "moment")

app_name = "feedback"
urlpatterns = [
    path("agreement/<uuid:page_key>/", views.agreement, name="agreement"),
    path("polls/<uuid:poll_key>/", views.poll, name="poll"),
    path(
        "questions/<uuid:question_key>/<uuid:page_key>/<moment:moment>/",
        paired_views.question,
        name="question",
    ),
    path("reading/", reading_views.reading, name="reading"),
    path("about-me/", views.about_me, name="about-me"),
]
