"""Addresses of the gate, mounted at /acknowledge/."""

from django.urls import path

from gate import views

app_name = "gate"

urlpatterns = [
    path("", views.acknowledge, name="acknowledge"),
    path("withdraw/", views.withdraw, name="withdraw"),
]
