"""Addresses in messages: short, because they stand in every one."""

from django.urls import path

from . import public

app_name = "responses_public"
urlpatterns = [
    path("o/<str:token>.gif", public.opened, name="open"),
    path("c/<str:token>", public.clicked, name="click"),
    path("u/<str:token>", public.unsubscribe, name="unsubscribe"),
    path("e/<str:token>", public.new_address, name="address"),
]
