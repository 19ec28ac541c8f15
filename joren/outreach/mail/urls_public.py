"""Addresses in mails: short, because they stand in every message."""

from django.urls import path

from . import public

app_name = "mail_public"
urlpatterns = [
    path("o/<str:token>.gif", public.opened, name="open"),
    path("c/<str:token>", public.clicked, name="click"),
    path("u/<str:token>", public.unsubscribe, name="unsubscribe"),
]
