"""Addresses of consents: below those of the customer."""

from django.urls import path

from . import views

app_name = "consents"
urlpatterns = [
    path("<int:pk>/consents/", views.history, name="history"),
    path("<int:pk>/consents/record/", views.record, name="record"),
]
