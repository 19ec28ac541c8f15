"""Addresses of data health."""

from django.urls import path

from . import views

app_name = "health"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("measure/", views.measure, name="measure"),
    path("settings/", views.settings, name="settings"),
    path("people/<str:step>/", views.people, name="people"),
    path("findings/", views.finding_list, name="findings"),
    path("repairs/", views.repairs, name="repairs"),
    path("repairs/undo/", views.undo, name="undo"),
    path("repairs/<int:pk>/", views.repair, name="repair"),
]
