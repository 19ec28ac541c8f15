"""Addresses of the results."""

from django.urls import path

from . import views

app_name = "experiments"
urlpatterns = [
    path("", views.result_list, name="list"),
    path("export.csv", views.export, name="export"),
    path("<int:campaign_id>/", views.result, name="result"),
    path("<int:campaign_id>/people/", views.people, name="people"),
    path("<int:campaign_id>/judge/", views.judge, name="judge"),
]
