"""Addresses of the timeline: below those of the customer."""

from django.urls import path

from . import views

app_name = "timeline"
urlpatterns = [path("<int:pk>/timeline/", views.of_customer, name="of_customer")]
