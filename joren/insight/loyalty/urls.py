"""Addresses of loyalty."""

from django.urls import path

from . import views

app_name = "loyalty"
urlpatterns = [
    path("", views.regulars, name="regulars"),
    path("define/", views.define, name="define"),
    path("why/", views.why, name="why"),
    path("why/look/", views.look, name="look"),
    path("next/", views.prospects_page, name="next"),
]
