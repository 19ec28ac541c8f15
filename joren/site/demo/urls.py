"""Addresses of the demo."""

from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [
    path("files/<str:name>", views.file, name="file"),
    path("remove/", views.remove, name="remove"),
]
