"""Addresses providers report to."""

from django.urls import path

from . import public

app_name = "mail_hooks"
urlpatterns = [path("<str:name>/", public.told, name="told")]
