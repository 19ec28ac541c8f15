"""Addresses of the kit's own pages."""

from django.urls import path

from . import public, views

app_name = "ui"
urlpatterns = [
    path("language/", public.switch_language, name="language"),
    path("tables/<slug:key>/columns/", views.choose_columns, name="columns"),
    path("style-guide/", views.style_guide, name="style_guide"),
    path("style-guide/picked/", views.style_guide_picked, name="style_guide_picked"),
    path("style-guide/undone/", views.style_guide_undone, name="style_guide_undone"),
]
