"""Addresses of reports."""

from django.urls import path

from . import views

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("<slug:key>/", views.detail, name="detail"),
    path("<slug:key>/csv/", views.download, name="csv"),
]
