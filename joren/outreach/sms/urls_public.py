"""Addresses that are open without log-in: what providers tell."""

from django.urls import path

from . import public

app_name = "sms_public"
urlpatterns = [
    path("twilio/", public.twilio, name="twilio"),
    path("told/", public.told, name="told"),
]
