"""Addresses of predictions."""

from django.urls import path

from . import views

app_name = "predictions"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("refresh/", views.refresh, name="refresh"),
    path("people/<slug:group>/", views.people, name="people"),
]
