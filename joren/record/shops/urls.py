"""Addresses of shops."""

from django.urls import path

from . import views

app_name = "shops"
urlpatterns = [
    path("", views.shop_list, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.edit, name="edit"),
]
