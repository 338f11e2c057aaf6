"""Where readers answer and see what was answered; never cached."""

from __future__ import annotations

from django.urls import path

from feedback import views

app_name = "feedback"
urlpatterns = [
    path("agreement/<uuid:page_key>/", views.agreement, name="agreement"),
    path("polls/<uuid:poll_key>/", views.poll, name="poll"),
    path("about-me/", views.about_me, name="about-me"),
]
