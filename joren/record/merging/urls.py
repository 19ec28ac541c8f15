"""Addresses of merging."""

from django.urls import path

from . import views

app_name = "merging"
urlpatterns = [
    path("", views.history, name="history"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/undo/", views.undo, name="undo"),
    path("batch/<int:pk>/", views.batch, name="batch"),
    path("batch/<int:pk>/undo/", views.undo_batch, name="undo_batch"),
    path("choose/<int:pk>/", views.choose, name="choose"),
    path("compare/<int:left>/<int:right>/", views.compare, name="compare"),
]
