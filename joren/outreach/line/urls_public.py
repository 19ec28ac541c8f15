"""Addresses that are open without log-in: LINE's webhook, and the pages on which customers link their LINE."""

from django.urls import path

from . import public

app_name = "line_public"
urlpatterns = [
    path("webhook", public.webhook, name="webhook"),
    path("connect/", public.connect, name="connect"),
    path("c/<str:token>", public.link, name="link"),
]
