"""Addresses of households."""

from django.urls import path

from . import views

app_name = "households"
urlpatterns = [
    path("customers/<int:pk>/household/", views.edit, name="edit"),
    path("customers/<int:pk>/household/add/", views.add, name="add"),
    path("customers/<int:pk>/household/leave/", views.leave, name="leave"),
    path("customers/<int:pk>/household/primary/", views.make_primary, name="make_primary"),
]
