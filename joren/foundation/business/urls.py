"""Addresses of the business page."""

from django.urls import path

from . import views

app_name = "business"
urlpatterns = [path("", views.settings, name="settings")]
