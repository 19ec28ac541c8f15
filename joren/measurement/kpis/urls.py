"""Addresses of the measures."""

from django.urls import path

from . import views

app_name = "kpis"
urlpatterns = [
    path("", views.kpi_page, name="page"),
    path("kpis.csv", views.download, name="download"),
]
