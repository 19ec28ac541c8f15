"""Addresses of duplicates."""

from django.urls import path

from . import views, warning

app_name = "duplicates"
urlpatterns = [
    path("", views.overview, name="list"),
    path("review/<int:pk>/", views.review, name="review"),
    path("reopen/<int:pk>/", views.reopen, name="reopen"),
    path("unmerge/<int:pk>/", views.unmerge, name="unmerge"),
    path("merge-sure/", views.merge_sure, name="merge_sure"),
    path("check/", views.check, name="check"),
    path("settings/", views.settings, name="settings"),
    path("looks-like/", warning.looks_like, name="looks_like"),
]
